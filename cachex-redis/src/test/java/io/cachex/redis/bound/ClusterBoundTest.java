package io.cachex.redis.bound;

import static org.assertj.core.api.Assertions.assertThat;

import io.cachex.Cache;
import io.cachex.CacheException;
import io.cachex.redis.Redis;
import io.cachex.redis.jvms.SharedNumbers;
import io.cachex.spi.TimeSource;
import io.cachex.testkit.redis.FaultProxy;
import io.cachex.testkit.redis.FaultProxy.Direction;
import io.cachex.testkit.redis.RedisCluster;
import io.cachex.testkit.redis.RedisServer;
import io.lettuce.core.cluster.SlotHash;
import java.nio.charset.StandardCharsets;
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
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * G3, O4, FT5, FT7, FT11, FT20: as {@link StalenessBoundTest}, on a cluster. Its masters are frozen, killed, emptied and cut
 * off, their messages are lost, and slots move.
 */
@Timeout(120)
class ClusterBoundTest {

    private static final boolean SOAK = Boolean.getBoolean("cachex.soak");
    private static final Duration BOUND = Duration.ofSeconds(1);
    private static final Duration LASTS = Duration.ofSeconds(SOAK ? 120 : 10);
    private static final int NODES = 3;
    private static final int KEYS = 40;

    private final TimeSource time = TimeSource.system();
    private final CountDownLatch end = new CountDownLatch(1);
    private final SharedNumbers numbers = SharedNumbers.create(Ledger.size(KEYS));
    private final Ledger ledger = new Ledger(numbers, BOUND.toNanos() + BOUND.toNanos() / 100);
    private final LongAdder failedReads = new LongAdder();
    private final LongAdder acknowledged = new LongAdder();

    @Test
    void noReadIsOlderThanTheBound() throws Exception {
        List<AutoCloseable> open = new ArrayList<>();
        open.add(numbers);
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            RedisCluster cluster = RedisCluster.start();
            open.add(cluster);
            List<FaultProxy> links = new ArrayList<>();
            for (RedisServer master : cluster.masters()) {
                FaultProxy link = FaultProxy.inFrontOf(master);
                open.add(link);
                links.add(link);
                announce(master, link);
            }
            Awaitility.await().until(() -> cluster.masters().stream().allMatch(node -> knows(node, links)));
            List<Cache<String>> nodes = new ArrayList<>();
            for (int i = 0; i < NODES; i++) {
                Redis redis = Redis.builder().uri(cluster.uri()).bound(BOUND).build();
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
                Random random = new Random(42 + i);
                Cache<String> node = nodes.get(i);
                work.add(threads.submit(() -> readOn(node, random)));
                int writer = i;
                work.add(threads.submit(() -> writeOn(node, writer, random)));
            }
            work.add(threads.submit(() -> trouble(cluster, links, new Random(42))));

            end.await(LASTS.toMillis(), TimeUnit.MILLISECONDS);
            end.countDown();
            for (Future<?> one : work) {
                one.get(60, TimeUnit.SECONDS);
            }

            System.out.println("cluster: " + ledger + ", " + failedReads + " failed, " + acknowledged
                    + " changes acknowledged, doubts "
                    + nodes.stream().map(node -> node.stats().doubts()).toList() + ", refused fills "
                    + nodes.stream().map(node -> node.stats().refusedFills()).toList());
            assertThat(ledger.beyond()).isZero();
            assertThat(ledger.reads()).isGreaterThan(1_000);
            assertThat(acknowledged.sum()).isGreaterThan(100);
            assertThat(failedReads.sum()).isZero();
        } finally {
            end.countDown();
            threads.shutdownNow();
            for (int i = open.size() - 1; i >= 0; i--) {
                open.get(i).close();
            }
        }
    }

    /** Clients are to come through the proxy. */
    private static void announce(RedisServer master, FaultProxy link) {
        master.command("CONFIG", "SET", "cluster-announce-port", Integer.toString(link.port()));
    }

    private static boolean knows(RedisServer node, List<FaultProxy> links) {
        String nodes = String.valueOf(node.command("CLUSTER", "NODES"));
        return links.stream().allMatch(link -> nodes.contains(":" + link.port() + "@"));
    }

    private void trouble(RedisCluster cluster, List<FaultProxy> links, Random random) {
        while (!pause(100 + random.nextInt(500))) {
            int place = random.nextInt(3);
            RedisServer victim = cluster.masters().get(place);
            FaultProxy link = links.get(place);
            switch (random.nextInt(9)) {
                case 5, 6 -> { // messages are lost, and nothing else
                    link.swallow("\"kind\"", Direction.DOWN);
                    pause(random.nextInt(2_000));
                    link.heal();
                }
                case 7 -> {
                    link.blackHole(Direction.values()[random.nextInt(Direction.values().length)]);
                    pause(random.nextInt(2_000));
                    link.heal();
                }
                case 8 -> link.closeLosingReplies();
                case 0 -> {
                    victim.freeze();
                    pause(random.nextInt(2_000));
                    victim.thaw();
                }
                case 1 -> {
                    victim.kill();
                    pause(random.nextInt(1_000));
                    victim.start();
                    announce(victim, link);
                }
                case 2 -> victim.command("CLIENT", "KILL", "TYPE", "pubsub");
                case 3 -> victim.command("FLUSHALL");
                case 4 -> links.forEach(FaultProxy::reset);
                default -> move(cluster, victim, random);
            }
        }
        links.forEach(FaultProxy::heal);
        cluster.masters().forEach(RedisServer::start);
        cluster.masters().forEach(RedisServer::thaw);
    }

    private static void move(RedisCluster cluster, RedisServer to, Random random) {
        try {
            cluster.awaitOk();
            for (int i = 0; i < 5; i++) {
                String key = "cx:v:{cachex:default:bound:" + random.nextInt(KEYS) + '}';
                cluster.move(SlotHash.getSlot(key.getBytes(StandardCharsets.UTF_8)), to);
            }
        } catch (RuntimeException e) {
            // a node was too busy, or disagrees: that is trouble, too
        }
    }

    private void readOn(Cache<String> node, Random random) {
        while (end.getCount() > 0) {
            int key = random.nextInt(KEYS);
            long began = time.nanos();
            try {
                ledger.saw(key, Integer.parseInt(node.get(Integer.toString(key))), began, false);
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
                acknowledged.increment();
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
