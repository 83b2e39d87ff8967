package io.cachex.resilience;

import static java.time.Duration.ZERO;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cachex.JournalException.Reason;
import io.cachex.spi.WriteQueue.Replayed;
import io.cachex.spi.WriteQueue.Ticket;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/** E8, FT47, BI40: the end of a queue. */
@Timeout(value = 30, threadMode = ThreadMode.SEPARATE_THREAD)
class QueueCloseTest {

    private final QueueFixture f = new QueueFixture();
    private final RecordingJournal journal = new RecordingJournal();

    /** BI40: a closed queue takes nothing. */
    @Test
    void aClosedQueueTakesNothing() {
        f.open(w -> w);
        f.queue.close(ofSeconds(1));

        Ticket ticket = f.put("k", "1");

        assertThat(QueueFixture.failureOf(ticket.accepted()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the write queue of 'users' is closed");
        assertThat(QueueFixture.failureOf(ticket.made())).isInstanceOf(IllegalStateException.class);
        assertThat(f.sink.calls()).isZero();
        assertThat(f.counts()).containsExactly(0L, 0L, 0L, 0L, 0L);
    }

    /** E8: what waits is made first, within the time, and without waiting for more; then there is nothing left to tell. */
    @Test
    void whatWaitsIsMadeFirst() throws Exception {
        f.open(w -> w.journal(journal).delay(ofSeconds(50)).batch(10));
        f.sink.hold(true);
        f.put("a", "1");
        f.put("b", "1");

        CompletableFuture<List<String>> closing = CompletableFuture.supplyAsync(() -> f.queue.close(ofSeconds(30)));
        await().until(() -> f.sink.held() == 1);
        assertThat(closing).isNotDone();
        f.sink.answer();

        assertThat(closing.get()).isEmpty();
        assertThat(f.sink.made()).containsExactly("a=1", "b=1");
        assertThat(journal.writes()).isEmpty();
        assertThat(journal.isOpen()).isFalse();
        assertThat(f.time.pending()).isZero();
    }

    /** E8: what is not made in time is lost in memory, which is told by key, counted, and told to those who wait. */
    @Test
    void whatIsNotMadeInTimeIsTold() throws Exception {
        f.open(w -> w);
        f.sink.failAll(new IOException("away"));
        Ticket first = f.put("a", "1");
        f.put("b", "1");
        f.put("b", "2");

        CompletableFuture<List<String>> closing = CompletableFuture.supplyAsync(() -> f.queue.close(ofSeconds(30)));
        await().until(() -> QueueFixture.failureOf(f.put("x", "1").accepted()) instanceof IllegalStateException);
        f.time.advance(ofSeconds(29));
        assertThat(closing).isNotDone();
        f.time.advance(ofSeconds(2));

        assertThat(closing.get()).containsExactlyInAnyOrder("a", "b");
        assertThat(QueueFixture.failureOf(first.made())).isInstanceOf(IllegalStateException.class);
        assertThat(f.counts()).containsExactly(3L, 0L, 3L, 0L, 0L);
        assertThat(f.time.pending()).isZero();
        assertThat(f.queue.close(ofSeconds(30))).containsExactlyInAnyOrder("a", "b");
    }

    /** E8: with a journal the rest stays there; nothing of it is lost, nor counted as such. */
    @Test
    void theRestStaysInTheJournal() {
        f.open(w -> w.journal(journal));
        f.sink.failAll(new IllegalStateException("busy"));
        Ticket ticket = f.put("a", "1");

        List<String> lost = f.queue.close(ZERO);

        assertThat(lost).isEmpty();
        assertThat(QueueFixture.isDone(ticket.accepted())).isTrue();
        assertThat(QueueFixture.failureOf(ticket.made())).isInstanceOf(IllegalStateException.class);
        assertThat(journal.writes()).hasSize(1);
        assertThat(f.counts()).containsExactly(1L, 0L, 0L, 0L, 1L);
        assertThat(f.time.pending()).isZero();
    }

    /** FT47: a sink that hangs does not hold up the end, and what it answers afterwards is about nothing. */
    @Test
    void aSinkThatHangsDoesNotHoldUpTheEnd() {
        f.open(w -> w);
        f.sink.hold(true);
        f.put("a", "1");
        f.put("b", "1");

        List<String> lost = f.queue.close(ZERO);
        f.sink.answer();
        f.sink.failAll(new IllegalArgumentException("constraint"));
        f.sink.answer();

        assertThat(lost).containsExactlyInAnyOrder("a", "b");
        assertThat(f.counts()).containsExactly(2L, 0L, 2L, 0L, 0L);
        assertThat(f.queue.letters()).isEmpty();
        assertThat(f.sink.held()).isZero();
        assertThat(f.time.pending()).isZero();
    }

    /** FT47: an append that ends after the end tells the caller what the journal said. */
    @Test
    void anAppendThatEndsLateTellsTheTruth() {
        f.open(w -> w.journal(journal));
        journal.holdAppends(true);
        Ticket kept = f.put("a", "1");
        Ticket refused = f.put("b", "1");

        f.queue.close(ZERO);
        journal.answerAppend(null);
        journal.answerAppend(RecordingJournal.failure(Reason.CLOSED));

        assertThat(QueueFixture.isDone(kept.accepted())).isTrue();
        assertThat(QueueFixture.failureOf(kept.made())).isInstanceOf(IllegalStateException.class);
        assertThat(QueueFixture.failureOf(refused.accepted())).isNotNull();
        assertThat(QueueFixture.failureOf(refused.made())).isNotNull();
        assertThat(f.sink.calls()).isZero();
        assertThat(f.counts()).containsExactly(1L, 0L, 0L, 0L, 1L);
    }

    /** A closed queue replays nothing. */
    @Test
    void aClosedQueueReplaysNothing() {
        f.open(w -> w);
        f.sink.failAll(new IllegalArgumentException("constraint"));
        f.put("k", "1");
        String id = f.onlyLetter();
        f.queue.close(ZERO);

        assertThat(f.replay(id).get(id)).isEqualTo(Replayed.REFUSED);
        assertThat(f.onlyLetter()).isEqualTo(id);
    }

    /** FT47: an interrupt ends the wait, and the end is one all the same. */
    @Test
    void anInterruptEndsTheWait() throws Exception {
        f.open(w -> w.journal(journal));
        f.sink.hold(true);
        f.put("a", "1");
        List<Boolean> flags = new ArrayList<>();
        Thread closer = new Thread(() -> {
            f.queue.close(ofSeconds(30));
            flags.add(Thread.currentThread().isInterrupted());
        });

        closer.start();
        await().until(() -> f.time.pending() == 1);
        closer.interrupt();
        closer.join(10_000);

        assertThat(flags).containsExactly(true);
        assertThat(journal.isOpen()).isFalse();
    }
}
