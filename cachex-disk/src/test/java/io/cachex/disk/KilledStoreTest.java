package io.cachex.disk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.cachex.spi.StoredValue;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** FT32, I4: kill -9 of a process that uses a disk store: it opens, what it has was written, and removals are not undone. */
class KilledStoreTest {

    private static final int ROUNDS = Boolean.getBoolean("cachex.soak") ? 300 : 5;

    @TempDir
    private Path folder;

    @Test
    @Timeout(3_600)
    void opensAndAnswersOnlyWhatWasWritten() throws Exception {
        Random random = new Random(5);
        try (LogCapture log = new LogCapture()) {
            for (int round = 1; round <= ROUNDS; round++) {
                int removed = killedAfter(1 + random.nextInt(400), round);

                assertRound(round, removed);
            }
            assertThat(log.of(Level.WARN)).as("no file was damaged").isEmpty();
        }
    }

    private void assertRound(int round, int removed) {
        Set<String> keys = IntStream.range(0, 2_000).mapToObj(i -> "key:" + i).collect(Collectors.toSet());
        try (DiskStore store = DiskStore.at(folder.resolve("store"))) {
            Map<String, StoredValue> found =
                    store.read(keys).toCompletableFuture().join();

            assertThat(found).as("round %d", round).isNotEmpty();
            found.forEach((key, value) -> {
                String[] parts = new String(value.bytes(), UTF_8).split(" ", -1);
                int number = Integer.parseInt(parts[2]);
                assertThat(parts[0]).isEqualTo(key);
                assertThat(Integer.parseInt(parts[1])).isBetween(1, round);
                assertThat(key).isEqualTo("key:" + number % 2_000);
                assertThat(parts[3]).isEqualTo("z".repeat(number % 900));
            });
            StoredValue gone = found.get("key:" + (removed + 1_000) % 2_000);
            if (gone != null) { // written anew after it was removed, and before the process was killed
                String[] parts = new String(gone.bytes(), UTF_8).split(" ", -1);
                assertThat(Integer.parseInt(parts[1])).isEqualTo(round);
                assertThat(Integer.parseInt(parts[2])).isGreaterThan(removed);
            }
        }
    }

    /** The last removal that was acknowledged; killed when it had said so many. */
    private int killedAfter(int lines, int round) throws Exception {
        Process node = start(round);
        int last = -1;
        try (BufferedReader said = node.inputReader()) {
            int heard = 0;
            for (String line = said.readLine(); line != null && line.endsWith("."); line = said.readLine()) {
                last = Integer.parseInt(line.substring(0, line.length() - 1));
                if (++heard == lines) {
                    node.toHandle().destroyForcibly(); // unlike the process's own, leaves what it said to be read
                }
            }
        } finally {
            node.destroyForcibly().waitFor();
        }
        assertThat(last).isPositive();
        return last;
    }

    private Process start(int round) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        StoringNode.class.getName(),
                        folder.resolve("store").toString(),
                        String.valueOf(round))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }
}
