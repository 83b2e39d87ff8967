package io.cachex.observability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cachex.Cache;
import io.cachex.CacheException;
import io.cachex.store.MemoryStore;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** N2: a hit counts once as a hit, a miss once as a miss; tallies equal calls under load. */
class TalliesTest {

    private static final int THREADS = 8;
    private static final int CALLS = Boolean.getBoolean("cachex.soak") ? 200_000 : 4_000;

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final AtomicInteger loads = new AtomicInteger();

    private double gets(Scrape scrape, String status) {
        return scrape.value("cache_operations_total", "operation", "get", "status", status);
    }

    /** N2: with eight threads on few keys, bulk reads and failures among them, while others scrape. */
    @Test
    void talliesEqualCallsWhileEightThreadsCall() throws Exception {
        AtomicLong reads = new AtomicLong();
        AtomicLong failed = new AtomicLong();
        AtomicLong puts = new AtomicLong();
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try (Cache<String> cache = Cache.builder("users", String.class)
                .store(MemoryStore.of(1 << 20))
                .storePolicies()
                .maximumLoads(64, 1_000_000)
                .loader(key -> {
                    loads.incrementAndGet();
                    if (key.startsWith("bad") || key.startsWith("old")) {
                        throw new IOException("away");
                    }
                    return key;
                })
                .observer(Metrics.of(registry))
                .build()) {
            List<? extends Future<?>> callers = IntStream.range(0, THREADS)
                    .mapToObj(thread -> threads.submit(() -> {
                        for (int i = 0; i < CALLS; i++) {
                            call(cache, thread * 31 + i, reads, failed, puts);
                        }
                    }))
                    .toList();
            double before = 0;
            while (!callers.stream().allMatch(Future::isDone)) {
                double now = gets(Scrape.of(registry), "miss");
                assertThat(now).as("a count goes forward").isGreaterThanOrEqualTo(before);
                before = now;
            }
            for (Future<?> caller : callers) {
                caller.get();
            }

            await().pollInterval(Duration.ofMillis(5))
                    .atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> {
                        Scrape scrape = Scrape.of(registry);
                        assertThat(gets(scrape, "hit")
                                        + gets(scrape, "miss")
                                        + gets(scrape, "stale")
                                        + gets(scrape, "error"))
                                .isEqualTo(reads.get());
                        assertThat(gets(scrape, "error")).isEqualTo(failed.get());
                        assertThat(gets(scrape, "stale")).isPositive();
                        assertThat(scrape.value("cachex_stale_serves_total")).isEqualTo(gets(scrape, "stale"));
                        assertThat(scrape.value("cache_gets_total", "result", "hit")
                                        + scrape.value("cache_gets_total", "result", "miss"))
                                .isEqualTo(reads.get());
                        assertThat(scrape.sum("cachex_hits_total") + scrape.value("cachex_misses_total"))
                                .isEqualTo(reads.get());
                        assertThat(scrape.value("cache_operations_total", "operation", "put", "status", "ok"))
                                .isEqualTo(puts.get());
                        assertThat(scrape.value("cache_operation_duration_seconds_count", "operation", "put"))
                                .isEqualTo(puts.get());
                        assertThat(scrape.sum("cache_operations_total", "operation", "load"))
                                .isEqualTo(loads.get());
                        assertThat(scrape.value("cache_puts_total"))
                                .isEqualTo(puts.get()
                                        + scrape.value("cache_operations_total", "operation", "load", "status", "ok"));
                    });
        } finally {
            threads.shutdownNow();
        }
    }

    private static void call(Cache<String> cache, int i, AtomicLong reads, AtomicLong failed, AtomicLong puts) {
        String key = "key" + i % 97;
        switch (i % 16) {
            case 0 -> {
                cache.put(key, "new");
                puts.incrementAndGet();
            }
            case 1 -> cache.invalidate(key);
            case 2 -> {
                cache.getAll(List.of("key" + i % 7, "key" + i % 11 + "x", "key" + i % 13 + "y"));
                reads.addAndGet(3);
            }
            case 3 -> {
                reads.incrementAndGet();
                try {
                    cache.get("bad" + i % 3);
                } catch (CacheException e) {
                    failed.incrementAndGet();
                }
            }
            case 4 -> {
                cache.async().get(key).join();
                reads.incrementAndGet();
            }
            case 5 -> {
                String old = "old" + i % 5;
                cache.put(old, "old");
                cache.expire(old);
                puts.incrementAndGet();
                reads.incrementAndGet();
                try {
                    cache.find(old); // stale, unless another thread puts it anew
                } catch (CacheException e) {
                    failed.incrementAndGet();
                }
            }
            default -> {
                cache.get(key);
                reads.incrementAndGet();
            }
        }
    }
}
