package io.cachex.resilience;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.cachex.CircuitOpenException;
import io.cachex.OriginStatusException;
import io.cachex.spi.WriteEvent;
import io.cachex.spi.WriteQueue.Ticket;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** E3 and the retry classes of reliability.md, section 3.3. */
class WriteOutageTest {

    private final QueueFixture f = new QueueFixture();

    /** FT38: ten minutes without the origin cost no attempt and no letter, and little traffic; then all goes at once. */
    @Test
    void anOutageCostsNoAttempts() {
        f.open(w -> w.batch(100));
        f.sink.failAll(new IOException("refused"));
        for (int i = 0; i < 20_000; i++) {
            f.put("k" + i, "v");
        }

        f.time.advance(ofMinutes(10));

        assertThat(f.queue.letters()).isEmpty();
        assertThat(f.sink.calls()).as("asked in ten minutes").isBetween(20, 40);
        f.sink.recover();
        f.time.advance(ofSeconds(30));
        assertThat(f.sink.made()).hasSize(20_000);
        assertThat(f.counts()).containsExactly(20_000L, 20_000L, 0L, 0L, 0L);
    }

    /** FT38: once it is back there is no pause between the batches: nothing more has to become due. */
    @Test
    void theRestFollowsTheTrialAtOnce() {
        f.open(w -> w.batch(10));
        f.sink.failAll(new IOException("refused"));
        for (int i = 0; i < 1_000; i++) {
            f.put("k" + i, "v");
        }
        f.time.advance(ofSeconds(5));
        f.sink.recover();

        f.time.advance(f.time.untilNext().orElseThrow());

        assertThat(f.sink.made()).as("those that were on trial, too").hasSize(1_000);
    }

    /** Keys that were often on trial need not wait longer than the others when it is back. */
    @Test
    void thoseOnTrialDoNotRest() {
        AtomicInteger asked = new AtomicInteger();
        f.open(w -> w.random(() -> asked.incrementAndGet() % 2 == 1 ? 0 : 0.99)); // long, short, long, ...
        f.sink.failAll(new IOException("refused"));
        IntStream.range(0, 5).forEach(i -> f.put("k" + i, "v"));
        f.time.advance(ofMinutes(10));
        f.sink.recover();

        f.time.advance(f.time.untilNext().orElseThrow());

        assertThat(f.sink.made()).hasSize(5);
    }

    /** While it is away it is asked with one batch, whatever the number of workers and of keys. */
    @Test
    void oneBatchFindsOutWhetherItIsBack() {
        f.open(w -> w.workers(8));
        f.sink.failAll(new IOException("refused"));
        IntStream.range(0, 100).forEach(i -> f.put("k" + i, "v"));
        int before = f.sink.calls();
        f.sink.hold(true);

        f.time.advance(ofSeconds(10));

        assertThat(f.sink.calls() - before).isEqualTo(1);
        f.sink.recover();
        f.sink.answer();
        assertThat(f.sink.held()).as("all workers").isEqualTo(8);
    }

    /** The pause grows from 100 ms to 30 s. */
    @Test
    void thePauseGrowsToItsLimit() {
        f.open(w -> w);
        f.sink.failAll(new CircuitOpenException("db", Duration.ZERO, null));
        f.put("k", "v");

        f.time.advance(ofMillis(99));
        assertThat(f.sink.calls()).isEqualTo(1);
        f.time.advance(ofMillis(1));
        assertThat(f.sink.calls()).isEqualTo(2);
        f.time.advance(ofMillis(199));
        assertThat(f.sink.calls()).isEqualTo(2);
        f.time.advance(ofMillis(1));
        assertThat(f.sink.calls()).isEqualTo(3);
        f.time.advance(ofMinutes(10));
        int before = f.sink.calls();
        f.time.advance(ofMinutes(5));
        assertThat(f.sink.calls() - before).isEqualTo(10);
    }

    /** Jitter: a pause is a random part of that. */
    @Test
    void thePauseIsJittered() {
        f.open(w -> w.random(() -> 0.75));
        f.sink.failAll(new IOException("refused"));
        f.put("k", "v");

        f.time.advance(ofMillis(24));
        assertThat(f.sink.calls()).isEqualTo(1);
        f.time.advance(ofMillis(1));
        assertThat(f.sink.calls()).isEqualTo(2);
    }

    /** An outage of one sink is nobody else's. */
    @Test
    void anOutageConcernsItsSinkOnly() {
        f.open(w -> w);
        TestSink away = new TestSink();
        away.failAll(new IOException("refused"));

        IntStream.range(0, 10).forEach(i -> f.put("a" + i, "v", away));
        IntStream.range(0, 10).forEach(i -> f.put("b" + i, "v"));

        assertThat(f.sink.made()).hasSize(10);
        assertThat(away.calls()).isEqualTo(1);
    }

    /** E3: transient and unknown failures count; after maxRetries the write is given up. */
    @Test
    void otherFailuresCountAgainstTheLimit() {
        f.open(w -> w.maxRetries(3));
        f.sink.failAll(new OriginStatusException(429, "too many"));
        Ticket ticket = f.put("k", "v");

        f.time.advance(ofMillis(699));
        assertThat(f.queue.letters()).isEmpty();
        f.time.advance(ofMillis(1));

        assertThat(f.sink.calls()).isEqualTo(4);
        assertThat(f.queue.letters()).singleElement().satisfies(letter -> {
            assertThat(letter.dead().attempts()).isEqualTo(4);
            assertThat(letter.dead().errorType()).isEqualTo(OriginStatusException.class.getName());
            assertThat(Duration.between(
                            letter.dead().firstFailure(), letter.dead().lastFailure()))
                    .isEqualTo(ofMillis(700));
        });
        assertThat(QueueFixture.failureOf(ticket.made())).isInstanceOf(OriginStatusException.class);
        assertThat(f.counts()).containsExactly(1L, 0L, 0L, 1L, 0L);
        assertThat(f.observer.writes(WriteEvent.RETRIED)).isEqualTo(3);
        assertThat(f.observer.writes(WriteEvent.DEAD)).isEqualTo(1);
    }

    /** E3: what will not pass is given up at once. */
    @Test
    void whatWillNotPassIsGivenUpAtOnce() {
        f.open(w -> w);
        f.sink.failAll(new IllegalArgumentException("constraint"));

        f.put("k", "v");

        assertThat(f.sink.calls()).isEqualTo(1);
        assertThat(f.counts()).containsExactly(1L, 0L, 0L, 1L, 0L);
    }

    /** Outages between other failures do not count with them. */
    @Test
    void outagesDoNotCountWithOtherFailures() {
        f.open(w -> w.maxRetries(1));
        f.sink.failAll(new IllegalStateException("busy"));
        f.put("k", "v");
        f.sink.failAll(new IOException("away"));
        f.time.advance(ofMinutes(10));
        assertThat(f.queue.letters()).isEmpty();

        f.sink.failAll(new IllegalStateException("busy"));
        f.time.advance(ofSeconds(31));

        assertThat(f.queue.letters()).hasSize(1);
    }

    /** FT39, in the queue: one letter, 999 written. */
    @Test
    void oneBadWriteInABatchIsTheOnlyLetter() {
        f.open(w -> w.batch(1_000).delay(ofSeconds(1)));
        f.sink.failBatches(
                writes -> writes.stream().anyMatch(write -> write.key().equals("k617"))
                        ? new IllegalArgumentException("constraint")
                        : null);
        IntStream.range(0, 1_000).forEach(i -> f.put("k" + i, "v"));

        f.time.advance(ofSeconds(1));

        assertThat(f.queue.letters())
                .singleElement()
                .satisfies(letter -> assertThat(letter.dead().entry().key()).isEqualTo("k617"));
        assertThat(f.sink.made()).hasSize(999);
        assertThat(f.sink.calls()).isLessThanOrEqualTo(12);
    }

    /** An executor that takes no worker is asked again. */
    @Test
    void aWorkerIsStartedLaterIfThereIsNoThread() {
        f.open(w -> w);
        f.executor = task -> {
            throw new RejectedExecutionException("full");
        };
        f.put("k", "v");
        assertThat(f.sink.made()).isEmpty();

        f.executor = Runnable::run;
        f.time.advance(ofSeconds(1));

        assertThat(f.sink.made()).isEqualTo(List.of("k=v"));
    }

    /** E6: observers hear of each write. */
    @Test
    void observersHearOfEachWrite() {
        f.open(w -> w);
        f.put("k", "v");

        assertThat(f.observer.writes(WriteEvent.ACCEPTED)).isEqualTo(1);
        assertThat(f.observer.writes(WriteEvent.SUCCEEDED)).isEqualTo(1);
    }
}
