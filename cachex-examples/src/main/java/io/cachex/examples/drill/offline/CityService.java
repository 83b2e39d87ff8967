package io.cachex.examples.drill.offline;

import io.cachex.Cache;
import io.cachex.disk.Snapshot;
import io.cachex.examples.drill.data.City;
import io.cachex.examples.drill.origin.CityClient;
import io.cachex.redis.Redis;
import io.cachex.resilience.upstream.Upstream;
import io.cachex.resilience.upstream.Upstreams;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** One life of a service: a cache over two upstreams, with Redis behind it and a snapshot on disk. */
final class CityService implements AutoCloseable {

    private static final String PROBE = "0";
    private static final Duration CHECKS = Duration.ofMillis(250);

    private final CityClient primary;
    private final CityClient replica;
    private final LongAdder fromPrimary = new LongAdder();
    private final LongAdder fromReplica = new LongAdder();
    private final Upstreams<City> upstreams;
    private final Redis redis;
    private final Cache<City> cities;

    /** Builds all of it; nothing of what it needs has to be there. */
    CityService(URI first, URI second, String redisUri, Path snapshot) {
        primary = new CityClient(first);
        replica = new CityClient(second);
        upstreams = Upstreams.<City>builder("cities")
                .add(upstream("primary", primary, fromPrimary))
                .add(upstream("replica", replica, fromReplica).priority(1))
                .checkInterval(CHECKS)
                .adaptiveInterval(CHECKS, CHECKS)
                .successesToJoin(1)
                .build();
        redis = Redis.connect(redisUri);
        cities = Cache.builder("cities", City.class)
                .ttl(Duration.ofMillis(500)) // so that what comes back from the disk is old
                .staleIfError(Duration.ofHours(12))
                .failureBackoff(Duration.ofMillis(200), Duration.ofMillis(500))
                .loader(upstreams)
                .store(redis.store())
                .storePolicies() // none: this store fails fast by itself
                .invalidation(redis.bus())
                .snapshot(Snapshot.at(snapshot))
                .build();
    }

    private static Upstream<City> upstream(String id, CityClient client, LongAdder given) {
        return Upstream.<City>of(id, key -> fetch(client, key, given)).check(() -> {
            client.fetch(PROBE);
            return true;
        });
    }

    private static @Nullable City fetch(CityClient client, String key, LongAdder given) throws Exception {
        City city = client.fetch(key);
        given.increment();
        return city;
    }

    Cache<City> cities() {
        return cities;
    }

    /** How often each upstream has answered so far. */
    long answersOfPrimary() {
        return fromPrimary.sum();
    }

    long answersOfReplica() {
        return fromReplica.sum();
    }

    /** Ends it in an orderly way: the snapshot is written. */
    @Override
    public void close() {
        cities.close();
        redis.close();
        upstreams.close();
        primary.close();
        replica.close();
    }
}
