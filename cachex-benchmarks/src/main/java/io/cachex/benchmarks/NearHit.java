package io.cachex.benchmarks;

import io.cachex.Cache;
import io.cachex.local.LocalBus;
import io.cachex.observability.Metrics;
import io.cachex.observability.Tracing;
import io.cachex.spi.CacheObserver;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
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

/** A read of a key that is in memory: the caches are full, popularity is Zipf 0.99. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 6, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 20, time = 100, timeUnit = TimeUnit.MILLISECONDS)
public class NearHit {

    @Param
    public Contender contender;

    private final String[] keys = Keys.reads();
    private Function<String, @Nullable Object> cache;

    @Setup
    public void fill() {
        cache = contender.full.get();
    }

    @Benchmark
    public @Nullable Object read(Cursor cursor) {
        return cache.apply(cursor.next(keys));
    }

    /** Who is measured; one in each JVM. */
    public enum Contender {
        CAFFEINE(() -> full(Caches.caffeine())),
        CACHEX_GET_ALL_CONFIGURED(() -> full(Caches.cacheXWithAll().build())::get),
        CACHEX_GET_IF_PRESENT_ALL_CONFIGURED(() -> full(Caches.cacheXWithAll().build())::getIfPresent),
        CAFFEINE_TTL_STATS(() -> full(Caches.caffeineTtlStats())),
        CACHEX_GET(() -> full(Caches.cacheX().build())::get),
        CACHEX_GET_IF_PRESENT(() -> full(Caches.cacheX().build())::getIfPresent),
        CACHEX_GET_ON_CAFFEINE(() -> full(Caches.cacheXOnCaffeine().build())::get),
        CACHEX_GET_TIMED(
                () -> full(Caches.cacheXWithAll().observer(new HitTimes()).build())::get),
        CACHEX_GET_METRICS(() -> full(Caches.cacheXWithAll()
                .observer(Metrics.of(new SimpleMeterRegistry()))
                .build())::get),
        CACHEX_GET_METRICS_TIMED(() -> full(Caches.cacheXWithAll()
                .observer(Metrics.builder(new SimpleMeterRegistry())
                        .timeNearHits(true)
                        .build())
                .build())::get),
        CACHEX_GET_TRACED(() -> full(Caches.cacheXWithAll()
                .tracer(Tracing.of(OpenTelemetrySdk.builder().build()))
                .build())::get),
        CACHEX_GET_BUS(() ->
                full(Caches.cacheXWithAll().invalidation(LocalBus.create()).build())::get),
        CACHEX_GET_REDIS(() -> full(Caches.cacheXOnRedis().build())::get),
        CACHEX_GET_IF_PRESENT_REDIS(() -> full(Caches.cacheXOnRedis().build())::getIfPresent),
        CACHEX_GET_ASYNC(() -> full(Caches.cacheXWithAll().build()).async()::get),
        MAP(() -> {
            Map<String, User> map = new ConcurrentHashMap<>();
            Caches.fill(map::put);
            return map::get;
        }),
        CAFFEINE_ON_CALLER(() -> full(Caches.caffeineOnCaller())),
        CAFFEINE_TTL(() -> full(Caches.caffeineTtl())),
        GUAVA(() -> full(Caches.guava())),
        GUAVA_TTL_STATS(() -> full(Caches.guavaTtlStats())),
        CACHE2K(() -> full(Caches.cache2k())),
        CACHE2K_TTL_STATS(() -> full(Caches.cache2kTtlStats())),
        SPRING_GET(() -> {
            var cache = Caches.spring();
            Caches.fill(cache::put);
            return cache::get;
        }),
        SPRING_GET_TYPED(() -> {
            var cache = Caches.spring();
            Caches.fill(cache::put);
            return key -> cache.get(key, User.class);
        });

        private final Supplier<Function<String, @Nullable Object>> full;

        Contender(Supplier<Function<String, @Nullable Object>> full) {
            this.full = full;
        }

        private static Cache<User> full(Cache<User> cache) {
            Caches.fill(cache::put);
            return cache;
        }

        private static Function<String, @Nullable Object> full(
                com.github.benmanes.caffeine.cache.Cache<String, User> cache) {
            Caches.fill(cache::put);
            return cache::getIfPresent;
        }

        private static Function<String, @Nullable Object> full(com.google.common.cache.Cache<String, User> cache) {
            Caches.fill(cache::put);
            return cache::getIfPresent;
        }

        private static Function<String, @Nullable Object> full(org.cache2k.Cache<String, User> cache) {
            Caches.fill(cache::put);
            return cache::get;
        }
    }

    /** Wants to know how long hits take. */
    private static final class HitTimes implements CacheObserver {

        private final LongAdder nanos = new LongAdder();

        @Override
        public boolean timesHits() {
            return true;
        }

        @Override
        public void onHitTimed(String cache, long hitNanos) {
            nanos.add(hitNanos);
        }
    }
}
