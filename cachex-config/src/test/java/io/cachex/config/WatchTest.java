package io.cachex.config;

import static java.time.Duration.ofDays;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import io.cachex.testkit.FakeTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** M3: hot reload by file watch. */
@Timeout(60)
class WatchTest {

    @TempDir
    Path directory;

    private final TestSections sections = new TestSections();
    private final FakeTime time = new FakeTime();
    private final Log log = new Log(Level.DEBUG);

    @AfterEach
    void closeLog() {
        log.close();
    }

    private Profiles open(Path file, Duration poll) {
        Profiles profiles = Profiles.from(file)
                .providers(sections)
                .environment(Map.of())
                .timeSource(time)
                .watch(poll)
                .open();
        profiles.builder("users", String.class);
        return profiles;
    }

    private static Path write(Path file, String text) throws IOException {
        return Files.writeString(file, text);
    }

    /** Moves the clock on until it is so. */
    private void until(Callable<Boolean> condition) {
        await().atMost(ofSeconds(30)).pollInterval(ofMillis(5)).until(() -> {
            time.advance(ofMillis(250));
            return condition.call();
        });
    }

    private boolean hasSize(int size) {
        return sections.wheels.get("users").toString().equals("{size=" + size + "}");
    }

    /** Where the file system tells of changes, the interval may be long. */
    @Test
    void readsAFileAgainThatIsWrittenInPlace() throws IOException {
        Path file = write(directory.resolve("a.yaml"), "cache: {wheel: {size: 1}}");
        try (Profiles profiles = open(file, ofDays(1))) {
            write(file, "cache: {wheel: {size: 2}}");
            until(() -> hasSize(2));

            write(file, "cache: {wheel: {size: 3}}");
            until(() -> hasSize(3));
            assertThat(log.lines(Level.INFO, "a.yaml: changed [cache.wheel.size: 2 -> 3]"))
                    .hasSize(1);
            assertThat(profiles.describe()).contains("size: 3");
        }
    }

    /** Editors write another file and put it in the place of the first. */
    @Test
    void readsAFileAgainThatIsReplaced() throws IOException {
        Path file = write(directory.resolve("a.yaml"), "cache: {wheel: {size: 1}}");
        Profiles profiles = open(file, ofDays(1));
        for (int size = 2; size < 5; size++) {
            Path other = write(directory.resolve("b.yaml"), "cache: {wheel: {size: " + size + "}}");
            Files.move(other, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            int expected = size;
            until(() -> hasSize(expected));
        }
        profiles.close();
    }

    /** Kubernetes: the file is a link to a file below a link, and that link changes. */
    @Test
    void readsAFileAgainWhoseDirectoryIsSwapped() throws IOException {
        write(Files.createDirectory(directory.resolve("..one")).resolve("a.yaml"), "cache: {wheel: {size: 1}}");
        write(Files.createDirectory(directory.resolve("..two")).resolve("a.yaml"), "cache: {wheel: {size: 2}}");
        Path data = Files.createSymbolicLink(directory.resolve("..data"), Path.of("..one"));
        Path file = Files.createSymbolicLink(directory.resolve("a.yaml"), Path.of("..data", "a.yaml"));
        Profiles profiles = open(file, ofDays(1));

        Path next = Files.createSymbolicLink(directory.resolve("..next"), Path.of("..two"));
        Files.move(next, data, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);

        until(() -> hasSize(2));
        profiles.close();
    }

    /** The file system does not tell of a change in another directory: it is looked at. */
    @Test
    void readsAFileAgainThatNobodyTellsOf() throws IOException {
        Path target =
                write(Files.createDirectory(directory.resolve("far")).resolve("a.yaml"), "cache: {wheel: {size: 1}}");
        Path near = Files.createDirectory(directory.resolve("near"));
        Profiles profiles = open(Files.createSymbolicLink(near.resolve("a.yaml"), target), ofSeconds(5));

        write(target, "cache: {wheel: {size: 2}}");
        Files.setLastModifiedTime(target, FileTime.fromMillis(1));

        until(() -> hasSize(2));
        profiles.close();
    }

    /** M3: a bad file keeps the old settings, and is warned about once. */
    @Test
    void keepsTheRunningSettingsIfTheFileIsBad() throws IOException {
        Path file = write(directory.resolve("a.yaml"), "cache: {wheel: {size: 1}}");
        try (Profiles profiles = open(file, ofSeconds(1))) {
            write(file, "cache: {wheel: {size: 30x}}");
            until(() -> !log.lines(Level.WARN, "a.yaml:1:23: cache.wheel.size: must be a whole number")
                    .isEmpty());
            Files.setLastModifiedTime(file, FileTime.fromMillis(1));
            until(() -> !log.lines(Level.DEBUG, "a.yaml: says the same").isEmpty());
            assertThat(hasSize(1)).isTrue();

            Files.delete(file);
            until(() -> !log.lines(Level.WARN, "there is no such file").isEmpty());
            write(file, "cache: {wheel: {size: 2}}");
            until(() -> hasSize(2));

            assertThat(log.lines(Level.WARN, "must be a whole number")).hasSize(1);
            assertThat(log.lines(Level.WARN, "there is no such file")).hasSize(1);
            assertThat(profiles.describe()).contains("size: 2");
        }
    }

    /** M3: a changed option that cannot change at run time is named once, and keeps its value. */
    @Test
    void warnsOnceOfWhatCannotBeChanged() throws IOException {
        Path file = write(directory.resolve("a.yaml"), "cache: {wheel: {size: 1}}");
        try (Profiles profiles = open(file, ofSeconds(1))) {
            write(file, "cache: {wheel: {size: 2, limit: 7}}");
            until(() -> hasSize(2));
            write(file, "cache: {wheel: {size: 3, limit: 7}}");
            until(() -> hasSize(3));

            assertThat(log.lines(Level.WARN, "cache.wheel.limit: 0 (default) -> 7"))
                    .hasSize(1);
            assertThat(profiles.describe()).contains("# only when opened again: cache.wheel.limit: 0 (default) -> 7\n");
        }
    }

    /** A file that is being written is not read half. */
    @Test
    void waitsUntilTheFileHasLookedTheSameForAMoment() throws IOException {
        Path file = write(directory.resolve("a.yaml"), "cache: {wheel: {size: 1}}");
        try (Profiles profiles = open(file, ofDays(1))) {
            write(file, "cache: {wheel: {size: 2}}");
            await().atMost(ofSeconds(30)).pollInterval(ofMillis(5)).until(() -> time.pending() >= 2);
            time.advance(FileWatch.SETTLED.minusNanos(1));
            write(
                    directory.resolve("b.yaml"),
                    "something else"); // the directory is told of, and so the file is looked at
            await().atMost(ofSeconds(30))
                    .pollInterval(ofMillis(5))
                    .until(() ->
                            !log.lines(Level.DEBUG, "a.yaml: nothing to read").isEmpty());
            assertThat(profiles.describe()).contains("size: 1");

            write(file, "cache: {wheel: {size: 3}}");
            until(() -> hasSize(3));

            assertThat(sections.log)
                    .filteredOn(line -> line.startsWith("changed"))
                    .hasSize(1);
        }
    }

    /** A11: closed is closed. */
    @Test
    void doesNothingAfterItIsClosed() throws IOException {
        Path file = write(directory.resolve("a.yaml"), "cache: {wheel: {size: 1}}");
        Profiles profiles = open(file, ofSeconds(1));
        profiles.close();

        write(file, "cache: {wheel: {size: 2}}");
        for (int i = 0; i < 20; i++) {
            time.advance(ofMillis(250));
        }

        assertThat(hasSize(1)).isTrue();
        assertThat(time.pending()).isZero();
        await().atMost(ofSeconds(30))
                .pollInterval(ofMillis(5))
                .until(() -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().startsWith("cachex-profiles")));
        assertThat(time.failures()).isEmpty();
    }
}
