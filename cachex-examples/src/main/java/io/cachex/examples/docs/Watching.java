package io.cachex.examples.docs;

import static java.time.Duration.ofMillis;

import io.cachex.Cache;
import io.cachex.observability.Metrics;
import io.cachex.resilience.CircuitBreaker;
import io.cachex.spi.CacheObserver;
import io.cachex.spi.CacheView;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;

/** The code of docs/metrics.md. */
final class Watching {

    private Watching() {}

    interface Database {
        User findUser(String key) throws Exception;
    }

    record User(String name) {}

    static Cache<User> watched(Database db, MeterRegistry registry) {
        Cache<User> users = Cache.builder("users", User.class)
                .loader(db::findUser)
                .observer(Metrics.of(registry))
                .build();
        return users;
    }

    static MeterBinder options(Cache<User> users, MeterRegistry registry) {
        Metrics metrics = Metrics.builder(registry)
                .prefix("shop")
                .tag("region", "eu")
                .buckets(ofMillis(1), ofMillis(10), ofMillis(100))
                .cacheMeters(false)
                .build();
        MeterBinder binder = Metrics.binder(users, Tags.of("cache.manager", "main"));
        System.out.println(metrics);
        return binder;
    }

    static CacheObserver watcher() {
        CacheObserver watcher = new CacheObserver() {
            @Override
            public boolean hearsHits() {
                return false; // they are counted anyway
            }

            @Override
            public void onOpen(CacheView cache) {
                System.out.println(cache.name() + ": " + cache.read().reads().hits() + " hits");
                cache.parts(CircuitBreaker.class).forEach(breaker -> System.out.println(breaker.state()));
            }
        };
        return watcher;
    }
}
