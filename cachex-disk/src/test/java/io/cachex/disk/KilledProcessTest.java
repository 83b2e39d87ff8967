package io.cachex.disk;

import static io.cachex.disk.Entries.open;
import static io.cachex.disk.Entries.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.cachex.JournalException;
import io.cachex.JournalException.Reason;
import io.cachex.spi.Journal.Contents;
import io.cachex.spi.JournalEntry;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** FT32, E5: kill -9 at any instant: what was acknowledged is there, in the order of each key, and nothing else is. */
class KilledProcessTest {

    private static final int ROUNDS = Boolean.getBoolean("cachex.soak") ? 1_000 : 20;

    @TempDir
    private Path folder;

    @Test
    @Timeout(3_600)
    void keepsWhatItSaidItHad() throws Exception {
        Random random = new Random(42);
        for (int round = 1; round <= ROUNDS; round++) {
            Path place = folder.resolve("journal-" + round / 4); // some begin with what another left
            String mode = round % 2 == 0 ? "SYNC" : "OS";
            List<JournalEntry> before = contents(place).writes();

            List<Integer> told = killedAfter(random.nextInt(300), place, mode, round);

            List<JournalEntry> after = contents(place).writes();
            assertRound("round " + round + ", " + mode, before, told, after);
        }
    }

    private static void assertRound(
            String when, List<JournalEntry> before, List<Integer> told, List<JournalEntry> after) {
        assertThat(after.subList(0, before.size())).as(when).isEqualTo(before);
        List<JournalEntry> fresh = after.subList(before.size(), after.size());
        assertThat(fresh)
                .as(when + ": nothing is lost")
                .containsAll(told.stream().map(n -> put(n, 300)).toList());
        Map<Integer, Integer> last = new HashMap<>();
        for (JournalEntry entry : fresh) {
            int number = (int) entry.version();
            assertThat(entry).as(when + ": nothing is made up").isEqualTo(put(number, 300));
            int thread = number / 100_000;
            assertThat(number % 100_000)
                    .as(when + ": each thread's in their order")
                    .isEqualTo(last.getOrDefault(thread, 0) + 1);
            last.put(thread, number % 100_000);
        }
    }

    /** Who has it is named, and the files are the owner's alone although the process would give them to all. */
    @Test
    @Timeout(60)
    void aDirectoryThatAnotherProcessHasIsRefused() throws Exception {
        Path place = folder.resolve("used");
        Process other = start(place, "OS", 1);
        try (BufferedReader lines = lines(other)) {
            assertThat(lines.readLine()).isEqualTo("open");
            assertThat(lines.readLine()).startsWith("+");

            JournalException refusal = catchThrowableOfType(JournalException.class, () -> contents(place));
            assertThat(refusal.reason()).isEqualTo(Reason.IN_USE);
            assertThat(refusal).hasMessageContaining("process " + other.pid());
            refusal = catchThrowableOfType(JournalException.class, () -> contents(place));
            assertThat(refusal.reason()).as("still").isEqualTo(Reason.IN_USE);

            try (var files = Files.list(place)) {
                assertThat(files.toList())
                        .allSatisfy(
                                file -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                                        .as(file.toString())
                                        .isEqualTo("rw-------"));
            }
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(place)))
                    .isEqualTo("rwx------");
        } finally {
            other.destroyForcibly().waitFor();
        }
        assertThat(contents(place).writes()).isNotEmpty();
    }

    /**
     * On POSIX a process loses its lock when it closes any handle of the lock file: (1) one journal of a process has the directory,
     * (2) another of it tries, and is refused, (3) another process must still be refused.
     */
    @Test
    @Timeout(60)
    void aRefusalInThisProcessDoesNotLetAnotherIn() throws Exception {
        Path place = folder.resolve("used");
        try (DiskJournal journal = DiskJournal.at(place)) {
            open(journal);
            JournalException refusal = catchThrowableOfType(JournalException.class, () -> contents(place));
            assertThat(refusal.reason()).isEqualTo(Reason.IN_USE);

            Process other = start(place, "OS", 1);
            try (BufferedReader lines = lines(other)) {
                assertThat(lines.readLine()).as("it could not open it").isNull();
            } finally {
                other.destroyForcibly().waitFor();
            }
        }
    }

    /** What the process said before it was killed, so many answers after it began. */
    private static List<Integer> killedAfter(int answers, Path place, String mode, int run) throws Exception {
        Process process = start(place, mode, run);
        List<Integer> told = new ArrayList<>();
        try (BufferedReader lines = lines(process)) {
            assertThat(lines.readLine()).isEqualTo("open");
            for (String line = lines.readLine(); line != null && line.endsWith("."); line = lines.readLine()) {
                told.add(Integer.parseInt(line.substring(1, line.length() - 1))); // the last may have been cut
                if (told.size() == answers + 1) {
                    process.toHandle().destroyForcibly(); // unlike the process's own, leaves what it said to be read
                }
            }
        } finally {
            process.destroyForcibly().waitFor();
        }
        return told;
    }

    /** With a umask that gives everything to everybody. It is the shell that becomes the JVM: one process, one id. */
    private static Process start(Path place, String mode, int run) throws IOException {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        String command = "umask 000; exec \"$0\" \"$@\"";
        return new ProcessBuilder(
                        "/bin/sh",
                        "-c",
                        command,
                        java.toString(),
                        "-Xmx128m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Appender.class.getName(),
                        place.toString(),
                        mode,
                        String.valueOf(run))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static BufferedReader lines(Process process) {
        return new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    private static Contents contents(Path place) {
        try (DiskJournal journal = DiskJournal.at(place)) {
            Contents contents = open(journal);
            assertThat(journal.stats().corruptSegments()).isZero();
            return contents;
        }
    }
}
