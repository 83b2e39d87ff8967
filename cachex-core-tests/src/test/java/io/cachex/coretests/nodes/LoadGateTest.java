package io.cachex.coretests.nodes;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.cachex.Cache;
import io.cachex.CacheBuilder;
import io.cachex.CallOptions;
import io.cachex.Near;
import io.cachex.coretests.Caller;
import io.cachex.coretests.SlowOrigin;
import io.cachex.spi.StoreOperation;
import io.cachex.spi.Tier;
import io.cachex.store.MemoryStore;
import io.cachex.store.Stores;
import io.cachex.testkit.FakeTime;
import io.cachex.testkit.FaultyStore;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** B2: one load at a time among the nodes that share a store, by its leases. */
class LoadGateTest {

    private final FakeTime time = new FakeTime();
    private final SlowOrigin origin = new SlowOrigin();
    private final MemoryStore shared = MemoryStore.of(1 << 20, time);
    private final FaultyStore linkOfA = FaultyStore.around(shared, time);
    private final FaultyStore linkOfB = FaultyStore.around(shared, time);
    private final Cache<String> a = node(linkOfA, options -> options);
    private final Cache<String> b = node(linkOfB, options -> options);

    private Cache<String> node(FaultyStore link, UnaryOperator<CacheBuilder<String>> options) {
        return options.apply(Cache.builder("users", String.class)
                        .timeSource(time)
                        .store(Stores.unclosed(link))
                        .storePolicies()
                        .timeout(ofMinutes(1))
                        .loader(origin))
                .build();
    }

    @AfterEach
    void close() {
        origin.release();
        linkOfA.heal();
        linkOfA.release();
        linkOfB.heal();
        linkOfB.release();
        a.close();
        b.close();
        shared.close();
    }

    /** R6: nobody waits for a value that does not come, until the lease would be over. */
    @Test
    void fillThatFailsGivesTheLeaseBack() {
        linkOfA.on(StoreOperation.FILL).failNext(1, new IOException("timed out"));
        assertThat(a.get("k")).isEqualTo("k@1");

        assertThat(b.get("k")).isEqualTo("k@2");
    }

    @Test
    void nodesThatMissTheSameKeyLoadItOnce() {
        origin.hang();
        Caller<String> ofA = Caller.waiting(() -> a.get("k"));
        origin.awaitLoads(1);
        Caller<String> ofB = Caller.waiting(() -> b.get("k"));
        until(() -> linkOfB.calls(StoreOperation.READ_OR_LEASE) == 1);

        origin.release();

        assertThat(ofA.result()).isEqualTo("k@1");
        assertThat(ofB.result()).isEqualTo("k@1");
        assertThat(b.find("k").tier()).isEqualTo(Tier.NEAR);
        assertThat(origin.loads()).isOne();
    }

    @Test
    void nodesThatFindTheSameStaleValueLoadItOnce() {
        a.get("k");
        time.advance(ofMinutes(6));
        origin.hang();
        Caller<String> ofA = Caller.waiting(() -> a.get("k"));
        origin.awaitLoads(2);
        Caller<String> ofB = Caller.waiting(() -> b.get("k"));
        until(() -> linkOfB.calls(StoreOperation.LEASE) == 1);

        origin.release();

        assertThat(ofA.result()).isEqualTo("k@2");
        assertThat(ofB.result()).isEqualTo("k@2");
        assertThat(origin.loads()).isEqualTo(2);
    }

    @Test
    void nextNodeLoadsAtOnceWhenALoadFailed() {
        origin.fail(new IOException("down")).hang();
        Caller<String> ofA = Caller.waiting(() -> a.get("k"));
        origin.awaitLoads(1);
        Caller<String> ofB = Caller.waiting(() -> b.get("k"));
        until(() -> linkOfB.calls(StoreOperation.READ_OR_LEASE) == 1);

        origin.release();

        assertThat(ofA.failure()).hasRootCauseMessage("down");
        assertThat(ofB.failure()).hasRootCauseMessage("down");
        assertThat(origin.loads()).isEqualTo(2);
    }

    /** A node that dies while it loads: here one that cannot renew its lease. */
    @Test
    void nextNodeLoadsWhenTheLeaseRunsOutAndTheOldLoadIsNotKept() {
        origin.hang();
        Caller<String> ofA = Caller.waiting(() -> a.get("k"));
        origin.awaitLoads(1);
        linkOfA.on(StoreOperation.LEASE).hang();
        Caller<String> ofB = Caller.waiting(() -> b.get("k"));
        until(() -> linkOfB.calls(StoreOperation.READ_OR_LEASE) == 1);

        advanceInSteps(ofMillis(3_250));
        origin.awaitLoads(2).release();

        assertThat(ofB.result()).isEqualTo("k@2");
        assertThat(ofA.result()).isEqualTo("k@1");
        until(() -> a.stats().refusedFills() == 1);
        assertThat(a.get("k")).isEqualTo("k@2");
        assertThat(origin.loads()).isEqualTo(2);
    }

    @Test
    void leaseIsRenewedWhileTheLoadGoesOn() {
        origin.hang();
        Caller<String> ofA = Caller.waiting(() -> a.get("k"));
        origin.awaitLoads(1);
        Caller<String> ofB = Caller.waiting(() -> b.get("k"));
        until(() -> linkOfB.calls(StoreOperation.READ_OR_LEASE) == 1);

        advanceInSteps(ofSeconds(20));
        origin.release();

        assertThat(ofA.result()).isEqualTo("k@1");
        assertThat(ofB.result()).isEqualTo("k@1");
        assertThat(origin.loads()).isOne();
    }

    /** B3, G2: (1) A loads the old value, (2) B invalidates, (3) A's load ends. */
    @Test
    void loadThatBeganBeforeAnotherNodesInvalidationDoesNotFillTheStore() {
        origin.hang();
        Caller<String> ofA = Caller.waiting(() -> a.get("k"));
        origin.awaitLoads(1);
        b.invalidate("k");

        origin.release();

        assertThat(ofA.result()).isEqualTo("k@1");
        until(() -> a.stats().refusedFills() == 1);
        assertThat(a.get("k")).isEqualTo("k@2");
        assertThat(b.get("k")).isEqualTo("k@2");
    }

    /** A store that is away stops nobody. */
    @Test
    void everyNodeLoadsForItselfWhileTheStoreIsAway() {
        linkOfA.onAll().fail(new IOException("down"));
        linkOfB.onAll().fail(new IOException("down"));

        assertThat(a.get("k")).isEqualTo("k@1");
        assertThat(b.get("k")).isEqualTo("k@2");
        assertThat(a.get("k")).isEqualTo("k@1");
        linkOfA.heal();
        assertThat(node(linkOfA, options -> options.near(Near.off())).getIfPresent("k"))
                .isNull();
    }

    /** D3: who waits for another node's load has a deadline of its own. */
    @Test
    void waitForAnotherNodesLoadEndsWithTheDeadline() {
        origin.hang();
        Caller<String> ofA = Caller.waiting(() -> a.get("k"));
        origin.awaitLoads(1);
        time.advance(ofSeconds(1));
        Caller<String> ofB = Caller.waiting(() -> b.get("k"));
        until(() -> linkOfB.calls(StoreOperation.READ_OR_LEASE) == 1);

        advanceInSteps(ofSeconds(28));
        assertThat(ofB.isDone()).isFalse();
        linkOfB.onAll().hang();
        advanceInSteps(ofSeconds(3));

        assertThat(ofB.failure()).hasMessageContaining("30000 ms");
        assertThat(ofA.failure()).hasMessageContaining("30000 ms");
    }

    /** (1) A gives up, (2) the store's answer comes and has a lease for it: nobody waits for a load that will not be. */
    @Test
    void leaseThatComesTooLateIsGivenBack() {
        linkOfA.on(StoreOperation.READ_OR_LEASE).hang();
        Caller<String> ofA = Caller.waiting(() -> a.get("k"));
        until(() -> linkOfA.heldCalls() == 1);
        advanceInSteps(ofSeconds(31));
        assertThat(ofA.failure()).hasMessageContaining("30000 ms");
        linkOfA.heal();
        linkOfA.release();
        until(() -> linkOfA.calls(StoreOperation.LEASE) == 1);

        assertThat(b.get("k")).isEqualTo("k@1");
    }

    /** B8: keys that nobody else loads are loaded together, the others when they are there. */
    @Test
    void bulkLoadTakesWhatIsFreeAndWaitsForTheRest() {
        AtomicInteger asked = new AtomicInteger();
        origin.hang();
        Caller<String> ofA = Caller.waiting(() -> a.get("k"));
        origin.awaitLoads(1);

        Caller<Map<String, String>> ofB = Caller.waiting(() -> b.getAll(List.of("j", "k", "l"), keys -> {
            asked.addAndGet(keys.size());
            return Map.of("j", "bulk", "l", "bulk");
        }));
        until(() -> asked.get() == 2);
        origin.release();

        assertThat(ofA.result()).isEqualTo("k@1");
        assertThat(ofB.result()).isEqualTo(Map.of("j", "bulk", "k", "k@1", "l", "bulk"));
        assertThat(asked).hasValue(2);
    }

    /** A3: a forced refresh loads whatever another node does. */
    @Test
    void forcedRefreshDoesNotWaitForAnotherNode() {
        origin.hang();
        Caller<String> ofA = Caller.waiting(() -> a.get("k"));
        origin.awaitLoads(1);

        Caller<String> ofB =
                Caller.waiting(() -> b.get("k", CallOptions.defaults().forceRefresh()));
        origin.awaitLoads(2).release();

        assertThat(ofA.result()).isEqualTo("k@1");
        assertThat(ofB.result()).isEqualTo("k@2");
    }

    /** Waits, and timers that begin new ones, need the time to pass in steps. */
    private void advanceInSteps(Duration duration) {
        for (Duration done = Duration.ZERO; done.compareTo(duration) < 0; done = done.plusMillis(250)) {
            time.advance(ofMillis(250));
        }
    }

    private static void until(Callable<Boolean> done) {
        Awaitility.await()
                .atMost(ofSeconds(20))
                .pollDelay(Duration.ZERO)
                .pollInterval(ofMillis(1))
                .until(done);
    }
}
