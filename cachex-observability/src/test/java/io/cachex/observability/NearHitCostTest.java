package io.cachex.observability;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.cachex.Cache;
import io.cachex.CacheBuilder;
import io.cachex.Near;
import io.cachex.resilience.CircuitBreaker;
import io.cachex.resilience.Retry;
import io.cachex.store.MemoryStore;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** N5, P1: metrics on cost nothing on a near hit. Without the coverage agent: it would allocate too. */
@Tag("no-agent")
class NearHitCostTest {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int CALLS = 20_000;
    private static final String[] KEYS =
            IntStream.range(0, 1_024).mapToObj(i -> "key" + i).toArray(String[]::new);

    private final CountingRegistry counting = new CountingRegistry();
    private int next;

    private static CacheBuilder<String> configured() {
        return Cache.builder("users", String.class)
                .ttl(Duration.ofHours(1))
                .near(Near.maximumSize(4_096))
                .loader(key -> "loaded")
                .store(MemoryStore.of(64L << 20))
                .storePolicies(Retry.of(3), CircuitBreaker.of(5, Duration.ofSeconds(30)))
                .loaderPolicies(CircuitBreaker.of(5, Duration.ofSeconds(30)));
    }

    private static Cache<String> full(CacheBuilder<String> builder) {
        Cache<String> cache = builder.build();
        for (String key : KEYS) {
            cache.put(key, "value");
        }
        return cache;
    }

    private String key() {
        return KEYS[next++ & (KEYS.length - 1)];
    }

    /** N5: 0 B for each near hit, on both verbs, timed or not. */
    @Test
    void aNearHitAllocatesNothing() throws Exception {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        try (Cache<String> cache = full(configured().observer(Metrics.of(registry)))) {
            assertThat(perCall(() -> cache.get(key()))).isZero();
            assertThat(perCall(() -> cache.getIfPresent(key()))).isZero();
            assertThat(cache.stats().misses()).isZero();
        }
    }

    /** N5: no call into the registry for any near hit; the hits are there all the same. */
    @Test
    void aNearHitDoesNotCallTheRegistry() {
        try (Cache<String> cache = full(configured().observer(Metrics.of(counting)))) {
            long before = counting.calls();
            long hits = cache.stats().nearHits();
            assertThat(Metrics.of(counting).hearsHits()).isFalse();

            for (int i = 0; i < CALLS; i++) {
                cache.get(key());
                cache.getIfPresent(key());
            }

            assertThat(counting.calls()).isEqualTo(before);
            assertThat(counting.get("cachex.hits")
                            .tag("tier", "near")
                            .functionCounter()
                            .count())
                    .isEqualTo(hits + 2 * CALLS);
        }
    }

    /** N1: where near hits are timed, the registry hears of few of them, and it allocates nothing. */
    @Test
    void timedHitsAreFew() throws Exception {
        Metrics metrics = Metrics.builder(counting).timeNearHits(true).build();
        try (Cache<String> cache = full(configured().observer(metrics))) {
            long before = counting.calls();

            for (int i = 0; i < CALLS; i++) {
                cache.get(key());
            }

            assertThat(counting.calls() - before).isBetween(1L, CALLS / 10L);
            assertThat(perCall(() -> cache.get(key()))).isZero();
        }
    }

    /** The guard of the two above: what is no near hit is heard. */
    @Test
    void otherCallsDoCallTheRegistry() {
        try (Cache<String> cache = full(configured().observer(Metrics.of(counting)))) {
            long before = counting.calls();

            cache.put("a", "b");

            assertThat(counting.calls()).isGreaterThan(before);
        }
    }

    private static double perCall(Callable<?> call) throws Exception {
        long nothing = Math.min(bytes(() -> null, 0), bytes(() -> null, 0)); // the counting's own
        double fewest = Double.MAX_VALUE;
        for (int round = 0; round < 30 && fewest > 0; round++) {
            fewest = Math.min(fewest, (double) Math.max(bytes(call, CALLS) - nothing, 0) / CALLS);
        }
        return fewest;
    }

    private static long bytes(Callable<?> call, int calls) throws Exception {
        long thread = Thread.currentThread().getId();
        long before = THREADS.getThreadAllocatedBytes(thread);
        for (int i = 0; i < calls; i++) {
            if (call.call() == THREADS) {
                throw new IllegalStateException("a call must not give this");
            }
        }
        return THREADS.getThreadAllocatedBytes(thread) - before;
    }
}
