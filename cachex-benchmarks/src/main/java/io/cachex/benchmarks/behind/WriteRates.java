package io.cachex.benchmarks.behind;

import static io.cachex.benchmarks.Promise.atLeast;

import io.cachex.Cache;
import io.cachex.benchmarks.turns.Comparison;
import io.cachex.benchmarks.turns.Contender;
import io.cachex.benchmarks.turns.Plan;
import io.cachex.benchmarks.turns.Report;
import io.cachex.disk.DiskJournal;
import io.cachex.resilience.WriteBehind;
import io.cachex.spi.Journal;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * P7: how many writes a second are accepted, by 1 to 64 threads, while a writer makes them that does nothing. {@code
 * WriteRates smoke} does it for a moment.
 */
public final class WriteRates {

    private static final int VALUE_BYTES = 100;
    private static final int KEYS = 10_000;
    private static final String FORCED = "append and force, each write by itself";
    private static final String SYNC = "CacheX, journal SYNC";
    private static final String MEMORY = "CacheX, memory";
    private static final List<Integer> THREADS = List.of(1, 4, 16, 64);

    private final byte[] value = new byte[VALUE_BYTES];
    private final String[] keys =
            IntStream.range(0, KEYS).mapToObj(n -> "order:" + n).toArray(String[]::new);
    private final Deque<AutoCloseable> open = new ArrayDeque<>();

    private WriteRates() {}

    /** See above. */
    public static void main(String[] args) throws Exception {
        run(args.length > 0 && args[0].equals("smoke") ? Plan.SMOKE : Plan.FULL, System.out);
        System.exit(0); // threads of the libraries are not waited for
    }

    static void run(Plan plan, PrintStream out) throws Exception {
        Path directory = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "journals");
        WriteRates rates = new WriteRates();
        try {
            Report report = new Report(out);
            rates.measure(plan, directory, report);
            report.printGoals();
        } finally {
            while (!rates.open.isEmpty()) {
                rates.open.pop().close();
            }
            delete(directory);
        }
    }

    private void measure(Plan plan, Path directory, Report report) throws Exception {
        List<Contender> contenders = contenders(directory);
        for (int threads : THREADS) {
            Comparison result = Comparison.of("P7 accepted writes", contenders, threads, plan);
            report.add(result);
            report.add(
                    atLeast(
                            200_000,
                            "P7 " + threads + (threads == 1 ? " thread" : " threads")
                                    + ", accepted a second in memory"),
                    result.perSecond(MEMORY));
            if (threads == 64) {
                report.add(
                        atLeast(10, "P7 64 threads, SYNC beside one force for each write"),
                        result.throughputRatio(SYNC));
            }
        }
    }

    private List<Contender> contenders(Path directory) throws IOException {
        ForcedFile forced = opened(new ForcedFile(directory.resolve("forced")));
        Cache<byte[]> sync = journaled(directory.resolve("sync"), Journal.Durability.SYNC);
        Cache<byte[]> os = journaled(directory.resolve("os"), Journal.Durability.OS);
        Cache<byte[]> memory = cache("memory", WriteBehind.toBatches(writes -> Map.of()));
        EhcacheQueue ehcache = opened(new EhcacheQueue(writes -> {}));
        HandWrittenQueue handWritten = opened(new HandWrittenQueue(writes -> {}));
        List<Contender> all = new ArrayList<>();
        all.add(new Contender(FORCED, thread -> {
            forced.write(key().getBytes(StandardCharsets.UTF_8), value);
            return value;
        }));
        all.add(new Contender(SYNC, thread -> sync.writeBehind(key(), value)));
        all.add(new Contender("CacheX, journal OS", thread -> os.writeBehind(key(), value)));
        all.add(new Contender(MEMORY, thread -> memory.writeBehind(key(), value)));
        all.add(new Contender("Ehcache write-behind, memory", thread -> {
            ehcache.write(key(), value);
            return value;
        }));
        all.add(new Contender("Caffeine and a queue by hand, memory", thread -> {
            handWritten.write(key(), value);
            return value;
        }));
        return all;
    }

    private Cache<byte[]> journaled(Path directory, Journal.Durability mode) {
        return cache(
                mode.toString(),
                WriteBehind.<byte[]>toBatches(writes -> Map.of())
                        .journal(DiskJournal.builder(directory).mode(mode).build()));
    }

    private Cache<byte[]> cache(String name, WriteBehind<byte[]> writing) {
        return opened(Cache.builder(name, byte[].class).writeBehind(writing).build());
    }

    private <C extends AutoCloseable> C opened(C closeable) {
        open.push(closeable);
        return closeable;
    }

    private String key() {
        return keys[ThreadLocalRandom.current().nextInt(keys.length)];
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
