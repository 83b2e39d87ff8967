package io.cachex.disk;

import static io.cachex.disk.Entries.append;
import static io.cachex.disk.Entries.open;
import static io.cachex.disk.Entries.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ch.qos.logback.classic.Level;
import io.cachex.ConfigurationException;
import io.cachex.JournalException;
import io.cachex.JournalException.Reason;
import io.cachex.disk.FaultyFiles.Step;
import io.cachex.spi.Journal.Durability;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * BI42: journal directory missing, read-only, a file instead of a directory, used by another, from a newer version: clear refusal
 * at start. TH25: for the owner alone, no symbolic links. FT47: nothing is left after close.
 */
@Timeout(60)
class DirectoryTest {

    @TempDir
    private Path folder;

    @Test
    void nothingIsTouchedBeforeItIsOpened() {
        Path place = folder.resolve("journal");

        try (DiskJournal journal = DiskJournal.at(place)) {
            assertThat(journal).hasToString("disk(" + place + ", SYNC)");
            assertThat(journal.stats()).isEqualTo(DiskJournalStats.NOTHING);
            assertThat(journal.durability()).isEqualTo(Durability.SYNC);
        }

        assertThat(place).doesNotExist();
    }

    @Test
    void aMissingDirectoryIsCreatedWithItsParents() throws IOException {
        Path place = folder.resolve("a/b/journal");

        try (DiskJournal journal = DiskJournal.at(place)) {
            open(journal);
            append(journal, put(1));
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(place)))
                    .isEqualTo("rwx------");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("a"))))
                    .isEqualTo("rwx------");
            try (var files = Files.list(place)) {
                assertThat(files.toList())
                        .hasSize(3)
                        .allSatisfy(
                                file -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                                        .as(file.toString())
                                        .isEqualTo("rw-------"));
            }
        }
    }

    @Test
    void aDirectoryThatOthersMayEnterIsClosedToThem() throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));

        try (DiskJournal journal = DiskJournal.at(folder)) {
            open(journal);
        }

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
                .isEqualTo("rwx------");
    }

    @Test
    void anOpenDirectoryWithOtherFilesIsNotOursToClose() throws IOException {
        Files.writeString(folder.resolve("accounts.txt"), "");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));

        assertRefused(DiskJournal.at(folder), Reason.UNUSABLE, "more than a journal");

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
                .isEqualTo("rwxr-xr-x");
    }

    @Test
    void aFileIsNoDirectory() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");

        assertRefused(DiskJournal.at(file), Reason.UNUSABLE, "not a directory");
        assertRefused(DiskJournal.at(file.resolve("below")), Reason.UNUSABLE, "file");
    }

    @Test
    void aDirectoryThatCannotBeWrittenToIsRefused() {
        FaultyFiles files = new FaultyFiles();
        files.fault = (step, file) -> {
            if (step == Step.CREATE) {
                throw new AccessDeniedException(file.toString());
            }
        };

        assertRefused(DiskJournal.builder(folder).opener(files).build(), Reason.UNUSABLE, "no file can be created");

        assertThat(files.open).hasValue(0);
        files.fault = FaultyFiles.NONE;
        try (DiskJournal journal = DiskJournal.at(folder)) {
            open(journal);
        }
    }

    @Test
    void aReadOnlyDirectoryIsRefused() throws IOException {
        assumeFalse("root".equals(System.getProperty("user.name")), "root may write everywhere");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("r-x------"));

        assertRefused(DiskJournal.at(folder), Reason.UNUSABLE, folder.toString());
    }

    @Test
    void symbolicLinksAreNotFollowed() throws IOException {
        Path real = Files.createDirectory(folder.resolve("real"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), real);
        assertRefused(DiskJournal.at(link), Reason.UNUSABLE, "symbolic link");

        for (String name : List.of("lock", "holder", "0000000000000001.log")) {
            Path place = folder.resolve("with-" + name);
            Path victim = Files.writeString(folder.resolve("victim-" + name), "precious");
            Files.createDirectory(
                    place, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Files.createSymbolicLink(place.resolve(name), victim);
            try (DiskJournal journal = DiskJournal.at(place)) {
                open(journal);
                append(journal, put(1));
                assertThat(name).as("who uses it is only for people").isEqualTo("holder");
            } catch (JournalException e) {
                assertThat(e.reason()).isEqualTo(Reason.UNUSABLE);
            }
            assertThat(victim).hasContent("precious");
        }
    }

    @Test
    void onlyOneJournalOfAProcessHasADirectory() throws IOException {
        try (DiskJournal journal = DiskJournal.at(folder)) {
            open(journal);
            append(journal, put(1));
            Path otherName = Files.createDirectory(folder.resolve("below")).resolve("..");

            assertRefused(DiskJournal.at(folder), Reason.IN_USE, "this process");
            assertRefused(DiskJournal.at(otherName), Reason.IN_USE, "this process");
            append(journal, put(2));
        }
        try (DiskJournal next = DiskJournal.at(folder)) {
            assertThat(open(next).writes()).containsExactly(put(1), put(2));
        }
    }

    @Test
    void aLaterFormatIsRefusedAndLeftAlone() throws IOException {
        try (DiskJournal journal = DiskJournal.at(folder)) {
            open(journal);
            append(journal, put(1));
        }
        Path file = Entries.segments(folder).get(0);
        byte[] bytes = Files.readAllBytes(file);
        ByteBuffer.wrap(bytes).putInt(8, 2).putInt(16, 0);
        int length = ByteBuffer.wrap(bytes).getInt(12);
        CRC32C sum = new CRC32C();
        sum.update(bytes, 0, 16);
        sum.update(bytes, 20, length - 20);
        ByteBuffer.wrap(bytes).putInt(16, (int) sum.getValue());
        Files.write(file, bytes);

        assertRefused(DiskJournal.at(folder), Reason.UNUSABLE, "format 2");

        assertThat(Files.readAllBytes(file)).isEqualTo(bytes);
        assertThat(Entries.segments(folder)).hasSize(1);
    }

    @Test
    void theWritesOfAnotherCacheAreNotHandedOver() {
        try (DiskJournal journal = DiskJournal.at(folder)) {
            open(journal);
            append(journal, put(1));
        }

        JournalException refusal = catchThrowableOfType(
                JournalException.class, () -> DiskJournal.at(folder).open("orders"));
        assertThat(refusal.reason()).isEqualTo(Reason.UNUSABLE);
        assertThat(refusal).hasMessageContaining(Entries.CACHE);

        try (DiskJournal journal = DiskJournal.at(folder)) {
            open(journal);
            Entries.done(journal.done(List.of("id-1")));
        }
        try (DiskJournal journal = DiskJournal.at(folder)) { // with nothing left in it, it is anybody's
            assertThat(journal.open("orders").isEmpty()).isTrue();
        }
    }

    /** FT47: close() during everything: no thread or file handle left, 20 cycles. */
    @Test
    void nothingIsLeftAfterClose() {
        FaultyFiles files = new FaultyFiles();
        for (int i = 1; i <= 20; i++) {
            DiskJournal journal = DiskJournal.builder(folder)
                    .interval(Duration.ofHours(1))
                    .segmentBytes(64 * 1024)
                    .opener(files)
                    .build();
            open(journal);
            for (int n = 0; n < 20; n++) {
                journal.append(put(i * 100 + n, 10_000));
            }
            Thread.currentThread().interrupt();
            journal.close();
            assertThat(Thread.interrupted()).isTrue();
            assertThat(files.open).as("files after cycle " + i).hasValue(0);
        }

        await().pollInterval(Duration.ofMillis(2))
                .untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                        .extracting(Thread::getName)
                        .noneMatch(name -> name.startsWith("cachex-journal-" + folder.getFileName())));
        try (DiskJournal journal = DiskJournal.at(folder)) {
            assertThat(open(journal).writes()).hasSize(400);
        }
    }

    @Test
    void processesThatEndLeaveNoHandles() {
        Path handles = Path.of("/proc/self/fd");
        assumeTrue(Files.isDirectory(handles), "there is no /proc");
        DiskJournal first = DiskJournal.at(folder);
        open(first);
        first.close();
        long before = handlesTo(folder);

        for (int i = 0; i < 20; i++) {
            try (DiskJournal journal = DiskJournal.at(folder)) {
                open(journal);
                append(journal, put(1));
            }
        }

        assertThat(before).isZero();
        assertThat(handlesTo(folder)).isZero();
    }

    private static long handlesTo(Path place) {
        try (var handles = Files.list(Path.of("/proc/self/fd"))) {
            return handles.filter(handle -> {
                        try {
                            return Files.readSymbolicLink(handle).startsWith(place);
                        } catch (IOException gone) {
                            return false;
                        }
                    })
                    .count();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** What a journal logs and says holds no key. */
    @Test
    void keysAreNotLogged() throws IOException {
        try (LogCapture log = new LogCapture()) {
            for (int i = 1; i <= 2; i++) {
                try (DiskJournal journal = DiskJournal.at(folder)) {
                    open(journal);
                    append(journal, put(i));
                }
            }
            Path last = Entries.segments(folder).get(1);
            Files.write(last, new byte[] {1, 2, 3}, java.nio.file.StandardOpenOption.APPEND);
            try (DiskJournal journal = DiskJournal.at(folder)) {
                open(journal);
            }
            assertThat(log.of(Level.INFO)).hasSize(2);
            assertThat(log.of(Level.WARN)).hasSize(1);
            for (Level level : List.of(Level.INFO, Level.WARN, Level.ERROR)) {
                assertThat(log.of(level)).noneMatch(line -> line.contains("key "));
            }
        }
    }

    @Test
    void optionsOutOfTheirRangeAreRefused() {
        DiskJournalBuilder options = DiskJournal.builder(folder);

        assertThatThrownBy(() -> options.mode(Durability.MEMORY)).isInstanceOf(ConfigurationException.class);
        assertThatThrownBy(() -> options.mode(Durability.INTERVAL)).isInstanceOf(ConfigurationException.class);
        assertThatThrownBy(() -> options.mode(null)).isInstanceOf(ConfigurationException.class);
        assertThatThrownBy(() -> options.interval(Duration.ZERO))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("interval must be from 1 ms to 1 h");
        assertThatThrownBy(() -> options.interval(Duration.ofHours(2))).isInstanceOf(ConfigurationException.class);
        assertThatThrownBy(() -> options.segmentBytes(65_535))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("segmentBytes");
        assertThatThrownBy(() -> options.segmentBytes(1L << 31)).isInstanceOf(ConfigurationException.class);
        assertThatThrownBy(() -> options.encryption(null)).isInstanceOf(ConfigurationException.class);
        assertThatThrownBy(() -> DiskJournal.at(null)).isInstanceOf(ConfigurationException.class);
    }

    @Test
    void isNotAskedBeforeItIsOpened() {
        try (DiskJournal journal = DiskJournal.at(folder)) {
            assertThat(journal.append(put(1)).toCompletableFuture()).isCompletedExceptionally();
        }
    }

    private static void assertRefused(DiskJournal journal, Reason reason, String words) {
        JournalException refusal = catchThrowableOfType(JournalException.class, () -> open(journal));
        journal.close();
        assertThat(refusal.reason()).isEqualTo(reason);
        assertThat(refusal).hasMessageContaining(words);
    }
}
