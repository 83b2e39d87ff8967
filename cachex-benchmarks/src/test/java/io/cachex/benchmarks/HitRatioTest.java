package io.cachex.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.github.benmanes.caffeine.cache.Caffeine;
import io.cachex.Cache;
import io.cachex.Near;
import io.cachex.examples.drill.data.Trace;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.function.IntUnaryOperator;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * CacheX with Caffeine behind it keeps what Caffeine keeps: the engine's second looks do not mislead the policy. That does not
 * hang on the JDK, but on 25 it would take minutes to do the common pool's work on this thread.
 */
@EnabledForJreRange(max = JRE.JAVA_17)
class HitRatioTest {

    private static final int ITEMS = 20_000;
    private static final int READS = 200_000;
    private static final long SEED = 20_261_121;
    private static final double POINTS = 0.3;
    private static final int LEAST_RUNS = 6;

    @ParameterizedTest(name = "{0}, {1} entries")
    @CsvSource({
        "ZIPF_090, 200",
        "ZIPF_090, 1000",
        "ZIPF_099, 200",
        "ZIPF_099, 1000",
        "LOOP, 200",
        "LOOP, 1000",
        "SHIFTING_HOT_SPOT, 200",
        "SHIFTING_HOT_SPOT, 1000",
        "WEB12, 100",
        "WEB12, 500",
        "WEB12, 1000"
    })
    void isCaffeines(Requests requests, int entries) {
        int[] objects = requests.objects();

        Runs caffeine = new Runs();
        Runs cacheX = new Runs();
        do {
            caffeine.add(hitPercentOfCaffeine(objects, entries));
            cacheX.add(hitPercentOfCacheX(objects, entries));
        } while (caffeine.count < LEAST_RUNS || Math.hypot(caffeine.error(), cacheX.error()) > POINTS / 4);

        assertThat(cacheX.mean).isCloseTo(caffeine.mean, within(POINTS));
    }

    /**
     * Mean and spread of some runs, after Welford. Caffeine admits some keys by chance, so that one run of it differs from
     * the next: by two points, where a loop is little longer than the cache.
     */
    private static final class Runs {

        private int count;
        private double mean;
        private double squares;

        void add(double value) {
            count++;
            double from = value - mean;
            mean += from / count;
            squares += from * (value - mean);
        }

        /** The standard error of the mean. */
        double error() {
            return Math.sqrt(squares / (count - 1) / count);
        }
    }

    /** What is asked for, in this order. */
    enum Requests {
        ZIPF_090(() -> zipf(0.9)),
        ZIPF_099(() -> zipf(0.99)),
        LOOP(() -> each(i -> i % 1_200)),
        SHIFTING_HOT_SPOT(() -> shifting()),
        WEB12(() -> web12());

        private final Supplier<int[]> requests;

        Requests(Supplier<int[]> requests) {
            this.requests = requests;
        }

        int[] objects() {
            return requests.get();
        }

        private static int[] each(IntUnaryOperator objectAt) {
            return IntStream.range(0, READS).map(objectAt).toArray();
        }

        private static int[] zipf(double exponent) {
            Zipf zipf = new Zipf(ITEMS, exponent);
            Random random = new Random(SEED);
            return each(i -> zipf.next(random));
        }

        /** Four in five reads go to a twentieth of all items; another one after each tenth of the time. */
        private static int[] shifting() {
            Random random = new Random(SEED);
            int spot = ITEMS / 20;
            return each(i -> {
                int start = i / (READS / 10) * spot;
                return random.nextInt(5) < 4 ? start + random.nextInt(spot) : random.nextInt(ITEMS);
            });
        }

        private static int[] web12() {
            Trace trace = Trace.web12();
            return IntStream.range(0, trace.length()).map(trace::objectAt).toArray();
        }
    }

    private static double hitPercentOfCaffeine(int[] objects, int entries) {
        var cache = Caffeine.newBuilder().maximumSize(entries).recordStats().<String, String>build();
        for (int object : objects) {
            var unused = cache.get(Integer.toString(object), key -> key);
            settle();
        }
        return 100.0 * cache.stats().hitCount() / objects.length;
    }

    private static double hitPercentOfCacheX(int[] objects, int entries) {
        try (Cache<String> cache = Cache.builder("hit-ratio", String.class)
                .near(Near.maximumSize(entries))
                .ttl(Duration.ofHours(1))
                .noTimeout()
                .loader(key -> key)
                .build()) {
            for (int object : objects) {
                cache.get(Integer.toString(object));
                settle();
            }
            return 100.0 * cache.stats().nearHits() / objects.length;
        }
    }

    /**
     * Does Caffeine's maintenance, which is for the common pool: otherwise chance decides what it gets to see. The build
     * gives that pool no thread of its own, so this one does all the work.
     */
    private static void settle() {
        ForkJoinPool.commonPool().awaitQuiescence(1, TimeUnit.SECONDS);
    }
}
