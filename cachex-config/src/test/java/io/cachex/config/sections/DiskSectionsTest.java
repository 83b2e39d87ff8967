package io.cachex.config.sections;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cachex.Cache;
import io.cachex.ConfigurationException;
import io.cachex.Writer;
import io.cachex.config.Profiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** M4: the store, the journal and the snapshot on the local disk, from a document. */
class DiskSectionsTest {

    @TempDir
    Path directory;

    private Profiles open(String text) {
        return Profiles.fromText("test.yaml", text.replace("DIR", directory.toString()))
                .environment(Map.of("KEY", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="))
                .open();
    }

    /** I4: one store for all caches, which outlives the process. */
    @Test
    void aStoreForAllCaches() {
        String text = "disk: {store: {directory: \"DIR/store\"}}\ncache: {near: {enabled: false}}";
        try (Profiles profiles = open(text);
                Cache<String> users = profiles.builder("users", String.class).build();
                Cache<String> orders = profiles.builder("orders", String.class).build()) {
            users.put("a", "user");
            orders.put("a", "order");
        }

        try (Profiles profiles = open(text);
                Cache<String> users = profiles.builder("users", String.class).build();
                Cache<String> orders = profiles.builder("orders", String.class).build()) {
            Scene.until(() -> "user".equals(users.getIfPresent("a")));
            assertThat(orders.getIfPresent("a")).isEqualTo("order");
        }
    }

    /** A cache may be without it, and its options are its builder's. */
    @Test
    void aCacheMayBeWithoutIt() {
        try (Profiles profiles =
                        open("disk: {store: {directory: \"DIR/store\"}}\ncaches: {users: {disk: {store: false}}}");
                Cache<String> users = profiles.builder("users", String.class).build();
                Cache<String> orders = profiles.builder("orders", String.class).build()) {
            assertThat(users.describe()).isEqualTo("users: near(10000)");
            assertThat(orders.describe()).contains("retry(3)");
        }
    }

    /** I4: a snapshot brings the near tier back. */
    @Test
    void aSnapshotOfEachCache() {
        String text = "cache: {snapshot: {directory: \"DIR\"}}";
        try (Profiles profiles = open(text);
                Cache<String> users = profiles.builder("users", String.class).build()) {
            users.put("a", "1");
        }
        assertThat(directory.resolve("users.snapshot")).exists();

        try (Profiles profiles = open(text);
                Cache<String> users = profiles.builder("users", String.class).build()) {
            Scene.until(() -> "1".equals(users.getIfPresent("a")));
        }
    }

    /** E2: what waited is written by the next process; sealed where the cache is. */
    @Test
    void aJournalOfEachCache() throws IOException {
        String text = """
                cache:
                  write_behind: {min_backoff: 1ms, max_backoff: 1s, journal: {directory: "DIR/journal", mode: os}}
                  encryption: {key: "${KEY}"}
                disk: {store: {directory: "DIR/store"}}
                """;
        Writer<String> away = (key, value) -> {
            throw new IOException("away");
        };
        try (Profiles profiles = open(text);
                Cache<String> users = profiles.builder("users", String.class)
                        .writer(away)
                        .closeTimeout(Duration.ofMillis(100))
                        .build()) {
            users.put("a", "a value to be seen");
        }
        assertThat(contents(directory.resolve("journal/users"))).doesNotContain("a value to be seen");

        List<String> rows = new CopyOnWriteArrayList<>();
        try (Profiles profiles = open(text);
                Cache<String> users = profiles.builder("users", String.class)
                        .writer((key, value) -> rows.add(key + "=" + value))
                        .build()) {
            Scene.until(() -> rows.contains("a=a value to be seen"));
            assertThat(users.name()).isEqualTo("users");
        }
    }

    private static String contents(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            StringBuilder all = new StringBuilder();
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                all.append(Files.readString(file, StandardCharsets.ISO_8859_1));
            }
            assertThat(all).isNotEmpty();
            return all.toString();
        }
    }

    /** What is missing or too much is refused with the name of the key. */
    @Test
    void incompleteSectionsAreRefused() {
        assertRefused("disk: {store: {maximum_entries: 5}}", "disk.store.directory must be given");
        assertRefused("cache: {snapshot: {every: 5m}}", "snapshot must have a directory or a file");
        assertRefused("cache: {encryption: {key_id: k}}", "encryption.key must be given");
        assertRefused("cache: {write_behind: {journal: {mode: os}}}", "writeBehind.journal.directory must be given");
    }

    private void assertRefused(String text, String message) {
        assertThatThrownBy(() -> open(text).close())
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("test.yaml:")
                .hasMessageContaining(message);
    }
}
