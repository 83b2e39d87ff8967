package io.cachex.disk;

import static io.cachex.disk.Entries.open;
import static io.cachex.disk.Entries.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.cachex.spi.JournalEntry;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** FT35 with the system's own error: a real process whose fdatasync fails once. With {@code cachex.soak}, where strace is. */
class BrokenDiskTest {

    private static final Path STRACE = Path.of("/usr/bin/strace");

    @TempDir
    private Path folder;

    @Test
    @Timeout(120)
    void acknowledgesNothingAfterTheSystemSaidThatForcingFailed() throws Exception {
        assumeTrue(Boolean.getBoolean("cachex.soak"), "only with cachex.soak");
        assumeTrue(Files.isExecutable(STRACE), "there is no strace");
        Path place = folder.resolve("journal");
        Process process = new ProcessBuilder(
                        STRACE.toString(),
                        "-f",
                        "-qq",
                        "-o",
                        folder.resolve("trace").toString(),
                        "-e",
                        "trace=fdatasync",
                        "-e",
                        "inject=fdatasync:error=EIO:when=50",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Appender.class.getName(),
                        place.toString(),
                        "SYNC",
                        "1")
                .redirectError(folder.resolve("errors").toFile())
                .start();
        List<JournalEntry> told = new ArrayList<>();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            assertThat(lines.readLine()).isEqualTo("open");
            // Each of its threads ends with the first append that fails, and the process with them.
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("+")) {
                    told.add(put(Integer.parseInt(line.substring(1, line.length() - 1)), 300));
                }
            }
        } finally {
            process.destroyForcibly().waitFor();
        }

        assertThat(Files.readString(folder.resolve("trace"))).containsOnlyOnce("INJECTED");
        assertThat(told).hasSizeBetween(40, 49 * 4);
        assertThat(Files.readString(folder.resolve("errors")))
                .contains("FAILED")
                .contains("Input/output error");
        try (DiskJournal journal = DiskJournal.at(place)) {
            assertThat(open(journal).writes()).containsAll(told);
        }
    }
}
