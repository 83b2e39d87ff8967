package io.cachex.resilience;

import static java.time.Duration.ZERO;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cachex.CallRejectedException;
import io.cachex.JournalException;
import io.cachex.JournalException.Reason;
import io.cachex.spi.DeadEntry;
import io.cachex.spi.Journal;
import io.cachex.spi.JournalEntry;
import io.cachex.spi.JournalEntry.Operation;
import io.cachex.spi.WriteEvent;
import io.cachex.spi.WriteQueue.Replayed;
import io.cachex.spi.WriteQueue.Ticket;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** E5 as far as it is the queue's: what is asked of the journal, and when. */
class JournaledWritesTest {

    private final QueueFixture f = new QueueFixture();
    private final RecordingJournal journal = new RecordingJournal();

    /** E5: a write is accepted, shown and made when the journal has it, not before. */
    @Test
    void aWriteIsMadeWhenTheJournalHasIt() {
        f.open(w -> w.journal(journal));
        journal.holdAppends(true);

        Ticket ticket = f.put("k", "1");

        assertThat(ticket.accepted().toCompletableFuture()).isNotDone();
        assertThat(f.sink.calls()).isZero();
        assertThat(f.queue.pending("k")).isNull();
        assertThat(f.counts()).containsExactly(0L, 0L, 0L, 0L, 0L);
        journal.answerAppend(null);
        assertThat(QueueFixture.isDone(ticket.accepted())).isTrue();
        assertThat(QueueFixture.isDone(ticket.made())).isTrue();
        assertThat(f.sink.made()).containsExactly("k=1");
        assertThat(journal.writes()).isEmpty();
    }

    /** E2: appends that end in another order change no order. */
    @Test
    void appendsThatEndInAnotherOrderChangeNoOrder() {
        f.open(w -> w.journal(journal).coalescing(false));
        journal.holdAppends(true);
        f.put("k", "1");
        f.put("k", "2");

        journal.answerLastAppend(null);
        assertThat(f.sink.calls()).isZero();
        journal.answerAppend(null);

        assertThat(f.sink.made()).containsExactly("k=1", "k=2");
    }

    /** E2: covering waits until both are in the journal; both are acknowledged together. */
    @Test
    void coveredWritesAreAcknowledgedWithTheOneThatCovers() {
        f.open(w -> w.journal(journal));
        f.sink.hold(true);
        f.put("k", "0");
        journal.holdAppends(true);
        Ticket first = f.put("k", "1");
        Ticket second = f.put("k", "2");
        journal.answerLastAppend(null);
        journal.answerAppend(null);
        f.sink.answer();
        assertThat(journal.writes()).hasSize(2);

        f.sink.answer();

        assertThat(f.sink.made()).containsExactly("k=0", "k=2");
        assertThat(QueueFixture.isDone(first.made())).isTrue();
        assertThat(QueueFixture.isDone(second.made())).isTrue();
        assertThat(journal.calls).endsWith("done 1", "done 2");
        assertThat(journal.writes()).isEmpty();
        assertThat(f.counts()).containsExactly(3L, 3L, 0L, 0L, 0L);
    }

    /** E5: a write that the journal did not take is not made, and the journal is told to forget it, should it have it. */
    @Test
    void aWriteThatTheJournalDidNotTakeIsNotMade() {
        f.open(w -> w.journal(journal).maximumWrites(2));
        journal.failAppends(RecordingJournal.failure(Reason.FULL));

        for (int i = 0; i < 5; i++) {
            Ticket ticket = f.put("k", "1");
            assertThat(QueueFixture.failureOf(ticket.accepted()))
                    .isInstanceOfSatisfying(
                            JournalException.class, e -> assertThat(e.reason()).isEqualTo(Reason.FULL));
            assertThat(QueueFixture.failureOf(ticket.made())).isInstanceOf(JournalException.class);
        }

        assertThat(f.sink.calls()).isZero();
        assertThat(f.counts()).containsExactly(0L, 0L, 0L, 0L, 0L);
        assertThat(journal.calls).contains("done 1");
        journal.failAppends(null);
        f.put("k", "2");
        assertThat(f.sink.made()).containsExactly("k=2");
    }

    /** A write of which the append fails between two others leaves their order alone. */
    @Test
    void aFailedAppendBetweenTwoOthers() {
        f.open(w -> w.journal(journal).coalescing(false));
        journal.holdAppends(true);
        f.put("k", "1");
        f.put("k", "2");
        f.put("k", "3");

        journal.answerLastAppend(null);
        journal.answerLastAppend(RecordingJournal.failure(Reason.UNAVAILABLE));
        journal.answerAppend(null);

        assertThat(f.sink.made()).containsExactly("k=1", "k=3");
    }

    /** FT35: what a failed journal does not take is written through, if so told, in the order of its key. */
    @Test
    void whatAFailedJournalDoesNotTakeIsWrittenThrough() {
        f.open(w -> w.journal(journal).whenFull(WriteBehind.WhenFull.WRITE_THROUGH));
        journal.failAppends(RecordingJournal.failure(Reason.FAILED));

        Ticket ticket = f.put("k", "1");

        assertThat(QueueFixture.isDone(ticket.accepted())).isTrue();
        assertThat(QueueFixture.isDone(ticket.made())).isTrue();
        assertThat(f.sink.made()).containsExactly("k=1");
        assertThat(f.counts()).containsExactly(1L, 1L, 0L, 0L, 0L);
        f.sink.failAll(new IOException("away"));
        assertThat(QueueFixture.failureOf(f.put("k", "2").accepted())).isInstanceOf(IOException.class);
        assertThat(QueueFixture.failureOf(f.put("k", "3").accepted())).isInstanceOf(JournalException.class);
        assertThat(f.counts()).containsExactly(1L, 1L, 0L, 0L, 0L);
        assertThat(f.queue.letters()).isEmpty();
    }

    /** A journal that does not take that writes were made stops nothing, and hears of them later. */
    @Test
    void aJournalThatDoesNotTakeAcknowledgementsHearsThemLater() {
        f.open(w -> w.journal(journal));
        journal.failDones(RecordingJournal.failure(Reason.UNAVAILABLE));
        Ticket ticket = f.put("a", "1");
        assertThat(QueueFixture.isDone(ticket.made())).isTrue();
        assertThat(journal.writes()).hasSize(1);
        journal.failDones(null);
        f.put("b", "1");
        assertThat(journal.writes()).as("not within the second").hasSize(1);

        f.time.advance(ofSeconds(1));
        f.put("c", "1");

        assertThat(journal.writes()).isEmpty();
    }

    /** The same when the queue is closed before. */
    @Test
    void whatIsOwedIsSaidOnceMoreAtTheEnd() {
        f.open(w -> w.journal(journal));
        journal.failDones(RecordingJournal.failure(Reason.UNAVAILABLE));
        f.put("a", "1");
        journal.failDones(null);

        f.queue.close(ZERO);

        assertThat(journal.writes()).isEmpty();
        assertThat(journal.isOpen()).isFalse();
    }

    /** E5: what an earlier run has left is made first, in its order, under its ids; versions go on above it. */
    @Test
    void whatAnEarlierRunLeftIsMadeFirst() {
        f.open(w -> w.journal(journal).coalescing(false));
        f.sink.hold(true);
        f.put("k", "1");
        f.put("k", "2");
        List<String> ids = journal.writes();
        f.queue.close(ZERO);
        QueueFixture next = new QueueFixture();
        next.sink.hold(true);
        next.time.stepWallClock(ofHours(-1));

        next.open(w -> w.journal(journal).coalescing(false));
        next.put("k", "3");
        while (next.sink.held() > 0) {
            next.sink.answer();
        }

        assertThat(next.sink.made()).containsExactly("k=1", "k=2", "k=3");
        assertThat(next.sink.entries()).extracting(JournalEntry::id).startsWith(ids.get(0), ids.get(1));
        assertThat(next.sink.entries())
                .extracting(JournalEntry::version)
                .isSorted()
                .doesNotHaveDuplicates();
        assertThat(next.counts()).containsExactly(3L, 3L, 0L, 0L, 0L);
        assertThat(next.observer.writes(WriteEvent.ACCEPTED)).isEqualTo(3);
    }

    /** E5: it is taken even if it is more than the bound, and counts. */
    @Test
    void whatAnEarlierRunLeftIsNeverTooMuch() {
        f.open(w -> w.journal(journal));
        f.sink.hold(true);
        IntStream.range(0, 10).forEach(i -> f.put("k" + i, "v"));
        f.queue.close(ZERO);
        QueueFixture next = new QueueFixture();
        next.sink.hold(true);

        next.open(w -> w.journal(journal).maximumWrites(5).whenFull(WriteBehind.WhenFull.REJECT));

        assertThat(next.counts()).containsExactly(10L, 0L, 0L, 0L, 10L);
        assertThat(QueueFixture.failureOf(next.put("k", "v").accepted())).isInstanceOf(CallRejectedException.class);
        for (int i = 0; i < 6; i++) {
            next.sink.answer();
        }
        assertThat(QueueFixture.isDone(next.put("k", "v").accepted())).isTrue();
    }

    /** E5: letters outlive the process; parked keys stay parked. */
    @Test
    void lettersOutliveTheProcess() {
        f.open(w -> w.journal(journal).afterDeath(WriteBehind.AfterDeath.PARK_KEY));
        f.sink.failAll(new IllegalArgumentException("constraint"));
        f.put("k", "1");
        f.put("k", "2");
        f.queue.close(ZERO);
        QueueFixture next = new QueueFixture();

        next.open(w -> w.journal(journal).afterDeath(WriteBehind.AfterDeath.PARK_KEY));

        assertThat(next.sink.calls()).isZero();
        assertThat(next.counts()).containsExactly(2L, 0L, 0L, 1L, 1L);
        String id = next.onlyLetter();
        assertThat(next.replay(id).get(id)).isEqualTo(Replayed.QUEUED);
        assertThat(next.sink.made()).containsExactly("k=2");
        assertThat(journal.writes()).isEmpty();
        assertThat(next.counts()).containsExactly(2L, 2L, 0L, 0L, 0L);
    }

    /** E5: a shared journal is asked every 10 s for what dead nodes have left, until the queue is closed. */
    @Test
    void whatDeadNodesLeftIsTakenOver() {
        RecordingJournal remote = new RecordingJournal(Journal.Durability.REMOTE);
        f.open(w -> w.journal(remote));
        JournalEntry write = JournalEntry.of("foreign-1", Operation.PUT, "k", new byte[] {'1'}, 5, f.time.instant());
        JournalEntry bad = JournalEntry.of("foreign-2", Operation.PUT, "bad", new byte[] {'1'}, 6, f.time.instant());
        remote.leave(new Journal.Contents(
                List.of(write),
                List.of(new DeadEntry(bad, "E", "", 4, f.time.instant(), f.time.instant(), "process 7"))));

        f.time.advance(ofSeconds(9));
        assertThat(f.sink.calls()).isZero();
        f.time.advance(ofSeconds(1));

        assertThat(f.sink.made()).containsExactly("k=1");
        assertThat(f.onlyLetter()).isEqualTo("foreign-2");
        assertThat(f.counts()).containsExactly(2L, 1L, 0L, 1L, 0L);
        assertThat(f.time.pending()).isEqualTo(1);
        f.queue.close(ZERO);
        assertThat(f.time.pending()).isZero();
    }

    /** Only a shared journal is asked. */
    @Test
    void aLocalJournalIsNotAsked() {
        f.open(w -> w.journal(journal));

        assertThat(f.time.pending()).isZero();
        assertThat(f.queue.durability()).isEqualTo(Journal.Durability.SYNC);
    }

    /** A journal that cannot be opened fails the start. */
    @Test
    void aJournalThatCannotBeUsedFailsTheStart() {
        Journal used = new ForwardingJournal(journal) {
            @Override
            public Contents open(String cache) {
                throw RecordingJournal.failure(Reason.IN_USE);
            }
        };

        assertThatThrownBy(() -> f.open(w -> w.journal(used))).isInstanceOf(JournalException.class);
        assertThat(f.time.pending()).isZero();
    }

    /** A journal that throws, against its contract, is one that fails. */
    @Test
    void aJournalThatThrowsIsOneThatFails() {
        f.open(w -> w.journal(new ForwardingJournal(journal) {
            @Override
            public CompletionStage<Void> append(JournalEntry entry) {
                throw new IllegalStateException("broken");
            }
        }));

        assertThat(QueueFixture.failureOf(f.put("k", "1").accepted()))
                .isInstanceOf(JournalException.class)
                .hasRootCauseMessage("broken");
    }

    /** E6: the age of the oldest, which for what was found counts from when it was accepted. */
    @Test
    void theOldestIsKnown() {
        f.open(w -> w.journal(journal));
        f.sink.hold(true);
        f.put("a", "1");
        f.time.advance(ofSeconds(3));
        f.put("b", "1");
        assertThat(Duration.ofNanos(f.queue.stats().oldestNanos())).isEqualTo(ofSeconds(3));
        f.sink.answer();
        assertThat(f.queue.stats().oldestNanos()).isZero();
        f.put("b", "2");
        f.queue.close(ZERO);
        QueueFixture next = new QueueFixture();
        next.time.stepWallClock(ofHours(1));
        next.sink.hold(true);

        next.open(w -> w.journal(journal));

        assertThat(Duration.ofNanos(next.queue.stats().oldestNanos()))
                .isBetween(ofHours(1).minusSeconds(4), ofHours(1));
    }
}
