package io.cachex.redis.jvms;

import io.cachex.Cache;
import io.cachex.CacheException;
import io.cachex.CacheLock;
import io.cachex.redis.Redis;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A node that takes a lock and never lets go of it. */
public final class HoldingNode extends ChildMain {

    static final int TOKEN = FREE;

    /** Arguments: the address, how long the lock lasts in ms. */
    @Override
    protected void run(SharedNumbers shared, List<String> arguments) throws Exception {
        Duration ttl = Duration.ofMillis(Long.parseLong(arguments.get(1)));
        try (Redis redis = Redis.builder().uri(arguments.get(0)).build();
                Cache<String> cache = Cache.builder("locks", String.class)
                        .locks(redis.locks())
                        .build()) {
            await(() -> {
                take(cache, ttl)
                        .ifPresent(lock -> shared.set(TOKEN, lock.autoRenew().fencingToken()));
                return shared.get(TOKEN) != 0;
            });
            await(() -> shared.get(END) != 0);
        }
    }

    private static Optional<CacheLock> take(Cache<String> cache, Duration ttl) {
        try {
            return cache.tryLock("job", ttl);
        } catch (CacheException e) {
            return Optional.empty(); // not connected yet
        }
    }
}
