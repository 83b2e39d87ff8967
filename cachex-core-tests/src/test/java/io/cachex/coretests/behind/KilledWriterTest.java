package io.cachex.coretests.behind;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * FT32, E5: a process that writes behind is killed at random instants, and started again over the same journal. Whatever it
 * said it had accepted reaches the origin, and the writes of each key in their order.
 */
class KilledWriterTest {

    private static final int ROUNDS = Boolean.getBoolean("cachex.soak") ? 1_000 : 8;
    private static final long SEED = 20_261_122;
    private static final long GAP = 1_000; // the last before the kill may be one that was not told

    @TempDir
    private Path directory;

    @Test
    void nothingAcceptedIsLostAndEachKeyKeepsItsOrder() throws Exception {
        Random random = new Random(SEED);
        Path journal = directory.resolve("journal");
        Path origin = directory.resolve("origin");
        List<Long> accepted = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            long first = accepted.isEmpty() ? 0 : accepted.get(accepted.size() - 1) + GAP;
            accepted.addAll(killedAfter(random.nextInt(300), journal, origin, Long.toString(first)));
        }

        assertThat(drained(journal, origin)).isEqualTo(WritingNode.END);

        List<Long> written = new ArrayList<>();
        Map<String, Long> last = new HashMap<>();
        Set<Long> known = new HashSet<>();
        for (String line : Files.readAllLines(origin)) {
            String[] parts = line.split(" ");
            long number = Long.parseLong(parts[1]);
            if (known.add(number)) {
                assertThat(number).isGreaterThan(last.getOrDefault(parts[0], -1L));
                last.put(parts[0], number);
            }
            written.add(number);
        }
        System.out.println(String.format(
                Locale.ROOT,
                "killed %d times: %,d accepted, %,d written, %d of them twice",
                ROUNDS,
                accepted.size(),
                known.size(),
                written.size() - known.size()));
        assertThat(accepted).isNotEmpty();
        assertThat(known).containsAll(accepted);
        // Of each life, only what a worker had just made and the journal had yet to hear of may be made again.
        assertThat(written.size() - known.size()).isLessThan(known.size() / 2);
        assertThat(known).allMatch(number -> number <= accepted.get(accepted.size() - 1) + GAP);
    }

    /** Lets it accept for so long after its first word, kills it, and tells what it said. */
    private static List<Long> killedAfter(int millis, Path journal, Path origin, String first) throws Exception {
        Process node = start(journal, origin, first);
        try {
            List<Long> said = new ArrayList<>();
            CountDownLatch began = new CountDownLatch(1);
            CompletableFuture<Void> heard = CompletableFuture.runAsync(() -> {
                try (BufferedReader lines = node.inputReader()) {
                    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                        said.add(Long.parseLong(line));
                        began.countDown();
                    }
                } catch (IOException e) {
                    // it was killed; what it said before is read
                }
            });
            assertThat(began.await(60, TimeUnit.SECONDS)).isTrue();
            new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS);
            node.destroyForcibly().waitFor();
            heard.get(60, TimeUnit.SECONDS);
            return said;
        } finally {
            node.destroyForcibly();
        }
    }

    private static String drained(Path journal, Path origin) throws Exception {
        Process node = start(journal, origin);
        try (BufferedReader lines = node.inputReader()) {
            String word = lines.readLine();
            assertThat(node.waitFor(Duration.ofMinutes(1).toMillis(), TimeUnit.MILLISECONDS))
                    .isTrue();
            return word;
        } finally {
            node.destroyForcibly();
        }
    }

    private static Process start(Path journal, Path origin, String... first) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                WritingNode.class.getName(),
                journal.toString(),
                origin.toString()));
        command.addAll(List.of(first));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }
}
