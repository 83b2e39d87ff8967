package io.cachex.coretests.nodes;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cachex.Cache;
import io.cachex.CacheClosedException;
import io.cachex.PutOptions;
import io.cachex.RefusedChanges;
import io.cachex.coretests.SlowOrigin;
import io.cachex.local.LocalBus;
import io.cachex.spi.StoreOperation;
import io.cachex.store.MemoryStore;
import io.cachex.store.Stores;
import io.cachex.testkit.FakeTime;
import io.cachex.testkit.FaultyStore;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** R8: a change that the store did not take, or of which nobody knows, is made up for when it answers. */
class RecoveryTest {

    private final FakeTime time = new FakeTime();
    private final SlowOrigin origin = new SlowOrigin();
    private final LocalBus bus = LocalBus.create();
    private final MemoryStore shared = MemoryStore.of(64 << 20, time);
    private final FaultyStore link = FaultyStore.around(shared, time);
    private final Cache<String> cut = node(link);
    private final Cache<String> other = node(FaultyStore.around(shared, time));

    private Cache<String> node(FaultyStore to) {
        return node(to, RefusedChanges.FAIL);
    }

    private Cache<String> node(FaultyStore to, RefusedChanges refused) {
        return Cache.builder("users", String.class)
                .timeSource(time)
                .store(Stores.unclosed(to))
                .storePolicies()
                .invalidation(bus)
                .loader(origin)
                .refusedChanges(refused)
                .noTimeout()
                .build();
    }

    @AfterEach
    void close() {
        link.heal();
        link.release();
        cut.close();
        other.close();
        bus.close();
        shared.close();
    }

    @Test
    void keyWhoseInvalidationFailedIsRemovedAndToldOfWhenTheStoreIsBack() {
        other.get("k");
        link.onAll().fail(new IOException("down"));
        assertThatThrownBy(() -> cut.invalidate("k")).hasRootCauseMessage("down");
        assertThat(other.get("k")).isEqualTo("k@1");

        link.heal();
        until(() -> other.getIfPresent("k") == null);

        assertThat(other.get("k")).isEqualTo("k@2");
    }

    /** What the store says of the key does not count before: it may be what was invalidated. */
    @Test
    void storeIsNotBelievedMeanwhile() {
        other.get("k");
        link.on(StoreOperation.REMOVE).fail(new IOException("down"));
        assertThatThrownBy(() -> cut.invalidate("k")).hasRootCauseMessage("down");

        assertThat(cut.get("k")).isEqualTo("k@2");
    }

    @Test
    void putThatFailedLeavesNothingOfWhatItReplaced() {
        other.get("k");
        link.on(StoreOperation.WRITE).fail(new IOException("down"));
        assertThatThrownBy(() -> cut.put("k", "put")).hasRootCauseMessage("down");

        until(() -> other.getIfPresent("k") == null);

        assertThat(other.get("k")).isEqualTo("k@2");
    }

    /** R8: nothing was sent at all, because what has to be read before could not be. */
    @Test
    void putThatCouldNotBeginLeavesNothingOfWhatItShouldHaveReplaced() {
        other.get("k");
        link.on(StoreOperation.GENERATIONS).fail(new IOException("down"));
        assertThatThrownBy(() -> cut.put("k", "put")).hasRootCauseMessage("down");

        link.heal();
        until(() -> other.getIfPresent("k") == null);
    }

    /** R8: a caller who need not know. */
    @Test
    void changesThatAreQueuedSucceedAndAreMadeUpFor() {
        try (Cache<String> patient = node(link, RefusedChanges.QUEUE)) {
            other.put("put", "old");
            other.put("removed", "old");
            other.put("tagged", "old", PutOptions.defaults().tags("team"));
            other.put("cleared", "old");
            link.onAll().fail(new IOException("down"));

            patient.put("put", "new");
            patient.invalidate("removed");
            patient.invalidateTag("team");

            assertThat(patient.getIfPresent("put")).isNull();
            assertThat(other.getIfPresent("removed")).isEqualTo("old");
            assertThatThrownBy(() -> patient.putIfAbsent("removed", "new")).hasRootCauseMessage("down");
            link.heal();
            until(() -> other.getIfPresent("put") == null
                    && other.getIfPresent("removed") == null
                    && other.getIfPresent("tagged") == null);
            assertThat(other.getIfPresent("cleared")).isEqualTo("old");

            link.onAll().fail(new IOException("down"));
            patient.clear();
            link.heal();
            until(() -> other.getIfPresent("cleared") == null);
        }
    }

    /** A11: what is asked of a closed cache fails, whatever it would be content with. */
    @Test
    void closedCacheQueuesNothing() {
        Cache<String> patient = node(link, RefusedChanges.QUEUE);
        link.onAll().hang();
        CompletableFuture<?> change = patient.async().invalidate("k");
        CompletableFuture<Void> closing = CompletableFuture.runAsync(patient::close);
        until(closing::isDone);

        assertThatThrownBy(change::join).hasCauseInstanceOf(CacheClosedException.class);
    }

    /** A reply that is lost: the store has made the change, and it does no harm to make it again. */
    @Test
    void changeWhoseReplyWasLostIsMadeAgain() {
        other.get("k");
        link.on(StoreOperation.WRITE).loseReplies(new IOException("timed out"));
        assertThatThrownBy(() -> cut.put("k", "put")).hasRootCauseMessage("timed out");

        until(() -> other.getIfPresent("k") == null);
    }

    @Test
    void tagWhoseInvalidationFailedIsAdvancedWhenTheStoreIsBack() {
        other.put("k", "old", PutOptions.defaults().tags("team"));
        assertThat(cut.get("k")).isEqualTo("old");
        link.on(StoreOperation.ADVANCE).fail(new IOException("down"));
        assertThatThrownBy(() -> cut.invalidateTag("team")).hasRootCauseMessage("down");
        assertThat(cut.get("k")).isEqualTo("k@1");

        link.heal();
        until(() -> !"old".equals(other.getIfPresent("k")));

        assertThat(cut.get("k")).isNotEqualTo("old");
    }

    @Test
    void tooManyFailedChangesInvalidateEverything() {
        other.put("untouched", "old");
        link.on(StoreOperation.REMOVE).fail(new IOException("down"));
        for (int i = 0; i <= 10_000; i++) {
            String key = "k" + i;
            assertThatThrownBy(() -> cut.invalidate(key)).hasRootCauseMessage("down");
        }

        link.heal();
        until(() -> other.getIfPresent("untouched") == null);
    }

    /** Lets some time pass until it is so, but not so much that entries expire. */
    private void until(Callable<Boolean> done) {
        long began = time.nanos();
        Awaitility.await()
                .atMost(ofSeconds(20))
                .pollDelay(Duration.ZERO)
                .pollInterval(ofMillis(1))
                .until(() -> {
                    if (time.nanos() - began < ofSeconds(60).toNanos()) {
                        time.advance(ofMillis(100));
                    }
                    return done.call();
                });
    }
}
