package io.cachex.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cachex.ConfigurationException;
import io.cachex.config.Reload.Change;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** M3: reading the document again changes what can be changed at run time, and nothing else. */
class ReloadTest {

    @TempDir
    Path directory;

    private final TestSections sections = new TestSections();

    private Path file;

    private Profiles open(String text) throws IOException {
        file = directory.resolve("production.yaml");
        Files.writeString(file, text);
        return Profiles.from(file)
                .providers(sections)
                .environment(Map.of("N", "3"))
                .open();
    }

    private void write(String text) throws IOException {
        Files.writeString(file, text);
    }

    @Test
    void changesWhatCanBeChanged() throws IOException {
        try (Profiles profiles = open("hub: {size: 1}\ncache: {wheel: {size: 1, limit: 5}}\n")) {
            profiles.builder("users", String.class);

            write("hub: {size: 2}\ncache: {wheel: {size: 9, every: 1s, limit: 5}}\n");
            Reload reload = profiles.reload();

            assertThat(reload.changed())
                    .extracting(Change::toString)
                    .containsExactly(
                            "hub.size: 1 -> 2", "cache.wheel.size: 1 -> 9", "cache.wheel.every: 30s (default) -> 1s");
            assertThat(reload.kept()).isEmpty();
            assertThat(sections.wheels.get("users")).hasToString("{size=9, limit=5, every=PT1S}");
            assertThat(sections.wheels.get("process")).hasToString("{size=2}");
            assertThat(profiles.describe()).contains("size: 9  # production.yaml:2:23");
        }
    }

    /** M3: an option that cannot be changed keeps its value, also beside others that are. */
    @Test
    void keepsWhatCannotBeChanged() throws IOException {
        try (Profiles profiles = open("cache: {wheel: {size: 1, limit: 5}, retry: {max_retries: 1}}\n")) {
            profiles.builder("users", String.class);

            write("cache: {wheel: {size: 2, limit: 6}, retry: {max_retries: 2}}\n");
            Reload reload = profiles.reload();

            assertThat(reload.changed()).containsExactly(new Change("cache.wheel.size", "1", "2"));
            assertThat(reload.kept())
                    .containsExactlyInAnyOrder(
                            new Change("cache.retry.max_retries", "1", "2"), new Change("cache.wheel.limit", "5", "6"));
            assertThat(sections.wheels.get("users")).hasToString("{size=2, limit=5}");
        }
    }

    /** An option that is taken out of the document has its default again. */
    @Test
    void goesBackToTheDefault() throws IOException {
        try (Profiles profiles = open("cache: {wheel: {size: 1}}\n")) {
            profiles.builder("users", String.class);

            write("cache: {wheel: {}}\n");

            assertThat(profiles.reload().changed())
                    .containsExactly(new Change("cache.wheel.size", "1", "10 (default)"));
            assertThat(sections.wheels.get("users")).hasToString("{}");
        }
    }

    /** Sections cannot come or go at run time. */
    @Test
    void keepsTheSectionsThatThereAre() throws IOException {
        try (Profiles profiles = open("cache: {wheel: {size: 1}}\n")) {
            profiles.builder("users", String.class);

            write("cache: {retry: {}}\nspoke: {}\n");
            Reload reload = profiles.reload();

            assertThat(reload.changed()).isEmpty();
            assertThat(reload.kept())
                    .extracting(Change::toString)
                    .containsExactlyInAnyOrder(
                            "spoke: not there -> there",
                            "cache.retry: not there -> there",
                            "cache.wheel: there -> not there");
            assertThat(sections.wheels.get("users")).hasToString("{size=1}");
        }
    }

    /** M2, M3: a cache hears of what changes for all, unless it has its own. */
    @Test
    void changesEachCacheByWhatHoldsForIt() throws IOException {
        try (Profiles profiles = open("cache: {wheel: {size: 1}}\ncaches: {own: {wheel: {size: 5}}}\n")) {
            profiles.builder("users", String.class);
            profiles.builder("own", String.class);

            write("cache: {wheel: {size: 2}}\ncaches: {own: {wheel: {size: 5}}, users: {wheel: {size: 3}}}\n");
            Reload reload = profiles.reload();

            assertThat(reload.changed()).containsExactly(new Change("caches.users.wheel.size", "1", "3"));
            assertThat(sections.wheels.get("own")).hasToString("{size=5}");
            assertThat(sections.wheels.get("users")).hasToString("{size=3}");
        }
    }

    /** Issue 6: each kind of bad input keeps the running settings. */
    @Test
    void keepsAllOfItIfTheDocumentIsBad() throws IOException {
        try (Profiles profiles = open("cache: {wheel: {size: 1, low: 0.5}}\n")) {
            profiles.builder("users", String.class);
            for (String bad : new String[] {
                "",
                "cache: {wheel: {size: 0}}",
                "cache: {wheel: {size: 2, sise: 3}}",
                "cache: {wheel: {size: 2}, ttl: 30x}",
                "cache: {wheel: {size: 2, size: 2}}",
                "cache: {wheel: {size: 2, low: 0.9, high: 0.8}}",
                "a: &a [*a]",
                "cache: {wheel: {size: ${NONE}}}",
            }) {
                write(bad);

                assertThatThrownBy(profiles::reload)
                        .as(bad)
                        .isInstanceOf(ConfigurationException.class)
                        .hasMessageStartingWith("production.yaml");
                assertThat(profiles.describe()).contains("size: 1  # production.yaml:1:23");
            }
            Files.delete(file);
            assertThatThrownBy(profiles::reload).hasMessageContaining("there is no such file");

            assertThat(sections.wheels.get("users")).hasToString("{size=1, low=0.5}");
            write("cache: {wheel: {size: \"${N}\", low: 0.5}}");
            assertThat(profiles.reload().changed()).containsExactly(new Change("cache.wheel.size", "1", "${N}"));
        }
    }

    /** A contradiction between what is new and what stays changes nothing. */
    @Test
    void keepsAllOfItIfWhatStaysContradictsWhatIsNew() throws IOException {
        try (Profiles profiles = open("cache: {wheel: {size: 1, high: 0.5}}\n")) {
            profiles.builder("users", String.class);

            write("cache: {wheel: {size: 2, low: 0.6, high: 0.7}}\n"); // high cannot be changed

            assertThatThrownBy(profiles::reload)
                    .hasMessage("production.yaml:1:9: cache.wheel: low must be at most high (0.5): 0.6");
            assertThat(sections.wheels.get("users")).hasToString("{size=1, high=0.5}");
        }
    }

    /** What a section refuses only when it is told stays, and the others change. */
    @Test
    void tellsWhatASectionRefused() throws IOException {
        try (Profiles profiles = open("cache: {wheel: {size: 1}}\n")) {
            profiles.builder("users", String.class);
            profiles.builder("orders", String.class);
            sections.refusing = "users";

            write("cache: {wheel: {size: 2}}\n");
            Reload reload = profiles.reload();

            assertThat(reload.changed()).containsExactly(new Change("cache.wheel.size", "1", "2"));
            assertThat(reload.kept())
                    .containsExactly(new Change(
                            "cache.wheel.size", "1", "2, refused: production.yaml:1:9: cache.wheel: not now"));
            assertThat(sections.wheels.get("users")).hasToString("{size=1}");
            assertThat(sections.wheels.get("orders")).hasToString("{size=2}");

            sections.refusing = "";
            assertThat(profiles.reload().changed()).hasSize(1);
            assertThat(sections.wheels.get("users")).hasToString("{size=2}");
        }
    }
}
