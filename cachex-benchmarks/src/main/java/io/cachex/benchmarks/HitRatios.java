package io.cachex.benchmarks;

import com.github.benmanes.caffeine.cache.Caffeine;
import io.cachex.Cache;
import io.cachex.Near;
import io.cachex.NearPolicy;
import java.time.Duration;
import java.util.Locale;
import java.util.function.ToDoubleBiFunction;

/** How many requests each cache answers, in percent; all upkeep is done by the thread that reads, so that runs compare. */
public final class HitRatios {

    private static final double[] CAPACITIES = {0.01, 0.05, 0.1};
    private static final int RUNS = 5;

    private HitRatios() {}

    /** Prints the table: for each stream and capacity Caffeine's hit ratio, and how many points the others are from it. */
    public static void main(String[] args) {
        System.out.println("| stream | capacity | Caffeine | CacheX on Caffeine | CacheX |\n|---|---|---|---|---|");
        for (Requests requests : Requests.values()) {
            int[] objects = requests.objects();
            for (double capacity : CAPACITIES) {
                int entries = (int) (requests.distinct() * capacity);
                double base = mean(HitRatios::ofCaffeine, objects, entries);
                System.out.printf(
                        Locale.ROOT,
                        "| %s | %.0f %% | %.1f | %+.1f | %+.1f |%n",
                        requests.name().toLowerCase(Locale.ROOT).replace('_', ' '),
                        capacity * 100,
                        base,
                        mean((o, n) -> ofCacheX(o, n, NearPolicy.CAFFEINE), objects, entries) - base,
                        mean((o, n) -> ofCacheX(o, n, NearPolicy.MARKED), objects, entries) - base);
            }
        }
    }

    private static double mean(ToDoubleBiFunction<int[], Integer> ratio, int[] objects, int entries) {
        double sum = 0;
        for (int run = 0; run < RUNS; run++) {
            sum += ratio.applyAsDouble(objects, entries);
        }
        return sum / RUNS;
    }

    /** Of Caffeine by itself. */
    public static double ofCaffeine(int[] objects, int entries) {
        var cache = Caffeine.newBuilder()
                .maximumSize(entries)
                .executor(Runnable::run)
                .recordStats()
                .<String, String>build();
        for (int object : objects) {
            var unused = cache.get(Integer.toString(object), key -> key);
        }
        return 100.0 * cache.stats().hitCount() / objects.length;
    }

    /** Of a cache of ours. Caffeine behind it does its upkeep on the common pool. */
    public static double ofCacheX(int[] objects, int entries, NearPolicy policy) {
        try (Cache<String> cache = Cache.builder("hit-ratio", String.class)
                .near(Near.maximumSize(entries).policy(policy))
                .ttl(Duration.ofHours(1))
                .executor(Runnable::run)
                .noTimeout()
                .loader(key -> key)
                .build()) {
            for (int object : objects) {
                cache.get(Integer.toString(object));
            }
            return 100.0 * cache.stats().nearHits() / objects.length;
        }
    }
}
