package io.cachex.benchmarks.redis;

import io.cachex.Cache;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.redisson.api.RMapCache;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.ByteArrayCodec;
import org.redisson.client.codec.StringCodec;
import org.redisson.codec.CompositeCodec;

/** A cache as its read with a loader. */
interface ReadThrough {

    /** What is at a key, loaded if nothing is. */
    byte[] get(String key, Supplier<byte[]> loader);

    /** All who take part, each by one word. */
    static Map<String, ReadThrough> contenders(Clients clients) {
        Map<String, ReadThrough> all = new LinkedHashMap<>();
        Cache<byte[]> cacheX = clients.opened(Clients.cacheX("stampede", clients.redis()));
        all.put("CacheX", (key, loader) -> cacheX.get(key, missing -> loader.get()));
        all.put("hand-written-lock-and-poll", handWritten(clients.lettuce()));
        var jetCache = clients.jetCache("stampede:");
        all.put(
                "JetCache-penetration-protect",
                (key, loader) -> jetCache.computeIfAbsent(key, missing -> loader.get()));
        RedissonClient redisson = clients.redisson();
        RMapCache<String, byte[]> map =
                redisson.getMapCache("stampede", new CompositeCodec(StringCodec.INSTANCE, ByteArrayCodec.INSTANCE));
        all.put(
                "Redisson-RMapCache-computeIfAbsent",
                (key, loader) -> map.computeIfAbsent(key, missing -> loader.get()));
        all.put("Redisson-RLock-and-a-second-look", doubleChecked(redisson));
        return all;
    }

    /** Who gets the lock loads; the others look every 5 ms. */
    private static ReadThrough handWritten(StatefulRedisConnection<String, byte[]> lettuce) {
        HandWrittenLock lock = new HandWrittenLock(lettuce, Duration.ofSeconds(30));
        return (key, loader) -> {
            while (true) {
                byte[] found = lettuce.sync().get("hand:" + key);
                if (found != null) {
                    return found;
                }
                byte[] owner = lock.tryLock("hand-lock:" + key);
                if (owner != null) {
                    byte[] again = lettuce.sync().get("hand:" + key);
                    byte[] value = again == null ? loader.get() : again;
                    lettuce.sync().psetex("hand:" + key, Clients.TTL.toMillis(), value);
                    lock.unlock("hand-lock:" + key, owner);
                    return value;
                }
                LockSupport.parkNanos(5_000_000);
            }
        };
    }

    private static ReadThrough doubleChecked(RedissonClient redisson) {
        return (key, loader) -> {
            var bucket = redisson.<byte[]>getBucket("bucket:" + key, ByteArrayCodec.INSTANCE);
            byte[] found = bucket.get();
            if (found != null) {
                return found;
            }
            var lock = redisson.getLock("bucket-lock:" + key);
            lock.lock(30, TimeUnit.SECONDS);
            try {
                byte[] again = bucket.get();
                byte[] value = again == null ? loader.get() : again;
                bucket.set(value, Clients.TTL);
                return value;
            } finally {
                lock.unlock();
            }
        };
    }
}
