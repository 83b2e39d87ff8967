package io.cachex.redis.bound;

import static org.assertj.core.api.Assertions.assertThat;

import io.cachex.check.CoherenceReport.Window;
import io.cachex.redis.jvms.Fault;
import io.cachex.redis.jvms.SharedNumbers;
import io.cachex.redis.jvms.Trouble;
import io.cachex.testkit.redis.FaultProxy;
import io.cachex.testkit.redis.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** G3, FT1, FT3, FT5, FT7, FT11, FT15, FT20: whatever happens to Redis and the links, no read is older than the bound. */
class StalenessBoundTest {

    private static final boolean SOAK = Boolean.getBoolean("cachex.soak");
    private static final Duration BOUND = Duration.ofSeconds(1);
    private static final Duration LASTS = Duration.ofSeconds(SOAK ? 60 : 6);

    private final CountDownLatch end = new CountDownLatch(1);

    static long[] seeds() {
        return new Random(42)
                .longs(SOAK ? Integer.getInteger("cachex.soak.seeds", 20) : 1)
                .toArray();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void noReadIsOlderThanTheBound(long seed) throws Exception {
        List<AutoCloseable> open = new ArrayList<>();
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            SharedNumbers numbers = SharedNumbers.create(Ledger.size(Work.KEYS));
            open.add(numbers);
            Ledger ledger = new Ledger(numbers, BOUND.toNanos() + BOUND.toNanos() / 100);
            RedisServer server = RedisServer.create().start();
            open.add(server);
            List<FaultProxy> links = new ArrayList<>();
            List<CacheTiers> nodes = new ArrayList<>();
            List<Future<?>> work = new ArrayList<>();
            for (int i = 0; i < Work.NODES; i++) {
                FaultProxy link = FaultProxy.inFrontOf(server);
                open.add(link);
                links.add(link);
                CacheTiers node = new CacheTiers(link.uri(), BOUND, Duration.ofMillis(100), ledger);
                open.add(node);
                nodes.add(node);
                Work its = new Work(node, ledger, i, () -> end.getCount() == 0);
                Random reads = new Random(seed + i);
                work.add(threads.submit(() -> its.read(reads)));
                work.add(threads.submit(() -> its.write(new Random(reads.nextLong()))));
            }
            nodes.forEach(node -> node.tell(nodes));
            Set<Fault> faults = EnumSet.copyOf(Fault.OF_LINKS);
            faults.addAll(Fault.OF_SERVER);
            work.add(threads.submit(new Trouble(server, links, List.of(), faults, seed, BOUND.multipliedBy(2), end)));

            end.await(LASTS.toMillis(), TimeUnit.MILLISECONDS);
            end.countDown();
            for (Future<?> one : work) {
                one.get(30, TimeUnit.SECONDS);
            }

            System.out.println("seed " + seed + ": " + ledger + "; "
                    + nodes.stream().map(CacheTiers::counters).toList());
            nodes.forEach(node -> System.out.println("checked: " + node.checked()));
            assertThat(ledger.beyond()).isZero();
            assertThat(nodes).allSatisfy(node -> {
                Window atTheBound = node.checked().windows().get(1);
                assertThat(atTheBound.checked()).isPositive();
                assertThat(atTheBound.stale()).isZero();
            });
            assertThat(ledger.own()).isZero();
            assertThat(ledger.reads()).isGreaterThan(1_000);
            assertThat(nodes).allMatch(node -> node.failures() == 0);
        } finally {
            end.countDown();
            threads.shutdownNow();
            for (int i = open.size() - 1; i >= 0; i--) {
                open.get(i).close();
            }
        }
    }
}
