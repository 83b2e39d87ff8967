package io.cachex.redis.bound;

import static org.assertj.core.api.Assertions.assertThat;

import io.cachex.Cache;
import io.cachex.CacheException;
import io.cachex.redis.Redis;
import io.cachex.spi.TimeSource;
import io.cachex.testkit.redis.FaultProxy;
import io.cachex.testkit.redis.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** G3, FT1, FT3, FT5, FT7, FT11, FT15, FT20: whatever happens to Redis and the links, no read is older than the bound. */
class StalenessBoundTest {

    private static final boolean SOAK = Boolean.getBoolean("cachex.soak");
    private static final Duration BOUND = Duration.ofSeconds(1);
    private static final Duration LASTS = Duration.ofSeconds(SOAK ? 60 : 6);
    private static final int NODES = 3;
    private static final int KEYS = 40;

    private final TimeSource time = TimeSource.system();
    private final CountDownLatch end = new CountDownLatch(1);
    private final Ledger ledger = new Ledger(KEYS, BOUND.toNanos() + BOUND.toNanos() / 100);
    private final LongAdder failedReads = new LongAdder();

    static long[] seeds() {
        return new Random(42).longs(SOAK ? 20 : 2).toArray();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void noReadIsOlderThanTheBound(long seed) throws Exception {
        List<AutoCloseable> open = new ArrayList<>();
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            RedisServer server = RedisServer.create().start();
            open.add(server);
            List<FaultProxy> links = new ArrayList<>();
            List<Cache<String>> nodes = new ArrayList<>();
            for (int i = 0; i < NODES; i++) {
                FaultProxy link = FaultProxy.inFrontOf(server);
                open.add(link);
                links.add(link);
                Redis redis = Redis.builder().uri(link.uri()).bound(BOUND).build();
                open.add(redis);
                Cache<String> node = Cache.builder("bound", String.class)
                        .ttl(Duration.ofMinutes(1))
                        .loader(key -> Integer.toString(ledger.current(Integer.parseInt(key))))
                        .store(redis.store())
                        .invalidation(redis.bus())
                        .build();
                open.add(node);
                nodes.add(node);
            }
            List<Future<?>> work = new ArrayList<>();
            for (int i = 0; i < NODES; i++) {
                Random random = new Random(seed + i);
                Cache<String> node = nodes.get(i);
                work.add(threads.submit(() -> readOn(node, random)));
                int writer = i;
                work.add(threads.submit(() -> writeOn(node, writer, random)));
            }
            work.add(threads.submit(new Trouble(server, links, seed, BOUND.multipliedBy(2), end)));

            end.await(LASTS.toMillis(), TimeUnit.MILLISECONDS);
            end.countDown();
            for (Future<?> one : work) {
                one.get(30, TimeUnit.SECONDS);
            }

            System.out.println("seed " + seed + ": " + ledger + ", " + failedReads + " failed, doubts "
                    + nodes.stream().map(node -> node.stats().doubts()).toList() + ", refused fills "
                    + nodes.stream().map(node -> node.stats().refusedFills()).toList());
            assertThat(ledger.beyond()).isZero();
            assertThat(ledger.reads()).isGreaterThan(1_000);
            assertThat(failedReads.sum()).isZero();
        } finally {
            end.countDown();
            threads.shutdownNow();
            for (int i = open.size() - 1; i >= 0; i--) {
                open.get(i).close();
            }
        }
    }

    private void readOn(Cache<String> node, Random random) {
        while (end.getCount() > 0) {
            int key = random.nextInt(KEYS);
            long began = time.nanos();
            try {
                ledger.saw(key, Integer.parseInt(node.get(Integer.toString(key))), began);
            } catch (CacheException e) {
                failedReads.increment();
            }
        }
    }

    /** Each writer has keys of its own. A change whose invalidation fails is not acknowledged before it succeeds. */
    private void writeOn(Cache<String> node, int writer, Random random) {
        while (!pause(random.nextInt(5))) {
            int key = random.nextInt(KEYS / NODES) * NODES + writer;
            if (ledger.isFull(key)) {
                continue;
            }
            int version = ledger.change(key);
            try {
                node.invalidate(Integer.toString(key));
                ledger.acknowledge(key, version, time.nanos());
            } catch (CacheException e) {
                // nobody was promised anything
            }
        }
    }

    private boolean pause(int millis) {
        try {
            return end.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
