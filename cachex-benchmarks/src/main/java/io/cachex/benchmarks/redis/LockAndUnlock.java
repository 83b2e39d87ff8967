package io.cachex.benchmarks.redis;

import static io.cachex.benchmarks.Promise.atLeast;
import static io.cachex.benchmarks.Promise.atMost;

import io.cachex.Cache;
import io.cachex.Near;
import io.cachex.benchmarks.turns.Comparison;
import io.cachex.benchmarks.turns.Contender;
import io.cachex.benchmarks.turns.Plan;
import io.cachex.benchmarks.turns.Report;
import io.cachex.spi.LockProvider;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.redisson.api.RedissonClient;

/** P8: taking a lock and giving it back: one that nobody else wants, and one that 8 threads want. */
final class LockAndUnlock {

    private static final Duration TTL = Duration.ofSeconds(30);
    private static final int THREADS = 8;
    private static final String BASE = "SET NX PX, EVALSHA";
    private static final String REDISSON = "Redisson `RLock`";
    private static final String CACHEX = "CacheX `tryLock`, `close`";

    private LockAndUnlock() {}

    static void run(Clients clients, Plan plan, Report report) throws Exception {
        StatefulRedisConnection<String, byte[]> lettuce = clients.lettuce();
        RedissonClient redisson = clients.redisson();
        LockProvider locks = clients.redis().locks();
        Cache<byte[]> cacheX =
                clients.opened(Clients.cacheX("locks", clients.redis()).near(Near.off()));

        List<Contender> alone = alone(clients, lettuce, redisson, locks, cacheX);
        for (int threads : List.of(1, THREADS)) {
            Comparison result = Comparison.of("P8 lock and unlock, each thread its own", alone, threads, plan);
            report.add(result);
            String name = threads == 1 ? "P8 1 thread" : "P8 " + threads + " threads with locks of their own";
            report.add(atMost(1, name + ", p50 beside SET NX PX and EVALSHA"), result.p50Ratio(CACHEX));
            report.add(atMost(4_000, name + ", bytes"), result.bytes(CACHEX));
        }

        Comparison result =
                Comparison.of("P8 lock and unlock, one for all", shared(lettuce, redisson, cacheX), THREADS, plan);
        report.add(result);
        report.add(atMost(0.3, "P8 8 threads on one key, p99 beside RLock"), result.p99Ratio(CACHEX));
        report.add(
                atMost(0.3, "P8 8 threads on one key, the worst thread's p99 beside RLock's"),
                result.worstP99Ratio(CACHEX));
        report.add(atLeast(1, "P8 8 threads on one key, throughput beside RLock"), result.throughputRatio(CACHEX));
    }

    private static List<Contender> alone(
            Clients clients,
            StatefulRedisConnection<String, byte[]> lettuce,
            RedissonClient redisson,
            LockProvider locks,
            Cache<byte[]> cacheX) {
        List<Contender> all = new ArrayList<>();
        HandWrittenLock handWritten = new HandWrittenLock(lettuce, TTL);
        all.add(new Contender(BASE, thread -> {
            byte[] owner = handWritten.tryLock("hand:" + thread);
            return owner != null && handWritten.unlock("hand:" + thread, owner) ? owner : null;
        }));
        all.add(new Contender(BASE + ", not awaited", thread -> {
            byte[] owner = handWritten.tryLock("hasty:" + thread);
            if (owner != null) {
                handWritten.unlockLater("hasty:" + thread, owner);
            }
            return owner;
        }));
        all.add(new Contender(CACHEX, thread -> {
            var lock = cacheX.tryLock("alone:" + thread, TTL);
            lock.ifPresent(held -> {
                held.fencingToken();
                held.close();
            });
            return lock.orElse(null);
        }));
        all.add(new Contender("CacheX `LockProvider`, awaited", thread -> {
            var lease =
                    locks.tryAcquire("spi:" + thread, TTL).toCompletableFuture().join();
            return lease.isPresent()
                            && lease.get().release().toCompletableFuture().join()
                    ? lease
                    : null;
        }));
        all.add(new Contender(REDISSON, thread -> {
            var lock = redisson.getLock("redisson:" + thread);
            lock.lock(TTL.toSeconds(), TimeUnit.SECONDS);
            lock.unlock();
            return lock;
        }));
        all.add(new Contender("Redisson `RFencedLock`", thread -> {
            var lock = redisson.getFencedLock("fenced:" + thread);
            Long token = lock.lockAndGetToken(TTL.toSeconds(), TimeUnit.SECONDS);
            lock.unlock();
            return token;
        }));
        var jetCache = clients.jetCache("jet:");
        all.add(new Contender("JetCache `tryLock`", thread -> {
            var lock = jetCache.tryLock("lock:" + thread, TTL.toSeconds(), TimeUnit.SECONDS);
            if (lock != null) {
                lock.close();
            }
            return lock;
        }));
        return all;
    }

    private static List<Contender> shared(
            StatefulRedisConnection<String, byte[]> lettuce, RedissonClient redisson, Cache<byte[]> cacheX) {
        List<Contender> all = new ArrayList<>();
        all.add(new Contender(REDISSON, thread -> {
            var lock = redisson.getLock("hot");
            lock.lock(TTL.toSeconds(), TimeUnit.SECONDS);
            lock.unlock();
            return lock;
        }));
        all.add(new Contender(CACHEX, thread -> {
            var lock = cacheX.tryLock("hot", TTL, TTL);
            lock.ifPresent(held -> {
                held.fencingToken();
                held.close();
            });
            return lock.orElse(null);
        }));
        HandWrittenLock handWritten = new HandWrittenLock(lettuce, TTL);
        all.add(new Contender(BASE + ", tried each ms", thread -> {
            byte[] owner = handWritten.lock("hand:hot");
            return handWritten.unlock("hand:hot", owner) ? owner : null;
        }));
        ReentrantLock here = new ReentrantLock();
        all.add(new Contender("`ReentrantLock`, then " + BASE, thread -> {
            here.lock();
            try {
                byte[] owner = handWritten.lock("hand:both");
                return handWritten.unlock("hand:both", owner) ? owner : null;
            } finally {
                here.unlock();
            }
        }));
        all.add(new Contender("Redisson `RFencedLock`", thread -> {
            var lock = redisson.getFencedLock("fenced:hot");
            Long token = lock.lockAndGetToken(TTL.toSeconds(), TimeUnit.SECONDS);
            lock.unlock();
            return token;
        }));
        return all;
    }
}
