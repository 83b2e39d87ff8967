package io.cachex.benchmarks;

import io.cachex.Cache;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A read of 100 keys at once, all of which are in memory. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 6, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 20, time = 100, timeUnit = TimeUnit.MILLISECONDS)
public class GetAll {

    @Param
    public Contender contender;

    private final List<List<String>> batches = Keys.batches(100);
    private Function<List<String>, Map<String, User>> cache;

    @Setup
    public void fill() {
        cache = contender.full.get();
    }

    @Benchmark
    public Map<String, User> read100(Cursor cursor) {
        return cache.apply(cursor.next(batches));
    }

    /** Who is measured; one in each JVM. */
    public enum Contender {
        /** 100 gets, into a HashMap. */
        CAFFEINE_GETS(() -> {
            var cache = Caches.caffeine();
            Caches.fill(cache::put);
            return keys -> {
                Map<String, User> found = new HashMap<>(keys.size() * 4 / 3 + 1);
                for (String key : keys) {
                    User user = cache.getIfPresent(key);
                    if (user != null) {
                        found.put(key, user);
                    }
                }
                return found;
            };
        }),
        CACHEX_GET_ALL(() -> {
            Cache<User> cache = Caches.cacheX().build();
            Caches.fill(cache::put);
            return cache::getAll;
        }),
        CACHEX_GET_ALL_PRESENT(() -> {
            Cache<User> cache = Caches.cacheX().build();
            Caches.fill(cache::put);
            return cache::getAllPresent;
        }),
        CAFFEINE_GET_ALL_PRESENT(() -> {
            var cache = Caches.caffeine();
            Caches.fill(cache::put);
            return cache::getAllPresent;
        }),
        GUAVA_GET_ALL_PRESENT(() -> {
            var cache = Caches.guava();
            Caches.fill(cache::put);
            return cache::getAllPresent;
        });

        private final Supplier<Function<List<String>, Map<String, User>>> full;

        Contender(Supplier<Function<List<String>, Map<String, User>>> full) {
            this.full = full;
        }
    }
}
