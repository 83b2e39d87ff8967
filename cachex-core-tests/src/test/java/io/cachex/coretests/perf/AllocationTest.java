package io.cachex.coretests.perf;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.benmanes.caffeine.cache.Caffeine;
import io.cachex.Cache;
import io.cachex.CacheBuilder;
import io.cachex.Near;
import io.cachex.local.LocalBus;
import io.cachex.resilience.Bulkhead;
import io.cachex.resilience.CircuitBreaker;
import io.cachex.resilience.Retry;
import io.cachex.resilience.Timeout;
import io.cachex.spi.CacheObserver;
import io.cachex.store.MemoryStore;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What calls allocate, once compiled. Without the coverage agent: it would allocate too. */
@Tag("no-agent")
class AllocationTest {

    private static final String[] KEYS =
            IntStream.range(0, 1_024).mapToObj(i -> "key" + i).toArray(String[]::new);
    private static final String[] MISSING =
            IntStream.range(0, 1 << 16).mapToObj(i -> "missing" + i).toArray(String[]::new);
    private static final int CAPACITY = 4_096;

    private int next;

    @Test
    void nearHitAllocatesNothingWhateverIsConfigured() throws Exception {
        try (Cache<String> cache = full(configured())) {
            assertThat(Allocations.perCall(() -> cache.getIfPresent(key()), 0)).isZero();
            assertThat(Allocations.perCall(() -> cache.get(key()), 0)).isZero();
            assertThat(cache.stats().misses()).isZero();
        }
    }

    @Test
    void nearHitOfALoadedValueAllocatesNothing() throws Exception {
        try (Cache<String> cache = configured().build()) {
            for (String key : KEYS) {
                cache.get(key);
            }
            long misses = cache.stats().misses();

            assertThat(Allocations.perCall(() -> cache.getIfPresent(key()), 0)).isZero();
            assertThat(Allocations.perCall(() -> cache.get(key()), 0)).isZero();
            assertThat(cache.stats().misses()).isEqualTo(misses);
        }
    }

    @Test
    void nearHitWithABusAllocatesNothing() throws Exception {
        try (Cache<String> cache = full(configured().invalidation(LocalBus.create()))) {
            assertThat(Allocations.perCall(() -> cache.get(key()), 0)).isZero();
        }
    }

    @Test
    void nearHitThatIsWatchedAndTimedAllocatesNothing() throws Exception {
        CacheObserver timer = new CacheObserver() {
            @Override
            public boolean timesHits() {
                return true;
            }
        };
        try (Cache<String> cache = full(configured().observer(timer))) {
            assertThat(Allocations.perCall(() -> cache.get(key()), 0)).isZero();
        }
    }

    @Test
    void missAndLoadAllocatesLittleMoreThanCaffeine() throws Exception {
        var caffeine = Caffeine.newBuilder().maximumSize(CAPACITY).<String, String>build();
        CacheBuilder<String> builder = Cache.builder("misses", String.class)
                .near(Near.maximumSize(CAPACITY))
                .noTimeout()
                .loader(key -> "value");
        try (Cache<String> cache = builder.build()) {
            double most = Allocations.perCall(() -> caffeine.get(missing(), key -> "value"), 0) + 200;

            assertThat(Allocations.perCall(() -> cache.get(missing()), most)).isLessThanOrEqualTo(most);
        }
    }

    private String key() {
        return KEYS[next++ & (KEYS.length - 1)];
    }

    private String missing() {
        return MISSING[next++ & (MISSING.length - 1)];
    }

    private static Cache<String> full(CacheBuilder<String> builder) {
        Cache<String> cache = builder.build();
        for (String key : KEYS) {
            cache.put(key, "value");
        }
        return cache;
    }

    private static CacheBuilder<String> configured() {
        return Cache.builder("configured", String.class)
                .ttl(Duration.ofHours(1))
                .near(Near.maximumSize(CAPACITY))
                .loader(key -> "loaded")
                .store(MemoryStore.of(64L << 20))
                .storePolicies(
                        Bulkhead.of(8),
                        Retry.of(3),
                        CircuitBreaker.of(5, Duration.ofSeconds(30)),
                        Timeout.of(Duration.ofSeconds(1)))
                .loaderPolicies(Bulkhead.of(8), CircuitBreaker.of(5, Duration.ofSeconds(30)));
    }
}
