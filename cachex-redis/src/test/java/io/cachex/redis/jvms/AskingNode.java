package io.cachex.redis.jvms;

import io.cachex.Cache;
import io.cachex.CacheException;
import io.cachex.redis.Redis;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/** A node that is asked 2,000 times a second for keys that are warm, and notes how long its callers wait. */
public final class AskingNode extends ChildMain {

    /** When the server was frozen; set by who does that. */
    static final int FROZEN_AT = FREE;

    static final int CALLS = FREE + 1;
    static final int FAILED = FREE + 2;

    /** The longest wait since the server was frozen, in ns. */
    static final int LONGEST = FREE + 3;

    /** The 99th percentile of the waits when all is known, in ns. */
    static final int P99 = FREE + 4;

    /** How many waits that is about. */
    static final int SETTLED_CALLS = FREE + 5;

    /** How many bytes the heap has grown. */
    static final int GROWTH = FREE + 6;

    /** 1 before the server is frozen, 3 at the end of that; one more when the heap was looked at. */
    static final int HEAP = FREE + 7;

    /** How many waits were longer than 50 ms, and than 150 ms. */
    static final int LONG_WAITS = FREE + 8;

    static final int VERY_LONG_WAITS = FREE + 9;

    private static final int CALLERS = 20;
    private static final int KEYS = 10;
    private static final int EACH_NANOS = 10_000_000; // 20 callers, each 100 times a second

    private final List<Long> settledWaits = Collections.synchronizedList(new ArrayList<>());

    /** Arguments: the address, the bound in ms, after how many ms all is known. */
    @Override
    protected void run(SharedNumbers shared, List<String> arguments) throws Exception {
        long settled = Duration.ofMillis(Long.parseLong(arguments.get(2))).toNanos();
        try (Redis redis = Redis.builder()
                        .uri(arguments.get(0))
                        .bound(Duration.ofMillis(Long.parseLong(arguments.get(1))))
                        .build();
                Cache<String> cache = Cache.builder("asking", String.class)
                        .loader(key -> "loaded")
                        .store(redis.store())
                        .invalidation(redis.bus())
                        .build()) {
            await(() -> LoadingNode.isConnected(cache));
            shared.add(READY, 1);
            inThreads(CALLERS + 1, i -> {
                if (i == CALLERS) {
                    watchHeap(shared);
                    return;
                }
                long next = time.nanos() + ThreadLocalRandom.current().nextInt(EACH_NANOS);
                while (shared.get(END) == 0) {
                    LockSupport.parkNanos(next - time.nanos());
                    next += EACH_NANOS;
                    ask(shared, cache, settled);
                }
            });
            Collections.sort(settledWaits);
            shared.set(SETTLED_CALLS, settledWaits.size());
            shared.set(P99, settledWaits.isEmpty() ? 0 : settledWaits.get(settledWaits.size() * 99 / 100));
        }
    }

    /** How much there is when the server has been frozen for a while, more than before. */
    private static void watchHeap(SharedNumbers shared) {
        await(() -> shared.get(HEAP) == 1);
        long before = used();
        shared.set(HEAP, 2);
        await(() -> shared.get(HEAP) == 3);
        shared.set(GROWTH, used() - before);
        shared.set(HEAP, 4);
    }

    private void ask(SharedNumbers shared, Cache<String> cache, long settled) {
        long began = time.nanos();
        try {
            cache.get("key:" + ThreadLocalRandom.current().nextInt(KEYS));
        } catch (CacheException e) {
            shared.add(FAILED, 1);
        }
        long ended = time.nanos();
        shared.add(CALLS, 1);
        long frozen = shared.get(FROZEN_AT);
        if (frozen != 0 && shared.get(ROUND) == 0) {
            shared.raise(LONGEST, ended - began);
            shared.add(LONG_WAITS, ended - began > 50_000_000 ? 1 : 0);
            shared.add(VERY_LONG_WAITS, ended - began > 150_000_000 ? 1 : 0);
            if (began - frozen > settled) {
                settledWaits.add(ended - began);
            }
        }
    }

    @SuppressWarnings("SystemGc") // or it says what is garbage
    private static long used() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
