package io.cachex.resilience;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.cachex.CacheTimeoutException;
import io.cachex.spi.JournalEntry;
import io.cachex.spi.JournalEntry.Operation;
import io.cachex.spi.WriteQueue.Ticket;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** E2: order of a key, covering, batches, workers. */
class WriteOrderTest {

    private final QueueFixture f = new QueueFixture();

    /** E2: different keys go in parallel, as many as there are workers; the third waits. */
    @Test
    void keysGoInParallelAsFarAsThereAreWorkers() {
        f.open(w -> w.workers(2));
        f.sink.hold(true);

        IntStream.range(0, 3).forEach(i -> f.put("k" + i, "1"));

        assertThat(f.sink.batches()).containsExactly(List.of("k0"), List.of("k1"));
        f.sink.answer();
        assertThat(f.sink.batches()).hasSize(3);
    }

    /** E2: writes of one key are made one after the other, in the order of the calls. */
    @Test
    void writesOfAKeyAreMadeInOrder() {
        f.open(w -> w.workers(4).coalescing(false));
        f.sink.hold(true);

        f.put("k", "1");
        f.put("k", "2");
        f.delete("k");

        assertThat(f.sink.held()).isEqualTo(1);
        f.sink.answer();
        assertThat(f.sink.held()).isEqualTo(1);
        f.sink.answer();
        f.sink.answer();
        assertThat(f.sink.made()).containsExactly("k=1", "k=2", "k");
        assertThat(f.sink.entries())
                .extracting(JournalEntry::version)
                .isSorted()
                .doesNotHaveDuplicates();
    }

    /** E2: order is kept across retries. */
    @Test
    void aFailedWriteIsMadeBeforeTheNextOfItsKey() {
        f.open(w -> w.coalescing(false));
        f.sink.failAll(new IllegalStateException("busy"));
        f.put("k", "1");
        f.put("k", "2");
        f.sink.recover();

        assertThat(f.sink.calls()).isEqualTo(1);
        f.time.advance(ofMillis(100));

        assertThat(f.sink.made()).containsExactly("k=1", "k=2");
        assertThat(f.queue.stats().retried()).isEqualTo(1);
    }

    /** E2: of writes that wait the last is made, unless it is under way; tickets end with the write that covers theirs. */
    @Test
    void theLastWriteOfAKeyCoversThoseThatWait() {
        f.open(w -> w);
        f.sink.hold(true);
        Ticket first = f.put("k", "1");

        Ticket second = f.put("k", "2");
        Ticket third = f.put("k", "3");
        f.sink.answer();

        assertThat(QueueFixture.isDone(first.made())).isTrue();
        assertThat(QueueFixture.isDone(second.made())).isFalse();
        f.sink.answer();
        assertThat(QueueFixture.isDone(second.made())).isTrue();
        assertThat(QueueFixture.isDone(third.made())).isTrue();
        assertThat(f.sink.made()).containsExactly("k=1", "k=3");
        assertThat(f.counts()).containsExactly(3L, 3L, 0L, 0L, 0L);
    }

    /** E2: what is covered takes no room in memory, so that an outage is outlasted by as many keys as there is room for. */
    @Test
    void coveredWritesTakeNoRoom() {
        f.open(w -> w.maximumWrites(2).whenFull(WriteBehind.WhenFull.REJECT));
        f.sink.failAll(new CacheTimeoutException("away"));

        for (int i = 0; i < 1_000; i++) {
            assertThat(QueueFixture.failureOf(f.put("k" + i % 2, "v" + i).accepted()))
                    .isNull();
        }

        assertThat(f.counts()).containsExactly(1_000L, 0L, 0L, 0L, 1_000L);
        assertThat(f.queue.stats().waitingBytes()).isEqualTo(12);
        f.sink.recover();
        f.time.advance(ofMinutes(2));
        assertThat(f.sink.made()).containsExactlyInAnyOrder("k0=v998", "k1=v999");
        assertThat(f.counts()).containsExactly(1_000L, 1_000L, 0L, 0L, 0L);
    }

    /** E2: a write that failed is covered by one that came meanwhile, and both by a third: all tickets end, all room is free. */
    @Test
    void aFailedWriteIsCoveredToo() {
        f.open(w -> w.maximumWrites(3).whenFull(WriteBehind.WhenFull.REJECT));
        f.sink.hold(true);
        Ticket first = f.put("k", "1");
        Ticket second = f.put("k", "2");
        f.sink.failAll(new IllegalStateException("busy"));
        f.sink.answer();
        f.sink.recover();

        Ticket third = f.put("k", "3");
        f.time.advance(ofSeconds(1));
        f.sink.answer();

        assertThat(f.sink.made()).containsExactly("k=3");
        for (Ticket ticket : List.of(first, second, third)) {
            assertThat(QueueFixture.isDone(ticket.made())).isTrue();
        }
        assertThat(f.counts()).containsExactly(3L, 3L, 0L, 0L, 0L);
        for (int i = 0; i < 3; i++) {
            assertThat(QueueFixture.failureOf(f.put("n" + i, "1").accepted())).isNull();
        }
    }

    /** E2: never across sinks, for the first one's effect would be missing. */
    @Test
    void writesOfDifferentSinksDoNotCoverEachOther() {
        f.open(w -> w);
        f.sink.hold(true);
        TestSink other = new TestSink();
        f.put("k", "0");

        f.put("k", "1");
        f.put("k", "2", other);
        f.put("k", "3");
        f.sink.answer();
        f.sink.answer();
        f.sink.answer();

        assertThat(f.sink.made()).containsExactly("k=0", "k=1", "k=3");
        assertThat(other.made()).containsExactly("k=2");
    }

    /** A removal from the store is no write to the origin, and does not cover one. */
    @Test
    void placesDoNotCoverEachOther() {
        f.open(w -> w.workers(1));
        f.sink.hold(true);
        f.put("other", "0");

        f.put("k", "1");
        f.queue.accept(Operation.REMOVE, "k", JournalEntry.nothing(), null);
        f.queue.accept(Operation.ADVANCE, "k", JournalEntry.nothing(), null);

        for (int i = 0; i < 4; i++) {
            f.sink.answer();
        }
        assertThat(f.sink.made()).containsExactly("other=0", "k=1", "k", "k");
    }

    /** E2: a batch has no two writes of a key. */
    @Test
    void aBatchHasEachKeyOnce() {
        f.open(w -> w.batch(10).workers(1).coalescing(false));
        f.sink.hold(true);
        f.put("x", "0");
        for (int i = 0; i < 30; i++) {
            f.put("k" + i % 12, "v" + i);
        }

        while (f.sink.held() > 0) {
            f.sink.answer();
        }

        assertThat(f.sink.batches())
                .allSatisfy(keys -> assertThat(keys).doesNotHaveDuplicates().hasSizeLessThanOrEqualTo(10));
        assertThat(f.sink.batches().get(1)).hasSize(10);
        assertThat(f.sink.made()).hasSize(31);
    }

    /** E2: a write waits for others, but not longer than told. */
    @Test
    void aBatchWaitsForTheDelay() {
        f.open(w -> w.batch(10).delay(ofMillis(50)));

        f.put("a", "1");
        f.time.advance(ofMillis(30));
        f.put("b", "1");
        assertThat(f.sink.calls()).isZero();
        f.time.advance(ofMillis(20));

        assertThat(f.sink.batches()).containsExactly(List.of("a", "b"));
    }

    /** E2: a full batch goes at once. */
    @Test
    void aFullBatchDoesNotWait() {
        f.open(w -> w.batch(3).delay(ofSeconds(50)));

        f.put("a", "1");
        f.put("b", "1");
        assertThat(f.sink.calls()).isZero();
        f.put("c", "1");

        assertThat(f.sink.batches()).containsExactly(List.of("a", "b", "c"));
        f.put("d", "1");
        f.time.advance(ofSeconds(49));
        assertThat(f.sink.calls()).isEqualTo(1);
        f.time.advance(ofSeconds(1));
        assertThat(f.sink.calls()).isEqualTo(2);
        assertThat(f.time.pending()).isZero();
    }

    /** A long line of one key is made in time that grows with its length, not with the square of it. */
    @Test
    @Timeout(20)
    void aLongLineOfOneKeyIsNoTrouble() {
        f.open(w -> w.coalescing(false).journal(new RecordingJournal()));
        f.sink.hold(true);
        for (int i = 0; i < 50_000; i++) {
            f.put("k", "v");
        }
        f.sink.hold(false);

        f.sink.answer();

        assertThat(f.counts()).containsExactly(50_000L, 50_000L, 0L, 0L, 0L);
    }

    /** E3: a write that waits long does not delay another key's that is due soon; and nobody's thread waits. */
    @Test
    void aKeyThatWaitsLongDelaysNoOther() {
        f.open(w -> w.workers(1).maxRetries(10).backoff(ofMinutes(5), ofMinutes(5)));
        f.sink.failEach(write -> write.key().equals("slow") ? new IllegalStateException("busy") : null);

        f.put("slow", "1");
        f.put("quick", "1");

        assertThat(f.sink.made()).containsExactly("quick=1");
        f.time.advance(ofMillis(10));
        f.put("quick", "2");
        assertThat(f.sink.made()).containsExactly("quick=1", "quick=2");
        f.sink.recover();
        f.time.advance(ofMinutes(5));
        assertThat(f.sink.made()).containsExactly("quick=1", "quick=2", "slow=1");
    }

    /** Loads see what is accepted and not yet made, and nothing else. */
    @Test
    void whatIsPendingIsSeen() {
        f.open(w -> w);
        f.sink.hold(true);
        assertThat(f.queue.pending("k")).isNull();

        f.put("k", "1");
        f.put("k", "2");
        f.queue.accept(Operation.REMOVE, "other", JournalEntry.nothing(), null);

        assertThat(QueueFixture.text(f.queue.pending("k"))).isEqualTo("k=2");
        assertThat(f.queue.pending("other")).isNull();
        while (f.sink.held() > 0) {
            f.sink.answer();
        }
        assertThat(f.queue.pending("k")).isNull();
    }

    /** E3: so does one whose back-off is its own though the sink is away for nobody else. */
    @Test
    void aKeyWhoseSinkIsAwayDelaysOthersOnlyForAMoment() {
        f.open(w -> w.workers(1));
        f.sink.failEach(write -> write.key().equals("bad") ? new IOException("away") : null);
        f.put("bad", "1");

        for (int i = 0; i < 100; i++) {
            f.put("k" + i, "1");
        }
        f.time.advance(ofMillis(100));

        assertThat(f.sink.made()).hasSize(100);
        int before = f.sink.calls();
        f.time.advance(ofMinutes(5));
        assertThat(f.sink.calls() - before).as("its own back-off grows").isBetween(8, 30);
        assertThat(f.queue.letters()).isEmpty();
    }
}
