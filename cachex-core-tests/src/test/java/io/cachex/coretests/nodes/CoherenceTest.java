package io.cachex.coretests.nodes;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cachex.Cache;
import io.cachex.CacheBuilder;
import io.cachex.ConfigurationException;
import io.cachex.Lookup;
import io.cachex.coretests.Caller;
import io.cachex.coretests.SlowOrigin;
import io.cachex.spi.Invalidation.Kind;
import io.cachex.spi.Tier;
import io.cachex.store.MemoryStore;
import io.cachex.testkit.FakeTime;
import java.io.IOException;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** G3, R1, R3, R5: which copies in this process may be used, told by a bus of which it is known what it proves. */
class CoherenceTest {

    private final FakeTime time = new FakeTime();
    private final ScriptedBus bus = new ScriptedBus(time);
    private final SlowOrigin origin = new SlowOrigin();
    private final Cache<String> cache = cache(options -> options);

    private Cache<String> cache(UnaryOperator<CacheBuilder<String>> options) {
        return options.apply(Cache.builder("users", String.class)
                        .timeSource(time)
                        .invalidation(bus)
                        .loader(origin))
                .build();
    }

    @AfterEach
    void close() {
        origin.release();
        cache.close();
    }

    /** R1, first half: the copy protects the origin while the bus is away, for as long as the bound. */
    @Test
    void copyYoungerThanTheBoundIsUsedThoughTheBusProvesNothing() {
        cache.get("a");

        time.advance(ofSeconds(2).minusNanos(1));
        assertThat(cache.get("a")).isEqualTo("a@1");
        time.advance(ofSeconds(1));

        assertThat(cache.get("a")).isEqualTo("a@2");
    }

    /** R1, second half. */
    @Test
    void copyIsUsedForItsWholeTimeWhileTheBusIsProven() {
        bus.prove(ofHours(1));
        cache.get("a");

        time.advance(ofMinutes(5).minusNanos(1));
        assertThat(cache.get("a")).isEqualTo("a@1");
        time.advance(ofSeconds(1));

        assertThat(cache.get("a")).isEqualTo("a@2");
    }

    /** FT3, FT17: nobody has to say that the bus hangs: the proof runs out by itself. */
    @Test
    void proofRunsOut() {
        bus.prove(ofSeconds(10));
        cache.get("a");

        time.advance(ofSeconds(10).minusNanos(1));
        assertThat(cache.getIfPresent("a")).isEqualTo("a@1");
        time.advance(ofSeconds(1));

        assertThat(cache.getIfPresent("a")).isNull();
    }

    /** R3. */
    @Test
    void nothingFromBeforeADoubtIsFresh() {
        bus.prove(ofHours(1));
        cache.getAll(List.of("a", "b"));
        time.advance(ofSeconds(3));

        bus.doubt();

        assertThat(cache.getAllPresent(List.of("a", "b")).values()).isEmpty();
        assertThat(cache.get("a")).isEqualTo("a@2");
        time.advance(ofSeconds(3));
        assertThat(cache.get("a")).isEqualTo("a@2");
        assertThat(cache.stats().doubts()).isOne();
    }

    /** R3: what began before the doubt may be old, whenever it ends. */
    @Test
    void loadThatBeganBeforeADoubtIsNotTrustedAfterTheBound() {
        bus.prove(ofHours(1));
        origin.hang();
        Caller<String> reader = Caller.waiting(() -> cache.get("a"));
        origin.awaitLoads(1);
        bus.doubt();
        origin.release();
        assertThat(reader.result()).isEqualTo("a@1");

        time.advance(ofSeconds(3));

        assertThat(cache.get("a")).isEqualTo("a@2");
    }

    /** R3: and what began after it is. */
    @Test
    void putAfterADoubtIsTrusted() {
        bus.prove(ofHours(1));
        bus.doubt();
        cache.put("a", "put");

        time.advance(ofMinutes(1));

        assertThat(cache.getIfPresent("a")).isEqualTo("put");
    }

    /** B4: better an old value, and said to be, than none. */
    @Test
    void copyInDoubtStandsInForALoadThatFails() {
        bus.prove(ofHours(1));
        cache.get("a");
        time.advance(ofSeconds(3));
        bus.doubt();
        origin.fail(new IOException("down"));

        Lookup<String> found = cache.find("a");

        assertThat(found.value()).isEqualTo("a@1");
        assertThat(found.staleReason()).isEqualTo(Lookup.StaleReason.LOAD_FAILED);
        assertThat(cache.find("a").staleReason()).isEqualTo(Lookup.StaleReason.BACKING_OFF);
    }

    /** B7: stale-while-revalidate is for values that are old, not for those that may be wrong. */
    @Test
    void copyInDoubtIsNotServedWhileItIsLoadedAnew() {
        try (Cache<String> revalidating = cache(options -> options.staleWhileRevalidate(ofMinutes(10)))) {
            bus.prove(ofHours(1));
            revalidating.get("a");
            time.advance(ofSeconds(3));
            bus.doubt();

            assertThat(revalidating.get("a")).isEqualTo("a@2");
            time.advance(ofMinutes(6));
            bus.doubt();
            assertThat(revalidating.get("a")).isEqualTo("a@3");
        }
    }

    /** R5: (1) a load reads the origin, (2) the link breaks, and a change is missed, (3) a caller comes. */
    @Test
    void callerDoesNotJoinALoadFromBeforeADoubt() {
        bus.prove(ofHours(1));
        origin.hang();
        Caller<String> first = Caller.waiting(() -> cache.get("a"));
        origin.awaitLoads(1);
        time.advance(ofSeconds(3));
        bus.doubt();

        Caller<String> second = Caller.waiting(() -> cache.get("a"));
        origin.awaitLoads(2).release();

        assertThat(first.result()).isEqualTo("a@1");
        assertThat(second.result()).isEqualTo("a@2");
        time.advance(ofSeconds(3));
        assertThat(cache.get("a")).isEqualTo("a@2");
    }

    /** R5. */
    @Test
    void callerJoinsALoadThatBeganWithinTheBoundOrIsProven() {
        origin.hang();
        Caller<String> first = Caller.waiting(() -> cache.get("a"));
        origin.awaitLoads(1);
        bus.doubt();
        time.advance(ofSeconds(1));
        Caller<String> withinTheBound = Caller.waiting(() -> cache.get("a"));
        withinTheBound.awaitWaiting();
        origin.release();

        assertThat(first.result()).isEqualTo("a@1");
        assertThat(withinTheBound.result()).isEqualTo("a@1");
        assertThat(origin.loads()).isOne();
    }

    /** R3: the store is not in doubt, only the copies of it. */
    @Test
    void storeIsAskedAgainAfterADoubt() {
        try (Cache<String> tiered = cache(options -> options.store(MemoryStore.of(1 << 20, time)))) {
            bus.prove(ofHours(1));
            tiered.get("a");
            time.advance(ofSeconds(3));
            bus.doubt();

            Lookup<String> found = tiered.find("a");

            assertThat(found.value()).isEqualTo("a@1");
            assertThat(found.tier()).isEqualTo(Tier.STORE);
            time.advance(ofSeconds(3));
            assertThat(tiered.find("a").tier()).isEqualTo(Tier.NEAR);
            assertThat(origin.loads()).isOne();
        }
    }

    /** BI29. */
    @Test
    void leaseBelowTheBoundIsRefused() {
        assertThatThrownBy(() -> cache(options -> options.store(MemoryStore.of(1 << 20, time))
                        .loadLease(ofSeconds(2).minusMillis(1))))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("loadLease must be at least the bound of the bus, which is PT2S: PT1.999S");

        assertThat(bus.listeners()).isOne();
        cache(options -> options.store(MemoryStore.of(1 << 20, time)).loadLease(ofSeconds(2)))
                .close();
        cache(options -> options.loadLease(ofSeconds(1))).close();
    }

    /** R3: an epoch is a small number, and comes again after so many doubts. */
    @Test
    void epochThatComesAgainTrustsNothingFromThen() {
        bus.prove(ofHours(1));
        cache.get("a");
        time.advance(ofSeconds(3));

        for (int i = 0; i < 1 << 16; i++) {
            bus.doubt();
        }

        assertThat(cache.getIfPresent("a")).isNull();
    }

    /** G1: (1) a reader asks until when the bus is proven, (2) an invalidation is heard, (3) the bus is proven anew. */
    @Test
    void readerFindsTheCopyOnlyAfterTheProof() {
        bus.prove(ofSeconds(10));
        cache.get("a");
        time.advance(ofSeconds(3));

        bus.onLook(() -> {
            bus.hear(Kind.PUT, "a");
            bus.prove(ofSeconds(10));
        });

        assertThat(cache.getIfPresent("a")).isNull();
    }

    /** G1: (1) a reader asks until when the bus is proven, (2) a gap is found, (3) the bus is proven anew. */
    @Test
    void readerLooksAtTheEpochOnlyAfterTheProof() {
        bus.prove(ofSeconds(10));
        cache.get("a");
        time.advance(ofSeconds(3));

        bus.onLook(() -> {
            bus.doubt();
            bus.prove(ofSeconds(10));
        });

        assertThat(cache.getIfPresent("a")).isNull();
    }
}
