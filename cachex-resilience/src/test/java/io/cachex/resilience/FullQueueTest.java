package io.cachex.resilience;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cachex.CallRejectedException;
import io.cachex.spi.WriteQueue.Ticket;
import io.cachex.testkit.RecordingObserver.QueueLevel;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/** Back-pressure: the bound of a queue, and what a caller gets who meets it. */
@Timeout(value = 30, threadMode = ThreadMode.SEPARATE_THREAD)
class FullQueueTest {

    private final QueueFixture f = new QueueFixture();

    /** REJECT refuses at once, and takes again when there is room. */
    @Test
    void aFullQueueRefuses() {
        f.open(w -> w.maximumWrites(2).whenFull(WriteBehind.WhenFull.REJECT));
        f.sink.hold(true);
        f.put("a", "1");
        f.put("b", "1");

        Ticket refused = f.put("c", "1");

        assertThat(QueueFixture.failureOf(refused.accepted()))
                .isInstanceOf(CallRejectedException.class)
                .hasMessage("the write queue of 'users' is full");
        assertThat(QueueFixture.failureOf(refused.made())).isInstanceOf(CallRejectedException.class);
        assertThat(f.counts()).containsExactly(2L, 0L, 0L, 0L, 2L);
        f.sink.answer();
        assertThat(QueueFixture.isDone(f.put("c", "1").accepted())).isTrue();
    }

    /** The bound in bytes holds, too; a write larger than that is never taken, and nobody waits for it. */
    @Test
    void theBoundInBytesHolds() {
        f.open(w -> w.maximumBytes(10));
        f.sink.hold(true);

        assertThat(QueueFixture.failureOf(f.put("k", "0123456789").accepted()))
                .isInstanceOf(CallRejectedException.class);
        f.put("a", "012345678");
        CompletableFuture<Ticket> waiting = CompletableFuture.supplyAsync(() -> f.put("b", "1"));
        await().until(() -> f.time.pending() == 1);
        f.time.advance(ofSeconds(5));

        assertThat(QueueFixture.failureOf(waiting.join().accepted())).isInstanceOf(CallRejectedException.class);
        assertThat(f.queue.stats().waitingBytes()).isEqualTo(10);
    }

    /** A write that covers another one takes no place of its own, but what it is larger by must fit. */
    @Test
    void whatIsCoveredMustNotGrowBeyondTheBound() {
        f.open(w -> w.maximumBytes(10).workers(1).whenFull(WriteBehind.WhenFull.REJECT));
        f.sink.hold(true);
        f.put("x", "1");
        f.put("k", "1234567");

        assertThat(QueueFixture.failureOf(f.put("k", "123456789").accepted()))
                .isInstanceOf(CallRejectedException.class);
        assertThat(QueueFixture.failureOf(f.put("k", "7654321").accepted())).isNull();
        f.sink.answer();
        f.sink.answer();

        assertThat(f.sink.made()).containsExactly("x=1", "k=7654321");
        assertThat(QueueFixture.failureOf(f.put("k", "123456789").accepted())).isNull();
    }

    /** BLOCK waits for room, in the order of arrival, without losing a wake-up. */
    @Test
    void aCallerWaitsForRoom() {
        f.open(w -> w.maximumWrites(1));
        f.sink.hold(true);
        f.put("a", "1");
        List<CompletableFuture<Ticket>> waiting = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            String key = "k" + i;
            int before = i;
            waiting.add(CompletableFuture.supplyAsync(() -> f.put(key, "1")));
            await().until(() -> f.time.pending() == before + 1);
        }

        for (int i = 0; i < 3; i++) {
            f.sink.answer();
            assertThat(QueueFixture.isDone(waiting.get(i).join().accepted())).isTrue();
            assertThat(waiting.stream().filter(CompletableFuture::isDone)).hasSize(i + 1);
        }
        f.sink.answer();

        assertThat(f.sink.made()).containsExactly("a=1", "k0=1", "k1=1", "k2=1");
        assertThat(f.time.pending()).isZero();
    }

    /** Who wants much is not overtaken for ever by those who want little. */
    @Test
    void nobodyIsOvertaken() {
        f.open(w -> w.maximumBytes(10).workers(1));
        f.sink.hold(true);
        f.put("a", "1234");
        f.put("b", "1234");
        CompletableFuture<Ticket> large = CompletableFuture.supplyAsync(() -> f.put("c", "123456789"));
        await().until(() -> f.time.pending() == 1);
        f.sink.answer();

        CompletableFuture<Ticket> small = CompletableFuture.supplyAsync(() -> f.put("d", "1"));
        await().until(() -> f.time.pending() == 2);
        f.sink.answer();

        assertThat(QueueFixture.isDone(large.join().accepted())).isTrue();
        assertThat(small).isNotDone();
        f.sink.answer();
        assertThat(QueueFixture.isDone(small.join().accepted())).isTrue();
    }

    /** BLOCK waits as long as told, by default 5 s, and then refuses. */
    @Test
    void aCallerDoesNotWaitForEver() {
        f.open(w -> w.maximumWrites(1));
        f.sink.hold(true);
        f.put("a", "1");

        CompletableFuture<Ticket> waiting = CompletableFuture.supplyAsync(() -> f.put("b", "1"));
        await().until(() -> f.time.pending() == 1);
        f.time.advance(ofMillis(4_999));
        assertThat(waiting).isNotDone();
        f.time.advance(ofMillis(1));

        assertThat(QueueFixture.failureOf(waiting.join().accepted())).isInstanceOf(CallRejectedException.class);
    }

    /** An interrupt ends the wait, and is kept. */
    @Test
    void anInterruptEndsTheWait() throws Exception {
        f.open(w -> w.maximumWrites(1));
        f.sink.hold(true);
        f.put("a", "1");
        AtomicReference<Ticket> ticket = new AtomicReference<>();
        AtomicReference<Boolean> flag = new AtomicReference<>();
        Thread caller = new Thread(() -> {
            ticket.set(f.put("b", "1"));
            flag.set(Thread.currentThread().isInterrupted());
        });

        caller.start();
        await().until(() -> f.time.pending() == 1);
        caller.interrupt();
        caller.join(10_000);

        assertThat(flag.get()).isTrue();
        assertThat(QueueFixture.failureOf(ticket.get().accepted())).isInstanceOf(CallRejectedException.class);
        assertThat(f.time.pending()).isZero();
    }

    /** Closing ends the wait. */
    @Test
    void closingEndsTheWait() {
        f.open(w -> w.maximumWrites(1));
        f.sink.hold(true);
        f.put("a", "1");
        CompletableFuture<Ticket> waiting = CompletableFuture.supplyAsync(() -> f.put("b", "1"));
        await().until(() -> f.time.pending() == 1);

        f.queue.close(Duration.ZERO);

        assertThat(QueueFixture.failureOf(waiting.join().accepted())).isInstanceOf(IllegalStateException.class);
    }

    /** WRITE_THROUGH makes the write in its turn, while the caller waits for its outcome. */
    @Test
    void aFullQueueWritesThrough() {
        f.open(w -> w.maximumWrites(1).workers(1).coalescing(false).whenFull(WriteBehind.WhenFull.WRITE_THROUGH));
        f.sink.hold(true);
        f.put("k", "1");

        Ticket through = f.put("k", "2");

        assertThat(through.accepted().toCompletableFuture()).isNotDone();
        assertThat(f.queue.pending("k").version()).isLessThan(Long.MAX_VALUE);
        assertThat(QueueFixture.text(f.queue.pending("k")))
                .as("not accepted yet")
                .isEqualTo("k=1");
        f.sink.answer();
        f.sink.answer();
        assertThat(f.sink.made()).containsExactly("k=1", "k=2");
        assertThat(QueueFixture.isDone(through.accepted())).isTrue();
        assertThat(f.counts()).containsExactly(2L, 2L, 0L, 0L, 0L);
    }

    /** What is written through and fails is not kept: the caller knows. */
    @Test
    void whatIsWrittenThroughAndFailsIsNotKept() {
        f.open(w -> w.maximumWrites(1).whenFull(WriteBehind.WhenFull.WRITE_THROUGH));
        f.sink.hold(true);
        f.put("a", "1");
        Ticket through = f.put("b", "1");
        f.sink.answer();
        f.sink.failAll(new IllegalStateException("busy"));

        f.sink.answer();

        assertThat(QueueFixture.failureOf(through.accepted())).hasMessage("busy");
        assertThat(f.counts()).containsExactly(1L, 1L, 0L, 0L, 0L);
        assertThat(f.time.pending()).isZero();
    }

    /** Nobody waits through a back-off: refused at once when the sink is away or the key waits, or when it begins to. */
    @Test
    void nothingIsWrittenThroughDuringABackOff() {
        f.open(w -> w.maximumWrites(1).coalescing(false).whenFull(WriteBehind.WhenFull.WRITE_THROUGH));
        f.sink.hold(true);
        f.put("k", "1");
        Ticket behind = f.put("k", "2");
        f.sink.failAll(new IOException("away"));

        f.sink.answer();

        assertThat(QueueFixture.failureOf(behind.accepted())).isInstanceOf(CallRejectedException.class);
        assertThat(QueueFixture.failureOf(f.put("k", "3").accepted())).isInstanceOf(CallRejectedException.class);
        assertThat(QueueFixture.failureOf(f.put("other", "1").accepted())).isInstanceOf(CallRejectedException.class);
        f.sink.recover();
        f.sink.hold(false);
        f.time.advance(ofSeconds(1));
        assertThat(f.sink.made()).containsExactly("k=1");
        assertThat(f.queue.pending("k")).isNull();
    }

    /** Watermarks are told once on the way up, and once on the way down, ten points lower. */
    @Test
    void theLevelIsToldWhenItChanges() {
        f.open(w -> w.maximumWrites(100).workers(1));
        f.sink.hold(true);

        try (Logs logs = Logs.of(WriteBehind.class)) {
            IntStream.range(0, 96).forEach(i -> f.put("k" + i, "v"));
            assertThat(levels()).containsExactly(50, 80, 95);
            for (int i = 0; i < 11; i++) {
                f.sink.answer();
            }
            assertThat(levels()).as("ten points of slack").containsExactly(50, 80, 95);
            f.sink.answer();
            assertThat(levels()).containsExactly(50, 80, 95, 80);
            IntStream.range(0, 5).forEach(i -> f.put("n" + i, "v"));
            while (f.sink.held() > 0) {
                f.sink.answer();
            }
            assertThat(levels()).containsExactly(50, 80, 95, 80, 50, 0);
            assertThat(logs.lines("users"))
                    .contains(
                            "INFO the write queue of 'users' is over 50 percent full",
                            "WARN the write queue of 'users' is 95 percent full",
                            "INFO the write queue of 'users' is down to 0 percent full");
        }
    }

    private List<Integer> levels() {
        return f.observer.events(QueueLevel.class).stream()
                .map(QueueLevel::percent)
                .toList();
    }
}
