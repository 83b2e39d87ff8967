package io.cachex.coretests.behind;

import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cachex.BackgroundWriting;
import io.cachex.BulkWriter;
import io.cachex.Cache;
import io.cachex.CacheBuilder;
import io.cachex.CacheException;
import io.cachex.CallRejectedException;
import io.cachex.ConfigurationException;
import io.cachex.JournalException;
import io.cachex.Near;
import io.cachex.Refresh;
import io.cachex.coretests.EachFace;
import io.cachex.coretests.Face;
import io.cachex.local.LocalBus;
import io.cachex.spi.Codec;
import io.cachex.spi.StoreOperation;
import io.cachex.spi.WriteQueue;
import io.cachex.store.MemoryStore;
import io.cachex.store.Stores;
import io.cachex.testkit.FakeTime;
import io.cachex.testkit.FaultyStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** E1: what is written behind is readable at once, and reaches the origin later. */
class WritesBehindTest {

    private final FakeTime time = new FakeTime();
    private final Rows rows = new Rows();
    private final HeldQueue<String> queue = new HeldQueue<>(BulkWriter.of(rows));
    private final MemoryStore memory = MemoryStore.of(64 << 20, time);
    private final FaultyStore store = FaultyStore.around(memory, time);

    private CacheBuilder<String> near() {
        return Cache.builder("words", String.class)
                .timeSource(time)
                .loader(rows)
                .noTimeout()
                .writeBehind(queue);
    }

    private CacheBuilder<String> stored() {
        return near().store(Stores.unclosed(store)).storePolicies();
    }

    @EachFace
    void aValueIsReadableBeforeTheOriginHasIt(Face face) {
        Cache<String> cache = face.of(near().build());

        CompletableFuture<?> made = cache.writeBehind("a", "new");

        assertThat(cache.get("a")).isEqualTo("new");
        assertThat(rows.rows).isEmpty();
        assertThat(made).isNotDone();
        assertThat(queue.makeAll()).isEmpty();
        assertThat(made).isCompleted();
        assertThat(rows.rows).containsExactly(Map.entry("a", "new"));
    }

    /** E1: a writer on the builder gets every put and invalidation. */
    @EachFace
    void whateverIsPutOrInvalidatedIsWritten(Face face) {
        Cache<String> cache = face.of(stored().build());
        rows.rows.put("gone", "row");

        cache.put("a", "1");
        cache.putAll(Map.of("b", "2"));
        assertThat(cache.putIfAbsent("c", "3")).isTrue();
        assertThat(cache.putIfAbsent("c", "4")).isFalse();
        cache.invalidate("gone");

        assertThat(cache.get("gone")).isNull();
        assertThat(queue.makeAll()).isEmpty();
        assertThat(rows.rows).containsOnly(Map.entry("a", "1"), Map.entry("b", "2"), Map.entry("c", "3"));
    }

    /** The loads see pending writes first: in any tier the old value may be found, and the origin has it still. */
    @EachFace
    void aReaderThatFindsNoCopyGetsWhatWaits(Face face) {
        Cache<String> cache = face.of(stored().near(Near.off()).build());
        rows.rows.put("a", "old");
        assertThat(cache.get("a")).isEqualTo("old");
        store.on(StoreOperation.WRITE).hang();

        cache.writeBehind("a", "new");

        assertThat(cache.get("a")).isEqualTo("new");
        assertThat(cache.getIfPresent("a")).isEqualTo("new");
        assertThat(cache.getAll(List.of("a"))).containsExactly(Map.entry("a", "new"));
        assertThat(cache.refresh("a")).isEqualTo("new");
        assertThat(rows.loads).hasValue(1);
    }

    /** Past its time to live the value is still newer than what the origin has. */
    @EachFace
    void aPendingWriteOutlivesItsTimeToLive(Face face) {
        Cache<String> cache = face.of(near().build());
        rows.rows.put("a", "old");

        cache.writeBehind("a", "new", ofSeconds(1));
        time.advance(ofMinutes(10));

        assertThat(cache.get("a")).isEqualTo("new");
        long hits = cache.stats().nearHits();
        assertThat(cache.get("a")).isEqualTo("new");
        assertThat(cache.stats().nearHits()).isEqualTo(hits + 1);
    }

    /** A refresh would bring back what the origin has still. */
    @Test
    void aRefreshDoesNotUndoAPendingWrite() {
        Cache<String> cache = near().refresh(Refresh.ahead(0.5))
                .executor(Runnable::run)
                .ttl(ofMinutes(1))
                .build();
        rows.rows.put("a", "old");

        cache.writeBehind("a", "new");
        time.advance(ofSeconds(40));
        assertThat(cache.get("a")).isEqualTo("new");

        assertThat(cache.get("a")).isEqualTo("new");
        assertThat(cache.stats().refreshes()).isOne();
        assertThat(rows.loads).hasValue(0);
    }

    /** Only the last write of a key tells the others again: the store has that one already. */
    @Test
    void anEarlierWriteTakesNothingOfTheLaterAway() {
        Cache<String> cache = stored().near(Near.off()).build();
        rows.rows.put("a", "1");
        cache.invalidate("a");
        cache.writeBehind("a", "2");
        long before = store.calls(StoreOperation.REMOVE);

        queue.makeFirst();

        assertThat(rows.rows).isEmpty();
        assertThat(store.calls(StoreOperation.REMOVE)).isEqualTo(before);
        assertThat(cache.get("a")).isEqualTo("2");
    }

    /** A deletion that waits is seen by readers: the row is still there, and must not come back. */
    @EachFace
    void aPendingDeletionHidesTheRow(Face face) {
        Cache<String> cache = face.of(near().build());
        rows.rows.put("a", "row");
        cache.get("a");

        cache.invalidate("a");

        assertThat(cache.get("a")).isNull();
        assertThat(rows.loads).hasValue(1);
        queue.makeAll();
        rows.rows.put("a", "again");
        assertThat(cache.get("a")).isEqualTo("again");
    }

    /** The interleaving of Behind: the origin has it, the store not yet. */
    @EachFace
    void aValueIsShownUntilTheStoreHasItToo(Face face) {
        Cache<String> cache = face.of(stored().near(Near.off()).build());
        rows.rows.put("a", "old");
        cache.get("a");
        store.on(StoreOperation.WRITE).hang();

        CompletableFuture<?> made = cache.writeBehind("a", "new");
        queue.makeAll();

        assertThat(made).isCompleted();
        assertThat(cache.get("a")).isEqualTo("new");
        store.heal();
        store.release();
        assertThat(cache.get("a")).isEqualTo("new");
        assertThat(rows.loads).hasValue(1);
    }

    /** A caller who loses interest in the outcome takes nothing away from readers. */
    @Test
    void whoCancelsTheOutcomeCancelsNothingElse() {
        Cache<String> cache = stored().near(Near.off()).build();

        cache.writeBehind("a", "new").cancel(true);

        assertThat(cache.get("a")).isEqualTo("new");
        assertThat(queue.makeAll()).isEmpty();
        assertThat(rows.rows).containsEntry("a", "new");
    }

    /**
     * Nodes that share no store: the other one was told when the write was accepted, and then loaded the old row. When the
     * origin has the new one, it is told again.
     */
    @Test
    void otherNodesAreToldWhenTheOriginHasIt() {
        LocalBus bus = LocalBus.create();
        Cache<String> writing = near().invalidation(bus).build();
        Cache<String> reading = Cache.builder("words", String.class)
                .timeSource(time)
                .loader(rows)
                .noTimeout()
                .invalidation(bus)
                .build();
        rows.rows.put("a", "old");
        assertThat(reading.get("a")).isEqualTo("old");

        writing.writeBehind("a", "new");
        assertThat(reading.get("a")).isEqualTo("old");
        queue.makeAll();

        assertThat(reading.get("a")).isEqualTo("new");
        assertThat(writing.getIfPresent("a")).isEqualTo("new");
    }

    /** The same with a store, which another node has filled with what the origin had still. */
    @EachFace
    void whatWasLoadedMeanwhileIsDroppedWhenTheOriginHasTheWrite(Face face) {
        Cache<String> cache = face.of(stored().near(Near.off()).build());
        Cache<String> other = Cache.builder("words", String.class)
                .timeSource(time)
                .near(Near.off())
                .store(Stores.unclosed(store))
                .storePolicies()
                .loader(rows)
                .noTimeout()
                .build();
        rows.rows.put("gone", "row");
        rows.rows.put("late", "old");

        cache.invalidate("gone");
        cache.writeBehind("late", "new", ofSeconds(1));
        cache.writeBehind("soon", "new");
        time.advance(ofSeconds(2));
        assertThat(other.get("gone")).isEqualTo("row");
        assertThat(other.get("late")).isEqualTo("old");
        assertThat(other.get("soon")).isEqualTo("new");
        long before = store.calls(StoreOperation.REMOVE);
        queue.makeAll();

        assertThat(other.get("gone")).isNull();
        assertThat(other.get("late")).isEqualTo("new");
        assertThat(store.calls(StoreOperation.REMOVE)).isEqualTo(before + 2); // none for what was there all the time
    }

    /** E4, B10: what the origin refuses for good is not kept, so that readers get the origin's word. */
    @EachFace
    void aValueThatIsGivenUpIsDropped(Face face) {
        Cache<String> cache = face.of(stored().build());
        rows.rows.put("a", "old");

        CompletableFuture<?> made = cache.writeBehind("a", "refused");
        queue.buryAll(new IllegalStateException("constraint"));

        assertThat(made).isCompletedExceptionally();
        assertThat(cache.get("a")).isEqualTo("old");
    }

    /** E5: what was not accepted did not happen. */
    @EachFace
    void aWriteThatIsRefusedChangesNothing(Face face) {
        Cache<String> cache = face.of(stored().build());
        cache.put("a", "old");
        queue.makeAll();

        queue.refusal = new CallRejectedException("the queue is full", null);
        assertThatThrownBy(() -> cache.writeBehind("a", "new")).isInstanceOf(CallRejectedException.class);
        queue.refusal = new JournalException(JournalException.Reason.FULL, "no space", null);
        assertThatThrownBy(() -> cache.put("a", "new")).isInstanceOf(JournalException.class);
        assertThatThrownBy(() -> cache.invalidate("a")).isInstanceOf(JournalException.class);
        assertThat(cache.getIfPresent("a")).isEqualTo("old");
        assertThatThrownBy(() -> cache.putIfAbsent("b", "new")).isInstanceOf(JournalException.class);

        assertThat(cache.getIfPresent("a")).isEqualTo("old");
        assertThat(cache.find("b").isPresent()).isFalse();
    }

    /** E2: writes of one key become visible in the order of the calls, however slow the journal is with the first. */
    @Test
    void writesOfOneKeyKeepTheirOrder() {
        Cache<String> cache = stored().build();
        queue.acceptance = new CompletableFuture<>();
        CompletableFuture<Void> slow = queue.acceptance;
        var first = cache.async().writeBehind("a", "1");
        Awaitility.await().until(() -> !queue.waitingKeys().isEmpty());
        queue.acceptance = null;
        var second = cache.async().writeBehind("a", "2");

        assertThat(cache.getIfPresent("a")).isNull();
        assertThat(second).isNotDone();
        slow.complete(null);

        assertThat(first).succeedsWithin(ofSeconds(5));
        assertThat(second).succeedsWithin(ofSeconds(5));
        assertThat(cache.get("a")).isEqualTo("2");
        queue.makeAll();
        assertThat(rows.rows).containsEntry("a", "2");
    }

    /** BI40: the value is taken as it is when it is given. */
    @Test
    void aValueIsTakenAsItIs() {
        HeldQueue<byte[]> bytes = new HeldQueue<>(writes -> {
            rows.rows.put("a", new String(writes.get(0).value(), StandardCharsets.UTF_8));
            return Map.of();
        });
        Cache<byte[]> cache = Cache.builder("bytes", byte[].class)
                .timeSource(time)
                .writeBehind(bytes)
                .build();
        byte[] value = {'o', 'k'};

        cache.writeBehind("a", value);
        value[0] = 'x';
        bytes.makeAll();

        assertThat(rows.rows).containsEntry("a", "ok");
        assertThat(cache.getIfPresent("a")).containsExactly('o', 'k');
    }

    /** BI40: the store gets what the origin gets, also if the value was changed while the journal took it. */
    @Test
    void theStoreGetsWhatWasGiven() {
        HeldQueue<StringBuilder> texts = new HeldQueue<>(writes -> Map.of());
        Cache<StringBuilder> cache = Cache.builder("texts", new TextCodec())
                .timeSource(time)
                .near(Near.off())
                .store(Stores.unclosed(store))
                .storePolicies()
                .writeBehind(texts)
                .build();
        StringBuilder value = new StringBuilder("given");
        texts.acceptance = new CompletableFuture<>();
        CompletableFuture<?> accepted = cache.async().writeBehind("a", value);
        Awaitility.await().until(() -> !texts.waitingKeys().isEmpty());

        value.append(", and changed");
        texts.acceptance.complete(null);

        assertThat(accepted).succeedsWithin(ofSeconds(30));
        texts.makeAll();
        assertThat(cache.get("a", key -> null)).hasToString("given");
    }

    /** E1: a writer for one call. */
    @EachFace
    void aCallCanBringItsWriter(Face face) {
        HeldQueue<String> bare = new HeldQueue<>(null);
        Cache<String> cache = face.of(Cache.builder("words", String.class)
                .timeSource(time)
                .writeBehind(bare)
                .build());

        CompletableFuture<?> made = cache.writeBehind("a", "1", ofMinutes(1), rows);
        cache.put("b", "2");

        assertThat(cache.getIfPresent("a")).isEqualTo("1");
        assertThat(bare.makeAll()).isEmpty();
        assertThat(made).isCompleted();
        assertThat(rows.rows).containsExactly(Map.entry("a", "1"));
        assertThatThrownBy(() -> cache.writeBehind("a", "1")).isInstanceOf(ConfigurationException.class);
        assertThatThrownBy(() -> cache.writeBehind("a", "1", ofMinutes(1), null))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** E1: the call never throws for a writer's failure. */
    @EachFace
    void aWriterThatFailsIsNotTheCallersFailure(Face face) {
        Cache<String> cache = face.of(near().build());
        rows.failure = new IOException("down");

        CompletableFuture<?> made = cache.writeBehind("a", "1");

        assertThat(queue.makeAll()).singleElement().isSameAs(rows.failure);
        assertThat(made).isNotDone();
        rows.failure = null;
        assertThat(queue.makeAll()).isEmpty();
        assertThat(made).isCompleted();
    }

    @EachFace
    void whatCannotWorkIsRefused(Face face) {
        Cache<String> plain = face.of(Cache.builder("plain", String.class).build());
        HeldQueue<String> lasting = new HeldQueue<>(null);
        lasting.durability = io.cachex.spi.Journal.Durability.SYNC;

        assertThatThrownBy(() -> plain.writeBehind("a", "1")).isInstanceOf(ConfigurationException.class);
        assertThatThrownBy(plain::deadLetters).isInstanceOf(ConfigurationException.class);
        assertThatThrownBy(plain::writeBehindStats).isInstanceOf(ConfigurationException.class);
        assertThatThrownBy(() ->
                        Cache.builder("x", String.class).writeBehind(lasting).build())
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("writer");
        assertThat(lasting.closedWithin).isNotNull();
        assertThatThrownBy(() -> near().writer(rows).build()).isInstanceOf(ConfigurationException.class);
        assertThatThrownBy(() -> near().maximumValueBytes(3).build().writeBehind("a", "too long"))
                .isInstanceOf(CacheException.class)
                .hasMessageContaining("large");
    }

    /** BI42: a journal that refuses fails the build of the cache, and leaves nothing behind that hears of messages. */
    @Test
    void aJournalThatRefusesLeavesNothingBehind() {
        LocalBus bus = LocalBus.of(1);
        BackgroundWriting<String> refusing = new BackgroundWriting<>() {
            @Override
            public BulkWriter<String> writer() {
                return BulkWriter.of(rows);
            }

            @Override
            public WriteQueue open(WriteQueue.Setup setup) {
                throw new JournalException(JournalException.Reason.IN_USE, "another process has it", null);
            }
        };

        assertThatThrownBy(() -> Cache.builder("words", String.class)
                        .invalidation(bus)
                        .writeBehind(refusing)
                        .build())
                .isInstanceOf(JournalException.class);

        near().invalidation(bus).build().close();
    }

    /** The settings say what the queue gets; the description names it. */
    @Test
    void theQueueIsPartOfTheCache() {
        Cache<String> cache = near().redactKeys(true).build();

        assertThat(cache.describe()).contains("held queue");
        assertThat(queue.setup.cache()).isEqualTo("words");
        assertThat(queue.setup.shown().apply("secret")).doesNotContain("secret");
        cache.writeBehind("a", "1");
        assertThat(cache.writeBehindStats().waiting()).isOne();
        cache.close();
        assertThat(queue.closedWithin).isEqualTo(ofSeconds(5));
    }

    private static final class TextCodec implements Codec<StringBuilder> {

        @Override
        public byte[] encode(StringBuilder value) {
            return value.toString().getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public StringBuilder decode(byte[] bytes) {
            return new StringBuilder(new String(bytes, StandardCharsets.UTF_8));
        }

        @Override
        public String id() {
            return "text";
        }
    }
}
