package io.cachex.redis.jvms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cachex.Cache;
import io.cachex.CacheLock;
import io.cachex.redis.Redis;
import io.cachex.spi.TimeSource;
import io.cachex.testkit.redis.FaultProxy;
import io.cachex.testkit.redis.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** FT31: contenders in several processes, which stop and are cut off: never two who believe to be the holder. */
@Timeout(1_800)
class LocksAcrossProcessesTest {

    private static final boolean SOAK = Boolean.getBoolean("cachex.soak");
    private static final int NODES = 3;
    private static final int CONTENDERS_EACH = 17;
    private static final Duration TTL = Duration.ofMillis(400);

    private final TimeSource time = TimeSource.system();
    private final List<AutoCloseable> open = new ArrayList<>();
    private final CountDownLatch end = new CountDownLatch(1);

    @AfterEach
    void close() throws Exception {
        end.countDown();
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    @Test
    void contendersInThreeProcessesAreNeverHoldersAtTheSameTime() throws Exception {
        int most = SOAK ? Integer.getInteger("cachex.soak.sections", 500_000) : 100_000;
        Set<Fault> processes = EnumSet.of(Fault.FROZEN, Fault.PAUSED); // a server that is restarted forgets
        Set<Fault> links = EnumSet.complementOf(EnumSet.copyOf(Fault.OF_PROCESSES));
        links.remove(Fault.SWALLOWED);

        contend("locks", most, SOAK ? Duration.ofMinutes(25) : Duration.ofSeconds(4), 0, links, processes);
    }

    /** FT18: threads that take the processors away make nobody believe to hold what he has lost. */
    @Test
    void starvedContendersAreNeverHoldersAtTheSameTime() throws Exception {
        contend("locks, starved", 100_000, Duration.ofSeconds(SOAK ? 60 : 3), 3, EnumSet.of(Fault.RESET));
    }

    @SafeVarargs
    private void contend(String what, int most, Duration longest, int busyThreads, Set<Fault>... faultsAtOnce)
            throws Exception {
        SharedNumbers shared = SharedNumbers.create(Holders.size(most + 1_000));
        open.add(shared);
        RedisServer server = RedisServer.create().start();
        open.add(server);
        List<FaultProxy> links = new ArrayList<>();
        List<ChildJvm> nodes = new ArrayList<>();
        for (int i = 0; i < NODES; i++) {
            FaultProxy link = FaultProxy.inFrontOf(server);
            open.add(link);
            links.add(link);
            ChildJvm node = ChildJvm.start(
                    ContendingNode.class,
                    shared,
                    link.uri(),
                    CONTENDERS_EACH,
                    TTL.toMillis(),
                    busyThreads,
                    SOAK ? 1_000 : 100);
            open.add(node);
            nodes.add(node);
        }
        ChildJvm.awaitReady(shared, NODES, nodes);
        ExecutorService threads = Executors.newCachedThreadPool();
        open.add(threads::shutdownNow);
        List<Trouble> troubles = new ArrayList<>();
        List<Future<?>> ends = new ArrayList<>();
        for (Set<Fault> faults : faultsAtOnce) {
            Trouble trouble = new Trouble(server, links, nodes, faults, 31, TTL.multipliedBy(2), end);
            troubles.add(trouble);
            ends.add(threads.submit(trouble));
        }
        Holders holders = new Holders(shared);
        long began = time.nanos();
        shared.set(ChildMain.ROUND, 1);

        while (!holders.isFull() && time.nanos() - began < longest.toNanos()) {
            end.await(100, TimeUnit.MILLISECONDS);
        }
        end.countDown();
        for (Future<?> one : ends) {
            one.get(30, TimeUnit.SECONDS);
        }
        shared.set(ChildMain.END, 1);
        for (ChildJvm node : nodes) {
            node.awaitEnd();
        }

        int overlaps = holders.overlaps();
        System.out.println(what + ": " + NODES * CONTENDERS_EACH + " contenders in " + NODES + " processes, "
                + holders.count() + " of " + most + " sections in "
                + Duration.ofNanos(time.nanos() - began).toSeconds() + " s, "
                + overlaps + " overlaps, " + shared.get(FencedCount.ACCEPTED) + " writes accepted, "
                + shared.get(FencedCount.REFUSED) + " refused; " + troubles);
        assertThat(overlaps).isZero();
        assertThat(shared.get(FencedCount.COUNT)).isEqualTo(shared.get(FencedCount.ACCEPTED));
        assertThat(holders.count()).isGreaterThan(10);
    }

    /** FT30: the holder is killed; the next one holds after the lock's time and 250 ms (here five times that). */
    @Test
    void theNextHolderOfAKilledOneIsThereWhenItsTimeIsOver() throws Exception {
        Duration ttl = Duration.ofSeconds(1);
        RedisServer server = RedisServer.create().start();
        open.add(server);
        for (int round = 0; round < (SOAK ? 20 : 1); round++) {
            try (SharedNumbers shared = SharedNumbers.create(HoldingNode.TOKEN + 1);
                    Redis redis = Redis.builder()
                            .uri(server.uri())
                            .commandTimeout(Duration.ofSeconds(2))
                            .build();
                    Cache<String> cache = Cache.builder("locks", String.class)
                            .locks(redis.locks())
                            .build();
                    ChildJvm holder = ChildJvm.start(HoldingNode.class, shared, server.uri(), ttl.toMillis())) {
                await().atMost(Duration.ofSeconds(30))
                        .pollInterval(Duration.ofMillis(2))
                        .until(() -> shared.get(HoldingNode.TOKEN) != 0);
                await().atMost(Duration.ofSeconds(20))
                        .ignoreExceptions()
                        .until(() -> cache.tryLock("job", ttl).isEmpty());
                assertThat(end.await(500 + round * 20, TimeUnit.MILLISECONDS)).isFalse(); // it renews

                long killed = time.nanos();
                holder.kill();
                CacheLock next =
                        cache.tryLock("job", ttl, Duration.ofSeconds(20)).orElseThrow();

                Duration after = Duration.ofNanos(time.nanos() - killed);
                System.out.println("the holder was killed: the next one after " + after.toMillis()
                        + " ms, the lock's time being " + ttl.toMillis() + " ms");
                assertThat(after).isLessThan(ttl.plusMillis(SOAK ? 250 : 5 * 250));
                assertThat(next.fencingToken()).isGreaterThan(shared.get(HoldingNode.TOKEN));
                next.close();
            }
        }
    }
}
