package io.cachex.observability;

import static org.assertj.core.api.Assertions.assertThat;

import io.cachex.Cache;
import io.cachex.spi.CacheObserver;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** N1: several caches in a registry, of other names and of one, and what is left of them. */
class SharedRegistryTest {

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    private Cache<String> cache(String name, CacheObserver metrics) {
        return Cache.builder(name, String.class)
                .loader(key -> key)
                .observer(metrics)
                .build();
    }

    private Cache<String> cache(String name) {
        return cache(name, Metrics.of(registry)); // each has its own, as in the documentation
    }

    private Scrape scrape() {
        return Scrape.of(registry);
    }

    private double hits(String name) {
        return scrape().value("cachex_hits_total", "cache", name, "tier", "near");
    }

    private static void hit(Cache<String> cache, int times) {
        for (int i = 0; i <= times; i++) {
            cache.get("k");
        }
    }

    /** N1: two caches in a JVM do not clash. */
    @Test
    void twoCachesHaveTheirOwnNumbers() {
        try (Cache<String> users = cache("users");
                Cache<String> orders = cache("orders")) {
            hit(users, 3);
            hit(orders, 5);

            assertThat(hits("users")).isEqualTo(3);
            assertThat(hits("orders")).isEqualTo(5);
            assertThat(scrape().sum("cache_gets_total", "result", "hit")).isEqualTo(8);
            assertThat(scrape().value("cache_operations_total", "cache", "orders", "operation", "load", "status", "ok"))
                    .isOne();
        }
    }

    /** N1: one Metrics may serve any number of caches. */
    @Test
    void oneObserverServesTwoCaches() {
        Metrics metrics = Metrics.of(registry);
        try (Cache<String> users = cache("users", metrics);
                Cache<String> orders = cache("orders", metrics)) {
            hit(users, 3);
            hit(orders, 5);

            assertThat(hits("users")).isEqualTo(3);
            assertThat(hits("orders")).isEqualTo(5);
        }
    }

    /** N1: the meters of a closed cache are gone, all of them, and its gauges hold it no longer. */
    @Test
    void nothingIsLeftOfAClosedCache() {
        Cache<String> users = cache("users");
        Cache<String> orders = cache("orders");
        hit(users, 1);
        users.put("a", "b");
        users.tryLock("a", java.time.Duration.ofSeconds(1)).orElseThrow().close();

        users.close();

        assertThat(scrape().samples())
                .isNotEmpty()
                .allSatisfy(sample -> assertThat(sample.labels()).containsEntry("cache", "orders"));
        orders.close();
        assertThat(registry.getMeters()).isEmpty();
    }

    /** N1: what a cache does after its end brings no meter back. */
    @Test
    void lateEventsBringNothingBack() {
        Metrics metrics = Metrics.of(registry);
        cache("users", metrics).close();

        metrics.onLoad("users", 5, null);
        metrics.onLock("users", true, 5, null);
        metrics.onHitTimed("nobody", 5);

        assertThat(registry.getMeters()).isEmpty();
    }

    /** N1: two caches of one name are one in the registry, and no count goes back when one of them ends. */
    @Test
    void cachesOfOneNameAddUpAndNeverGoBack() {
        Cache<String> first = cache("users");
        Cache<String> second = cache("users");
        hit(first, 3);
        hit(second, 5);
        first.put("other", "1");

        assertThat(hits("users")).isEqualTo(8);
        assertThat(scrape().value("cachex_near_entries")).isEqualTo(3);
        assertThat(scrape().value("cache_operations_total", "operation", "load", "status", "ok"))
                .isEqualTo(2);

        first.close();

        assertThat(hits("users")).isEqualTo(8);
        assertThat(scrape().value("cachex_near_entries")).isOne();
        hit(second, 0);
        assertThat(hits("users")).isEqualTo(9);
        assertThat(scrape().value("cache_gets_total", "result", "hit")).isEqualTo(9);

        second.close();
        assertThat(registry.getMeters()).isEmpty();
        try (Cache<String> third = cache("users")) {
            hit(third, 2);
            assertThat(hits("users")).isEqualTo(2);
        }
    }

    /** N1: of caches of one name the worst is shown: one that cannot have its origin. */
    @Test
    void ofCachesOfOneNameTheWorstIsShown() {
        try (Cache<String> first = cache("users");
                Cache<String> second = cache("users")) {
            assertThat(scrape().value("cachex_upstream_enabled")).isOne();

            second.upstreamEnabled(false);

            assertThat(scrape().value("cachex_upstream_enabled")).isZero();
            assertThat(first.origin().isOnline()).isTrue();
        }
    }

    /** N1: the registry keeps an open cache's numbers although nobody else holds the cache. */
    @Test
    void anOpenCacheIsKeptByItsMeters() {
        SimpleMeterRegistry simple = new SimpleMeterRegistry();
        WeakReference<Cache<String>> cache = new WeakReference<>(abandoned(simple));

        collect(cache);

        assertThat(simple.get("cachex.hits")
                        .tag("tier", "near")
                        .functionCounter()
                        .count())
                .isEqualTo(4);
        assertThat(simple.get("cachex.near.entries").gauge().value()).isOne();
    }

    private static Cache<String> abandoned(SimpleMeterRegistry simple) {
        Cache<String> cache = Cache.builder("users", String.class)
                .loader(key -> key)
                .observer(Metrics.of(simple))
                .build();
        hit(cache, 4);
        return cache;
    }

    private static void collect(WeakReference<?> reference) {
        for (int i = 0; i < 20 && reference.get() != null; i++) {
            List<byte[]> pressure = new ArrayList<>();
            pressure.add(new byte[1 << 20]);
            System.gc();
        }
    }

    /** N1: a prefix and tags of the user's; Micrometer's own names stay as they are, or are left to others. */
    @Test
    void aPrefixAndTagsCanBeSet() {
        Metrics metrics =
                Metrics.builder(registry).prefix("shop").tag("region", "eu").build();
        try (Cache<String> users = cache("users", metrics)) {
            hit(users, 1);

            assertThat(scrape().value("shop_cachex_hits_total", "region", "eu", "tier", "near"))
                    .isOne();
            assertThat(scrape().value("shop_cache_operations_total", "operation", "get", "status", "hit"))
                    .isOne();
            assertThat(scrape().value("cache_gets_total", "region", "eu", "result", "hit"))
                    .isOne();
            assertThat(scrape().names()).allMatch(name -> name.startsWith("shop_") || name.startsWith("cache_"));
        }
        Metrics others = Metrics.builder(registry).cacheMeters(false).build();
        try (Cache<String> users = cache("users", others)) {
            hit(users, 1);
            assertThat(scrape().names())
                    .contains("cachex_hits_total")
                    .doesNotContain("cache_gets_total", "cache_puts_total", "cache_evictions_total", "cache_size");
        }
    }
}
