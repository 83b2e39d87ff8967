package io.cachex.examples.drill.contender;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.cachex.examples.drill.data.City;
import io.cachex.examples.drill.origin.CityClient;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Plain Caffeine with a loader, set up as its manual shows it first. */
public final class CaffeineContender implements Contender {

    private final CityClient client;
    private final LoadingCache<String, City> cache;
    private final LongAdder hits = new LongAdder();
    private final LongAdder misses = new LongAdder();

    /** A cache that loads through {@code client}, which it closes. */
    @SuppressWarnings("NullAway") // to Caffeine a null from the loader means: no such city
    public CaffeineContender(CityClient client, Duration ttl) {
        this.client = client;
        this.cache = Caffeine.newBuilder()
                .initialCapacity(CAPACITY) // or it would grow, and wait for running loads to do so
                .maximumSize(CAPACITY)
                .expireAfterWrite(ttl)
                .build(client::fetch);
    }

    @Override
    public String name() {
        return "Caffeine";
    }

    @Override
    public @Nullable City get(String key) {
        // Caffeine itself would count who waits for somebody else's load as a hit; the other caches do not.
        boolean hit = cache.policy().getIfPresentQuietly(key) != null;
        (hit ? hits : misses).increment();
        return cache.get(key);
    }

    @Override
    public ContenderStats stats() {
        return new ContenderStats(hits.sum(), misses.sum(), 0, client.calls(), ContenderStats.NO_BREAKER);
    }

    @Override
    public void close() {
        client.close();
    }
}
