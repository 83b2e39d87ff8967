package io.cachex.coretests.behind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cachex.BulkWriter;
import io.cachex.Cache;
import io.cachex.Near;
import io.cachex.spi.Journal.Durability;
import io.cachex.spi.JournalEntry;
import io.cachex.spi.JournalEntry.Operation;
import io.cachex.spi.StoreOperation;
import io.cachex.store.MemoryStore;
import io.cachex.store.Stores;
import io.cachex.testkit.FakeTime;
import io.cachex.testkit.FaultyStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** E5, E7: what an earlier process accepted, or could not tell the store, is this one's now. */
class InheritedWritesTest {

    private final FakeTime time = new FakeTime();
    private final Rows rows = new Rows();
    private final MemoryStore memory = MemoryStore.of(64 << 20, time);
    private final FaultyStore store = FaultyStore.around(memory, time);

    private HeldQueue<String> lasting() {
        HeldQueue<String> queue = new HeldQueue<>(BulkWriter.of(rows));
        queue.durability = Durability.SYNC;
        return queue;
    }

    private Cache<String> cache(HeldQueue<String> queue) {
        return Cache.builder("words", String.class)
                .timeSource(time)
                .near(Near.off())
                .store(Stores.unclosed(store))
                .storePolicies()
                .loader(rows)
                .noTimeout()
                .writeBehind(queue)
                .build();
    }

    /** A thread of the cache's hands them over. */
    private static void awaitWaiting(HeldQueue<String> queue, String... changes) {
        Awaitility.await()
                .pollInterval(Duration.ofMillis(2))
                .until(() -> queue.waitingKeys().containsAll(List.of(changes)));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** The process died between the journal and the store: other nodes get the new value before the origin has it. */
    @Test
    void anInheritedWriteReachesTheStoreBeforeTheOrigin() {
        Cache<String> other = cache(new HeldQueue<>(BulkWriter.of(rows)));
        rows.rows.put("a", "old");
        rows.rows.put("b", "old");
        assertThat(other.get("a")).isEqualTo("old");
        assertThat(other.get("b")).isEqualTo("old");
        HeldQueue<String> queue = lasting();
        queue.inherit(Operation.PUT, "a", bytes("new"));
        queue.inherit(Operation.DELETE, "b", JournalEntry.nothing());

        Cache<String> heir = cache(queue);

        assertThat(other.get("a")).isEqualTo("new");
        assertThat(heir.get("a")).isEqualTo("new");
        assertThat(heir.get("b")).isNull();
        assertThat(rows.rows).containsEntry("a", "old");
        assertThat(other.find("b", io.cachex.CallOptions.defaults().skipLoad()).isPresent())
                .isFalse();
    }

    /** The cache is in use before all that was left is told of: what a caller writes meanwhile is the later word. */
    @Test
    void anInheritedWriteDoesNotUndoALaterOne() {
        HeldQueue<String> queue = lasting();
        queue.inherit(Operation.PUT, "a", bytes("left"));
        queue.inherit(Operation.DELETE, "b", JournalEntry.nothing());
        queue.tellsLater = true;
        Cache<String> heir = cache(queue);
        Cache<String> other = cache(new HeldQueue<>(BulkWriter.of(rows)));
        heir.put("a", "later");
        heir.put("b", "later");

        queue.tellInherited();

        assertThat(other.get("a")).isEqualTo("later");
        assertThat(other.get("b")).isEqualTo("later");
    }

    /** A full queue may be left: the store is not asked for all of it at once, and gets all of it. */
    @Test
    void manyInheritedWritesReachTheStoreAFewAtATime() {
        HeldQueue<String> queue = lasting();
        for (int i = 0; i < 1_000; i++) {
            queue.inherit(Operation.PUT, "k" + i, bytes("v" + i));
        }
        store.on(StoreOperation.WRITE).hang();

        cache(queue);

        assertThat(store.calls(StoreOperation.WRITE)).isBetween(1L, 200L);
        store.heal();
        store.release();
        Cache<String> other = cache(new HeldQueue<>(BulkWriter.of(rows)));
        for (int i = 0; i < 1_000; i++) {
            String key = "k" + i;
            Awaitility.await().pollInterval(Duration.ofMillis(2)).until(() -> other.getIfPresent(key) != null);
        }
    }

    /** What cannot be decoded any more is a dead letter to come; until then the origin is asked. */
    @Test
    void anInheritedValueOfAnotherTypeIsNotServed() {
        HeldQueue<Integer> queue = new HeldQueue<>(writes -> java.util.Map.of());
        queue.durability = Durability.SYNC;
        queue.inherit(Operation.PUT, "a", bytes("no number"));
        Cache<Integer> numbers = Cache.builder("numbers", Integer.class)
                .timeSource(time)
                .loader(key -> 7)
                .noTimeout()
                .writeBehind(queue)
                .build();

        assertThat(numbers.get("a")).isEqualTo(7);
        assertThat(numbers.stats().unreadable()).isPositive();
    }

    /** E7: what a dead store refused survives the process in the journal ... */
    @Test
    void whatTheStoreRefusedIsJournaled() {
        HeldQueue<String> queue = lasting();
        Cache<String> cache = cache(queue);
        store.onAll().fail(new IOException("down"));

        assertThatThrownBy(() -> cache.put("a", "1")).hasRootCauseMessage("down");

        awaitWaiting(queue, "REMOVE a");
    }

    /** One that is tried again and again, by this process and by the queue, fills the queue with itself no more than once. */
    @Test
    void aRefusedChangeIsJournaledOnceHoweverOftenItFails() {
        HeldQueue<String> queue = lasting();
        Cache<String> cache = cache(queue);
        store.onAll().fail(new IOException("down"));
        assertThatThrownBy(() -> cache.invalidate("a")).hasRootCauseMessage("down");
        assertThatThrownBy(() -> cache.invalidateTag("red")).hasRootCauseMessage("down");
        awaitWaiting(queue, "REMOVE a", "ADVANCE red");
        long asked = store.calls(StoreOperation.REMOVE);

        Awaitility.await().pollInterval(Duration.ofMillis(2)).until(() -> {
            time.advance(Duration.ofSeconds(1));
            queue.makeAll();
            return store.calls(StoreOperation.REMOVE) > asked + 20;
        });

        assertThat(queue.waitingKeys()).containsExactlyInAnyOrder("REMOVE a", "ADVANCE red");
    }

    /** What the queue has made up for, and fails anew, is kept anew. */
    @Test
    void aChangeThatIsRefusedOnceMoreIsJournaledOnceMore() {
        HeldQueue<String> queue = lasting();
        Cache<String> cache = cache(queue);
        for (int round = 0; round < 3; round++) {
            store.on(StoreOperation.REMOVE).fail(new IOException("down"));
            assertThatThrownBy(() -> cache.invalidate("a")).hasRootCauseMessage("down");
            awaitWaiting(queue, "REMOVE a");

            store.heal();
            queue.makeAll();

            assertThat(queue.waitingKeys()).isEmpty();
        }
    }

    /** A full queue lets a thread wait, and that is none of the store's, which tell of what was refused. */
    @Test
    @Timeout(30)
    void aQueueThatLetsWaitHoldsUpNobodyWhoTellsIt() {
        HeldQueue<String> queue = lasting();
        Cache<String> cache = cache(queue);
        queue.block(Operation.ADVANCE);
        store.onAll().fail(new IOException("down"));

        assertThatThrownBy(() -> cache.invalidateTag("red")).hasRootCauseMessage("down");
        assertThat(queue.waitingKeys()).isEmpty();

        queue.unblock();
        awaitWaiting(queue, "ADVANCE red");
    }

    /** ... but not where the queue is no safer than this process's memory. */
    @Test
    void aQueueInMemoryGetsNothingThatThisProcessRemembersAnyway() {
        HeldQueue<String> queue = new HeldQueue<>(BulkWriter.of(rows));
        Cache<String> cache = cache(queue);
        store.on(StoreOperation.REMOVE).fail(new IOException("down"));

        assertThatThrownBy(() -> cache.invalidate("a")).hasRootCauseMessage("down");

        assertThat(queue.waitingKeys()).containsExactly("DELETE a");
    }

    /** E7: a removal refused by a dead store never lets the old value come back, in the next process either. */
    @Test
    void whatAnEarlierProcessCouldNotTellTheStoreIsNotBelieved() {
        Cache<String> other = cache(new HeldQueue<>(BulkWriter.of(rows)));
        rows.rows.put("a", "old");
        assertThat(other.get("a")).isEqualTo("old");
        rows.rows.put("a", "new");
        HeldQueue<String> queue = lasting();
        queue.inherit(Operation.REMOVE, "a", JournalEntry.nothing());
        store.on(StoreOperation.REMOVE).fail(new IOException("still down"));

        Cache<String> heir = cache(queue);
        assertThat(heir.get("a")).isEqualTo("new");
        store.heal();

        Awaitility.await().pollInterval(Duration.ofMillis(2)).until(() -> {
            time.advance(Duration.ofSeconds(1));
            return "new".equals(other.get("a"));
        });
    }

    /** E7: the queue itself makes up for it as well, and then forgets it. */
    @Test
    void theQueueRemovesWhatItKeeps() {
        HeldQueue<String> queue = lasting();
        Cache<String> cache = cache(queue);
        store.on(StoreOperation.REMOVE).fail(new IOException("down"));
        assertThatThrownBy(() -> cache.invalidate("a")).hasRootCauseMessage("down");
        awaitWaiting(queue, "REMOVE a");

        assertThat(queue.makeAll()).isNotEmpty();
        store.heal();

        assertThat(queue.makeAll()).isEmpty();
        assertThat(queue.waitingKeys()).isEmpty();
    }

    /** E7: the same for a tag whose generation could not be advanced. */
    @Test
    void aRefusedTagIsJournaled() {
        HeldQueue<String> queue = lasting();
        Cache<String> cache = cache(queue);
        store.onAll().fail(new IOException("down"));

        assertThatThrownBy(() -> cache.invalidateTag("red")).hasRootCauseMessage("down");

        awaitWaiting(queue, "ADVANCE red");
        store.heal();
        assertThat(queue.makeAll()).isEmpty();
    }
}
