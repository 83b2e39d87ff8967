package io.cachex.examples.drill.contender;

import io.cachex.examples.drill.data.City;
import io.cachex.examples.drill.origin.CityClient;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** A map whose values expire: the cache that grows in a code base that wanted no library. */
public final class MapContender implements Contender {

    private record Entry(City city, long expiresAtNanos) {}

    private final CityClient client;
    private final long ttlNanos;
    private final ConcurrentMap<String, Entry> entries = new ConcurrentHashMap<>();
    private final LongAdder hits = new LongAdder();
    private final LongAdder misses = new LongAdder();

    /** A cache that loads through {@code client}, which it closes. */
    public MapContender(CityClient client, Duration ttl) {
        this.client = client;
        this.ttlNanos = ttl.toNanos();
    }

    @Override
    public String name() {
        return "map+TTL";
    }

    @Override
    public @Nullable City get(String key) throws IOException, InterruptedException {
        Entry entry = entries.get(key);
        if (entry != null && entry.expiresAtNanos - System.nanoTime() > 0) {
            hits.increment();
            return entry.city;
        }
        misses.increment();
        City city = client.fetch(key);
        if (city != null) {
            entries.put(key, new Entry(city, System.nanoTime() + ttlNanos));
        }
        return city;
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
