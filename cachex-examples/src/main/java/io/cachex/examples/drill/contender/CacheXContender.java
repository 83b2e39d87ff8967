package io.cachex.examples.drill.contender;

import io.cachex.Cache;
import io.cachex.CacheStats;
import io.cachex.Near;
import io.cachex.examples.drill.data.City;
import io.cachex.examples.drill.origin.CityClient;
import io.cachex.resilience.CircuitBreaker;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** CacheX, set up for an origin that may fail. */
public final class CacheXContender implements Contender {

    private final CityClient client;
    private final CircuitBreaker breaker;
    private final Cache<City> cache;

    /** A cache that loads through {@code client}, which it closes. */
    public CacheXContender(CityClient client, Duration ttl) {
        this.client = client;
        this.breaker = CircuitBreaker.of(5, Duration.ofSeconds(1));
        this.cache = Cache.builder("cities", City.class)
                .ttl(ttl)
                .staleIfError(Duration.ofHours(1)) // the origin fails: the old answer is better than none
                .softTimeout(Duration.ofMillis(50)) // the origin is slow: the old answer now, the new one later
                .near(Near.maximumSize(CAPACITY))
                .loader(client::fetch)
                .loaderPolicies(breaker) // the origin is ill: leave it alone
                .maximumLoads(300, 0) // more at once help nobody: refuse them before they pile up
                .failureBackoff(Duration.ofMillis(500), Duration.ofSeconds(2))
                .build();
    }

    @Override
    public String name() {
        return "CacheX";
    }

    @Override
    public @Nullable City get(String key) {
        return cache.get(key);
    }

    @Override
    public ContenderStats stats() {
        CacheStats stats = cache.stats();
        // To CacheX a stale serve is a miss that it could cover; here it is an answer from the cache.
        return new ContenderStats(
                stats.nearHits() + stats.staleServes(),
                stats.misses() - stats.staleServes(),
                stats.staleServes(),
                client.calls(),
                breakerState());
    }

    private String breakerState() {
        return switch (breaker.state()) {
            case CLOSED -> "closed";
            case HALF_OPEN -> "half-open";
            case OPEN -> "open";
        };
    }

    @Override
    public void close() {
        cache.close();
        client.close();
    }
}
