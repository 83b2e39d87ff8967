package io.cachex.redis.jvms;

import io.cachex.Cache;
import io.cachex.CacheException;
import io.cachex.redis.Redis;
import java.time.Duration;
import java.util.List;

/** A node whose callers never stop to want one key, which does not live for long. */
public final class HerdNode extends ChildMain {

    static final int LOADS = FREE;
    static final int READS = FREE + 1;
    static final int FAILED = FREE + 2;

    /** Arguments: the address, how many callers, for how long a value is fresh in ms. */
    @Override
    protected void run(SharedNumbers shared, List<String> arguments) throws Exception {
        Duration fresh = Duration.ofMillis(Long.parseLong(arguments.get(2)));
        try (Redis redis = Redis.builder().uri(arguments.get(0)).build();
                Cache<String> cache = Cache.builder("herd", String.class)
                        .ttl(fresh)
                        .loader(key -> {
                            shared.add(LOADS, 1);
                            pause(Duration.ofMillis(50));
                            return "loaded";
                        })
                        .store(redis.store())
                        .invalidation(redis.bus())
                        .build()) {
            await(() -> LoadingNode.isConnected(cache));
            shared.add(READY, 1);
            await(() -> shared.get(ROUND) != 0);
            inThreads(Integer.parseInt(arguments.get(1)), i -> {
                while (shared.get(END) == 0) {
                    try {
                        cache.get("hot");
                    } catch (CacheException e) {
                        e.printStackTrace();
                        shared.add(FAILED, 1);
                    }
                    shared.add(READS, 1);
                    pause(Duration.ofMillis(10));
                }
            });
        }
    }
}
