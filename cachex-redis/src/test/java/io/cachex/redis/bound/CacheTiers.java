package io.cachex.redis.bound;

import io.cachex.Cache;
import io.cachex.CacheException;
import io.cachex.CacheTimeoutException;
import io.cachex.check.CoherenceChecker;
import io.cachex.check.CoherenceReport;
import io.cachex.redis.Redis;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** CacheX as a user sets it up. */
final class CacheTiers implements Tiers {

    private final Redis redis;
    private final Cache<String> cache;
    private final CoherenceChecker checker;
    private volatile List<CacheTiers> told = List.of();
    private final LongAdder timeouts = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private final LongAdder notAcknowledged = new LongAdder();

    CacheTiers(String uri, Duration bound, Duration timeout, Ledger origin) {
        this.redis =
                Redis.builder().uri(uri).bound(bound).commandTimeout(timeout).build();
        this.cache = Cache.builder("bound", String.class)
                .ttl(Duration.ofMinutes(1))
                .loader(key -> Integer.toString(Tiers.load(origin, Integer.parseInt(key))))
                .store(redis.store())
                .invalidation(redis.bus())
                .build();
        this.checker = CoherenceChecker.builder(cache)
                .sample(1)
                .windows(bound.dividedBy(10), bound.plus(bound.dividedBy(100)))
                .build();
    }

    /** Tells the checkers of these nodes, too, what is changed here: whether they hear of it or not. */
    void tell(List<CacheTiers> all) {
        told = all;
    }

    /** What the node's own checker has seen. */
    CoherenceReport checked() {
        return checker.report();
    }

    @Override
    public int read(int key) {
        try {
            return Integer.parseInt(cache.get(Integer.toString(key)));
        } catch (CacheTimeoutException e) {
            timeouts.increment();
        } catch (CacheException e) {
            failures.increment();
        }
        return -1;
    }

    @Override
    public boolean invalidate(int key) {
        try {
            cache.invalidate(Integer.toString(key));
            told.forEach(node -> node.checker.changed(Integer.toString(key)));
            return true;
        } catch (CacheException e) {
            notAcknowledged.increment();
            return false;
        }
    }

    /** Reads that failed though the origin is there. A caller whose process was stopped for long may have timed out. */
    long failures() {
        return failures.sum();
    }

    @Override
    public String counters() {
        return cache.stats().doubts() + " doubts, " + cache.stats().refusedFills() + " fills refused, "
                + notAcknowledged + " changes not acknowledged, reads: " + timeouts + " timed out, " + failures
                + " failed";
    }

    @Override
    public void close() {
        checker.close();
        cache.close();
        redis.close();
    }
}
