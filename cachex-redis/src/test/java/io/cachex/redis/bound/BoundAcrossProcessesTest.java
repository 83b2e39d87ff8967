package io.cachex.redis.bound;

import static org.assertj.core.api.Assertions.assertThat;

import io.cachex.redis.jvms.ChildJvm;
import io.cachex.redis.jvms.ChildMain;
import io.cachex.redis.jvms.Fault;
import io.cachex.redis.jvms.SharedNumbers;
import io.cachex.redis.jvms.Trouble;
import io.cachex.testkit.redis.FaultProxy;
import io.cachex.testkit.redis.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * G3, FT15: three nodes in processes of their own, each with a near tier and a link of its own to one server, and a bound of
 * two seconds. Whatever happens to the server, the links and the processes, no read is older.
 */
class BoundAcrossProcessesTest {

    private static final boolean SOAK = Boolean.getBoolean("cachex.soak");
    private static final Duration BOUND = Duration.ofSeconds(2);
    private static final long SEED_OF_A_LONG_HOLE = 94_161; // it comes first, and lasts for four seconds

    private final List<AutoCloseable> open = new ArrayList<>();
    private final CountDownLatch end = new CountDownLatch(1);
    private final SharedNumbers shared = SharedNumbers.create(Ledger.size(Work.KEYS));
    private final Ledger ledger = new Ledger(shared, BOUND.toNanos() + BOUND.toNanos() / 100);

    static long[] seeds() {
        return new Random(15)
                .longs(SOAK ? Integer.getInteger("cachex.soak.seeds", 20) : 1)
                .toArray();
    }

    @AfterEach
    void close() throws Exception {
        end.countDown();
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
        shared.close();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void noReadIsOlderThanTheBound(long seed) throws Exception {
        run("mix", false, seed, Duration.ofSeconds(SOAK ? 60 : 8), 0, Fault.OF_LINKS, Fault.OF_PROCESSES);

        assertNothingBeyond();
    }

    /** FT16: whoever was stopped for up to four seconds sees the truth when it goes on. */
    @Test
    void aProcessThatWasStoppedReadsNothingOld() throws Exception {
        run("stopped", false, 16, Duration.ofSeconds(SOAK ? 60 : 5), 0, Set.of(Fault.PAUSED));

        assertNothingBeyond();
    }

    /** FT18: nine threads take the processors away. */
    @Test
    void aProcessThatIsStarvedReadsNothingOld() throws Exception {
        run("starved", false, 18, Duration.ofSeconds(SOAK ? 30 : 3), 3, Set.of(Fault.RESET, Fault.FIN));

        assertNothingBeyond();
    }

    /** The oracle can see: what people write by hand does not keep the bound. */
    @Test
    void theSameWithoutProofIsOlder() throws Exception {
        run(
                "naive",
                true,
                SEED_OF_A_LONG_HOLE,
                Duration.ofSeconds(SOAK ? 60 : 6),
                0,
                Fault.OF_LINKS,
                Fault.OF_PROCESSES);

        assertThat(ledger.beyond()).isPositive();
    }

    private void assertNothingBeyond() {
        assertThat(ledger.beyond()).as(ledger.toString()).isZero();
        assertThat(ledger.own()).as("a node sees its own changes").isZero();
        assertThat(ledger.reads()).isGreaterThan(500);
        assertThat(ledger.changes()).isGreaterThan(20);
    }

    @SafeVarargs
    private void run(
            String what, boolean isNaive, long seed, Duration lasts, int busyThreads, Set<Fault>... faultsAtOnce)
            throws Exception {
        RedisServer server = RedisServer.create().start();
        open.add(server);
        List<FaultProxy> links = new ArrayList<>();
        List<ChildJvm> nodes = new ArrayList<>();
        for (int i = 0; i < Work.NODES; i++) {
            FaultProxy link = FaultProxy.inFrontOf(server);
            open.add(link);
            links.add(link);
            ChildJvm node = ChildJvm.start(
                    BoundNode.class, shared, isNaive, link.uri(), BOUND.toMillis(), i, seed, busyThreads);
            open.add(node);
            nodes.add(node);
        }
        ChildJvm.awaitReady(shared, Work.NODES, nodes);
        ExecutorService threads = Executors.newCachedThreadPool();
        open.add(threads::shutdownNow);
        List<Trouble> troubles = new ArrayList<>();
        List<Future<?>> ends = new ArrayList<>();
        for (Set<Fault> faults : faultsAtOnce) {
            Trouble trouble = new Trouble(server, links, nodes, faults, seed, BOUND.multipliedBy(2), end);
            troubles.add(trouble);
            ends.add(threads.submit(trouble));
        }
        shared.set(ChildMain.ROUND, 1);

        end.await(lasts.toMillis(), TimeUnit.MILLISECONDS);
        end.countDown();
        for (Future<?> one : ends) {
            one.get(30, TimeUnit.SECONDS);
        }
        shared.set(ChildMain.END, 1);
        for (ChildJvm node : nodes) {
            node.awaitEnd();
        }
        System.out.println(what + ", seed " + seed + ": " + ledger + "\n  " + troubles + "\n  "
                + String.join("\n  ", nodes.stream().map(ChildJvm::output).toList()));
    }
}
