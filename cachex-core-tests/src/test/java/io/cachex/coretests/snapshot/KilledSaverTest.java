package io.cachex.coretests.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.cachex.Cache;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Issue 5, FT42: kill -9 during a snapshot: the start always succeeds, with the old or the new one, whole. */
class KilledSaverTest {

    private static final int ROUNDS = Boolean.getBoolean("cachex.soak") ? 300 : 6;

    @TempDir
    private Path folder;

    @Test
    @Timeout(3_600)
    void theOldOneOrTheNewOneIsThere() throws Exception {
        Random random = new Random(20_261_122);
        Path file = folder.resolve("users.snapshot");
        long next = 1;
        for (int round = 0; round < ROUNDS; round++) {
            long told = killedAfter(random.nextInt(40_000), file, next);

            long there = generationIn(file);

            assertThat(there).as("round %d", round).isBetween(told, told + 1);
            next = there + 1;
        }
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).as("nothing is left of those that were killed").hasSize(1);
        }
    }

    /** The one generation that all values are of. */
    private static long generationIn(Path file) {
        Set<String> generations = new TreeSet<>();
        try (Cache<String> cache = SavingNode.cache(file)) {
            assertThat(cache.restored().join()).isEqualTo(SavingNode.KEYS);
            for (int key = 0; key < SavingNode.KEYS; key++) {
                String value = cache.getIfPresent("key:" + key);
                assertThat(value).isNotNull().hasSizeGreaterThan(500);
                generations.add(value.split(" ")[0]);
            }
        }
        assertThat(generations).hasSize(1);
        return Long.parseLong(generations.iterator().next());
    }

    /** The last that it said it had written; killed so many microseconds after it said its second word. */
    private static long killedAfter(int micros, Path file, long first) throws Exception {
        Process node = start(file, first);
        long told = 0;
        try (BufferedReader lines = node.inputReader()) {
            lines.readLine();
            told = Long.parseLong(lines.readLine());
            assertThat(new CountDownLatch(1).await(micros, TimeUnit.MICROSECONDS))
                    .isFalse();
            node.toHandle().destroyForcibly(); // unlike the process's own, leaves what it said to be read
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                told = line.matches("\\d+") ? Math.max(told, Long.parseLong(line)) : told;
            }
        } finally {
            node.destroyForcibly().waitFor();
        }
        return told;
    }

    private static Process start(Path file, long first) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SavingNode.class.getName(),
                        file.toString(),
                        Long.toString(first))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }
}
