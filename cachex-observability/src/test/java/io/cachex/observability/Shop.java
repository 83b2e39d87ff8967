package io.cachex.observability;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.cachex.Cache;
import io.cachex.CacheBuilder;
import io.cachex.CacheException;
import io.cachex.CacheLock;
import io.cachex.Near;
import io.cachex.local.LocalBus;
import io.cachex.local.LocalLocks;
import io.cachex.resilience.BloomGuard;
import io.cachex.resilience.CircuitBreaker;
import io.cachex.resilience.Retry;
import io.cachex.resilience.WriteBehind;
import io.cachex.spi.CacheObserver;
import io.cachex.spi.TimeSource;
import io.cachex.store.MemoryStore;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** A cache with every part that has metrics, and a day in its life: one of each thing that can happen. */
final class Shop implements AutoCloseable {

    /** Keys that nobody would take for anything else. */
    static final List<String> KEYS = List.of("key-known", "key-broken", "key-denied", "key-row", "key-gone");

    final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    final BloomGuard guard = BloomGuard.expecting(1_000, 0.01);
    final Cache<String> cache;
    private final AtomicInteger loads = new AtomicInteger();

    Shop() {
        this(null);
    }

    Shop(MetricsBuilder options) {
        guard.warmUp(Stream.of("key-known", "key-broken", "key-gone"));
        CacheObserver metrics = options == null ? Metrics.of(registry) : options.build();
        cache = everything("users").observer(metrics).build();
    }

    private CacheBuilder<String> everything(String name) {
        return Cache.builder(name, String.class)
                .near(Near.maximumBytes(1 << 20))
                .ttl(ofHours(1))
                .store(MemoryStore.of(1 << 20))
                .loader(this::load)
                .loaderPolicies(
                        Retry.builder().maxRetries(1).initialDelay(ofMillis(1)).build(),
                        CircuitBreaker.of(3, ofHours(1)))
                .missGuard(guard)
                .invalidation(LocalBus.create())
                .locks(LocalLocks.of(TimeSource.system()))
                .writeBehind(WriteBehind.<String>to((key, value) -> {
                            throw new IllegalStateException("no such table");
                        })
                        .maxRetries(1)
                        .backoff(ofMillis(1), ofMillis(1)));
    }

    private String load(String key) throws IOException {
        if (key.equals("key-gone")) {
            return null;
        }
        if (key.equals("key-broken") || loads.getAndIncrement() == 0) {
            throw new IOException("away");
        }
        return "value of " + key;
    }

    /** One miss, whose load is retried once; one hit; one denied key; one false alarm; a lock; a dead letter; a breaker opens. */
    Shop day() {
        assertThat(cache.get("key-known")).isNotNull();
        assertThat(cache.get("key-known")).isNotNull();
        assertThat(cache.get("key-denied")).isNull();
        assertThat(cache.get("key-gone")).isNull();
        try (CacheLock lock = cache.tryLock("key-row", ofSeconds(5)).orElseThrow()) {
            assertThat(lock.isHeld()).isTrue();
        }
        var written = cache.writeBehind("key-row", "value");
        await().pollInterval(ofMillis(2)).atMost(Duration.ofSeconds(20)).until(written::isDone);
        await().pollInterval(ofMillis(2))
                .atMost(Duration.ofSeconds(20))
                .until(() -> cache.writeBehindStats().parked() == 1);
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> cache.get("key-broken")).isInstanceOf(CacheException.class);
        }
        return this;
    }

    Scrape scrape() {
        return Scrape.of(registry);
    }

    @Override
    public void close() {
        cache.close();
    }
}
