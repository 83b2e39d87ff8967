package io.cachex.redis.jvms;

import io.cachex.Cache;
import io.cachex.CacheException;
import io.cachex.Loader;
import io.cachex.redis.Redis;
import java.time.Duration;
import java.util.List;

/** A node with many callers who want the same key at the same time, round after round. */
public final class LoadingNode extends ChildMain {

    /** What is counted of a round. */
    enum Of {
        LOADS,
        LOAD_STARTED,
        LOAD_ENDED,
        LAST_CALLER,
        FAILED,
        NODES_DONE,
        LOADER;

        int in(int round) {
            return FREE + round * values().length + ordinal();
        }
    }

    private static final int MOST_ROUNDS = 100;

    static SharedNumbers numbers() {
        return SharedNumbers.create(Of.LOADS.in(MOST_ROUNDS));
    }

    /** Arguments: the address, its number, how many callers, how long a load and a lease last in ms, how many loads hang. */
    @Override
    protected void run(SharedNumbers shared, List<String> arguments) throws Exception {
        int node = Integer.parseInt(arguments.get(1));
        int callers = Integer.parseInt(arguments.get(2));
        Duration load = Duration.ofMillis(Long.parseLong(arguments.get(3)));
        Duration lease = Duration.ofMillis(Long.parseLong(arguments.get(4)));
        int hangs = Integer.parseInt(arguments.get(5));
        try (Redis redis = Redis.builder()
                        .uri(arguments.get(0))
                        .commandTimeout(Duration.ofSeconds(2))
                        .bound(lease.compareTo(Duration.ofSeconds(2)) < 0 ? lease : Duration.ofSeconds(2))
                        .build();
                Cache<String> cache = Cache.builder("loading", String.class)
                        .store(redis.store())
                        .invalidation(redis.bus())
                        .loadLease(lease)
                        .timeout(Duration.ofSeconds(20))
                        .build()) {
            await(() -> isConnected(cache));
            shared.add(READY, 1);
            for (int round = 1; hasBegun(shared, round); round++) {
                int number = round;
                Loader<String> loader = key -> {
                    shared.set(Of.LOADER.in(number), node);
                    shared.set(Of.LOAD_STARTED.in(number), time.nanos());
                    if (shared.add(Of.LOADS.in(number), 1) <= hangs) {
                        await(() -> false);
                    }
                    long end = time.nanos() + load.toNanos();
                    await(() -> time.nanos() - end >= 0);
                    shared.set(Of.LOAD_ENDED.in(number), time.nanos());
                    return "loaded";
                };
                inThreads(callers, i -> {
                    if (!answers(cache, "key:" + number, loader)) {
                        shared.add(Of.FAILED.in(number), 1);
                    }
                    shared.raise(Of.LAST_CALLER.in(number), time.nanos());
                });
                shared.add(Of.NODES_DONE.in(round), 1);
            }
        }
    }

    private static boolean hasBegun(SharedNumbers shared, int round) {
        await(() -> shared.get(ROUND) >= round || shared.get(END) != 0);
        return shared.get(END) == 0;
    }

    static boolean isConnected(Cache<String> cache) {
        try {
            cache.put("warm-up", "there");
            return "there".equals(cache.getIfPresent("warm-up"));
        } catch (CacheException e) {
            return false;
        }
    }

    private static boolean answers(Cache<String> cache, String key, Loader<String> loader) {
        try {
            return "loaded".equals(cache.get(key, loader));
        } catch (CacheException e) {
            e.printStackTrace();
            return false;
        }
    }
}
