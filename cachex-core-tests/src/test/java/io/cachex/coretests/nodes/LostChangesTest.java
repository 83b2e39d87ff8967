package io.cachex.coretests.nodes;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.cachex.Cache;
import io.cachex.PutOptions;
import io.cachex.coretests.SlowOrigin;
import io.cachex.spi.Invalidation;
import io.cachex.spi.Invalidation.Kind;
import io.cachex.spi.StoredValue;
import io.cachex.store.MemoryStore;
import io.cachex.store.Stores;
import io.cachex.testkit.FakeTime;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** R10, FT21: a store that forgets what it acknowledged of late is told again. */
class LostChangesTest {

    private static final String STORE_KEY = "cachex:default:users:k";

    private final FakeTime time = new FakeTime();
    private final SlowOrigin origin = new SlowOrigin();
    private final ScriptedBus bus = new ScriptedBus(time);
    private final MemoryStore store = MemoryStore.of(64 << 20, time);
    private final Cache<String> cache = Cache.builder("users", String.class)
            .timeSource(time)
            .store(Stores.unclosed(store))
            .storePolicies()
            .invalidation(bus)
            .loader(origin)
            .build();

    @AfterEach
    void close() {
        cache.close();
        bus.close();
        store.close();
    }

    @Test
    void aRemovalThatWasLostIsMadeAgainAndTold() {
        cache.get("k");
        Map<String, StoredValue> before = inStore();
        cache.invalidate("k");
        assertThat(told(Kind.REMOVE)).isEqualTo(1);

        store.write(before);
        bus.loseChanges();

        until(() -> inStore().isEmpty());
        until(() -> told(Kind.REMOVE) == 2);
    }

    /** What the store says of the key does not count before: it may be what was invalidated. */
    @Test
    void theStoreIsNotBelievedMeanwhile() {
        cache.get("k");
        Map<String, StoredValue> before = inStore();
        cache.invalidate("k");
        store.write(before);

        bus.loseChanges();

        assertThat(cache.get("k")).isEqualTo("k@2");
    }

    @Test
    void aValueThatWasLostLeavesNothingOfWhatItReplaced() {
        cache.get("k");
        Map<String, StoredValue> before = inStore();
        cache.put("k", "put");
        store.write(before);

        bus.loseChanges();

        until(() -> inStore().isEmpty());
    }

    /** R10: another node's invalidation is lost, of which this one knows nothing. */
    @Test
    void whatIsFromBeforeIsLoadedAnewOnceAmongAllNodes() {
        try (Cache<String> careful = careful();
                Cache<String> another = careful()) {
            careful.get("k");
            careful.get("later");
            time.advance(ofSeconds(10));
            bus.doubt();
            bus.loseChanges();

            assertThat(careful.getIfPresent("k")).isNull();
            assertThat(careful.get("k")).isEqualTo("k@2");
            assertThat(another.get("k")).isEqualTo("k@2");
            time.advance(ofSeconds(60));
            assertThat(another.get("later")).isEqualTo("later@1");
        }
    }

    /** R10: it may still stand in for a load that fails. */
    @Test
    void whatIsFromBeforeStandsInForALoadThatFails() {
        try (Cache<String> careful = careful()) {
            careful.get("k");
            time.advance(ofSeconds(10));
            bus.doubt();
            bus.loseChanges();
            origin.fail(new IOException("down"));

            assertThat(careful.find("k").isStale()).isTrue();
            assertThat(careful.find("k").value()).isEqualTo("k@1");
        }
    }

    private Cache<String> careful() {
        return Cache.builder("careful", String.class)
                .timeSource(time)
                .store(Stores.unclosed(store))
                .storePolicies()
                .invalidation(bus)
                .revalidateAfterLoss(ofSeconds(60))
                .loader(origin)
                .build();
    }

    @Test
    void aTagAndAClearAreMadeAgain() {
        cache.put("k", "old", PutOptions.defaults().tags("team"));
        cache.invalidateTag("team");
        cache.clear();

        bus.loseChanges();

        until(() -> told(Kind.TAG) == 2 && told(Kind.CLEAR) == 2);
    }

    @Test
    void whatWasChangedMoreThanHalfAMinuteAgoIsNot() {
        cache.invalidate("old");
        time.advance(ofSeconds(29));
        cache.invalidate("k");
        time.advance(ofSeconds(1));

        bus.loseChanges();

        until(() -> told(Kind.REMOVE) == 3);
        time.advance(ofSeconds(5));
        assertThat(bus.published().stream().filter(message -> message.keys().contains("old")))
                .hasSize(1);
    }

    /** Once for each loss: a change that was made again is of late, too. */
    @Test
    void aStoreThatLosesItTwiceIsToldTwice() {
        cache.invalidate("k");
        bus.loseChanges();
        until(() -> told(Kind.REMOVE) == 2);
        time.advance(ofSeconds(5));
        assertThat(told(Kind.REMOVE)).isEqualTo(2);

        bus.loseChanges();

        until(() -> told(Kind.REMOVE) == 3);
    }

    @Test
    void nothingHappensWhereNothingWasChanged() {
        cache.get("k");

        bus.loseChanges();
        time.advance(ofSeconds(5));

        assertThat(bus.published()).isEmpty();
        assertThat(inStore()).isNotEmpty();
    }

    @Test
    void moreChangesThanCanBeRememberedInvalidateEverything() {
        for (int i = 0; i <= 10_000; i++) {
            cache.invalidate("k" + i);
        }
        assertThat(told(Kind.CLEAR)).isZero();

        bus.loseChanges();

        until(() -> told(Kind.CLEAR) == 1);
    }

    @Test
    void manyChangesOfLongAgoDoNot() {
        for (int i = 0; i <= 10_000; i++) {
            cache.invalidate("k" + i);
        }
        time.advance(ofSeconds(31));
        cache.invalidate("k");

        bus.loseChanges();

        until(() -> told(Kind.REMOVE) == 10_003);
        assertThat(told(Kind.CLEAR)).isZero();
    }

    private Map<String, StoredValue> inStore() {
        return store.read(Set.of(STORE_KEY)).toCompletableFuture().join();
    }

    private long told(Kind kind) {
        return bus.published().stream()
                .map(Invalidation::kind)
                .filter(kind::equals)
                .count();
    }

    /** Lets some time pass until it is so, but not so much that changes are forgotten. */
    private void until(Callable<Boolean> done) {
        long began = time.nanos();
        Awaitility.await()
                .atMost(ofSeconds(20))
                .pollDelay(Duration.ZERO)
                .pollInterval(ofMillis(1))
                .until(() -> {
                    if (time.nanos() - began < ofSeconds(10).toNanos()) {
                        time.advance(ofMillis(100));
                    }
                    return done.call();
                });
    }
}
