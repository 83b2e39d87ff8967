package io.cachex.benchmarks;

import io.cachex.Cache;
import io.cachex.store.MemoryStore;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
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

/** A read of a key that is nowhere, with a loader that answers at once: miss, load, keep, and drop another entry. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 10, time = 1)
@Measurement(iterations = 20, time = 200, timeUnit = TimeUnit.MILLISECONDS)
public class MissAndLoad {

    @Param
    public Contender contender;

    private final String[] keys = Keys.missing();
    private Function<String, @Nullable Object> cache;

    @Setup
    public void create() {
        cache = contender.full.get();
    }

    @Benchmark
    public @Nullable Object load(Cursor cursor) {
        return cache.apply(cursor.next(keys));
    }

    /** Who is measured; one in each JVM. */
    public enum Contender {
        CAFFEINE(() -> {
            var cache = Caches.caffeine();
            Caches.fill(cache::put);
            return key -> cache.get(key, k -> User.LOADED);
        }),
        CACHEX_NO_TIMEOUT(() -> full(Caches.cacheX().noTimeout())),
        CAFFEINE_ON_CALLER(() -> {
            var cache = Caches.caffeineOnCaller();
            Caches.fill(cache::put);
            return key -> cache.get(key, k -> User.LOADED);
        }),
        CAFFEINE_TTL_STATS(() -> {
            var cache = Caches.caffeineTtlStats();
            Caches.fill(cache::put);
            return key -> cache.get(key, k -> User.LOADED);
        }),
        CACHEX_NO_TIMEOUT_STORE(() -> full(Caches.cacheX().noTimeout().store(MemoryStore.of(8L << 20)))),
        CACHEX(() -> full(Caches.cacheX())),
        GUAVA(() -> {
            var cache = Caches.guava();
            Caches.fill(cache::put);
            return key -> {
                try {
                    return cache.get(key, () -> User.LOADED);
                } catch (ExecutionException e) {
                    throw new IllegalStateException(e);
                }
            };
        }),
        CACHE2K(() -> {
            var cache = Caches.cache2k();
            Caches.fill(cache::put);
            return key -> cache.computeIfAbsent(key, k -> User.LOADED);
        }),
        SPRING(() -> {
            var cache = Caches.spring();
            Caches.fill(cache::put);
            return key -> cache.get(key, () -> User.LOADED);
        });

        private final Supplier<Function<String, @Nullable Object>> full;

        Contender(Supplier<Function<String, @Nullable Object>> full) {
            this.full = full;
        }

        private static Function<String, @Nullable Object> full(io.cachex.CacheBuilder<User> builder) {
            Cache<User> cache = builder.build();
            Caches.fill(cache::put);
            return cache::get;
        }
    }
}
