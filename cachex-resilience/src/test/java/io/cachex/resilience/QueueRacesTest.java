package io.cachex.resilience;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cachex.Failures;
import io.cachex.spi.CacheObserver;
import io.cachex.spi.JournalEntry;
import io.cachex.spi.JournalEntry.Operation;
import io.cachex.spi.TimeSource;
import io.cachex.spi.WriteQueue;
import io.cachex.spi.WriteQueue.Ticket;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/** The queue under many threads, on the real clock. */
@Timeout(value = 120, threadMode = ThreadMode.SEPARATE_THREAD)
class QueueRacesTest {

    private static final int ROUNDS = Boolean.getBoolean("cachex.soak") ? 2_000 : 40;
    private static final int THREADS = 4;
    private static final int KEYS = 7;

    private final ExecutorService executor = Executors.newCachedThreadPool();
    private final Map<String, AtomicLong> written = new ConcurrentHashMap<>();
    private final AtomicLong disorder = new AtomicLong();

    @AfterEach
    void shutDown() {
        executor.shutdownNow();
    }

    /** E2, E6: with retries, outages and letters every key is in order, nothing is lost, and every sample adds up. */
    @Test
    void nothingIsLostOrOutOfOrder() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            oneRound(round, w -> w);
        }
    }

    /** The same with a journal, which is empty at the end. */
    @Test
    void nothingIsLostWithAJournal() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            RecordingJournal journal = new RecordingJournal();
            WriteQueue queue = oneRound(round, w -> w.journal(journal));

            assertThat(journal.writes()).isEmpty();
            assertThat(journal.letters()).hasSize((int) queue.stats().parked());
        }
    }

    /** Room: callers that wait for it all get it, though there is room for two writes only. */
    @Test
    void everybodyGetsRoomInTheEnd() throws Exception {
        for (int round = 0; round < ROUNDS / 4; round++) {
            oneRound(round, w -> w.maximumWrites(2).maxWait(Duration.ofSeconds(30)));
        }
    }

    /** BI40, E8: whoever was accepted while the queue was being closed was either made or is reported. */
    @Test
    void whoIsAcceptedDuringTheEndIsMadeOrReported() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            WriteQueue queue = open(w -> w.coalescing(false), writes -> answers(writes, false));
            List<CompletableFuture<List<Ticket>>> writers = new ArrayList<>();
            for (int t = 0; t < THREADS; t++) {
                int thread = t;
                writers.add(CompletableFuture.supplyAsync(() -> putUntilClosed(queue, "k" + thread), executor));
            }
            for (int spin = ThreadLocalRandom.current().nextInt(2_000); spin > 0; spin--) {
                Thread.onSpinWait(); // so that the end comes at any moment of a write
            }
            List<String> lost = queue.close(Duration.ofMillis(round % 2));

            long failed = 0;
            for (CompletableFuture<List<Ticket>> writer : writers) {
                for (Ticket ticket : writer.get()) {
                    failed += QueueFixture.failureOf(ticket.made()) == null ? 0 : 1;
                }
            }
            assertThat(failed).isEqualTo(lost.size()).isEqualTo(queue.stats().dropped());
            QueueFixture.assertIdentity(queue.stats());
            assertThat(queue.stats().waiting()).isZero();
        }
    }

    private WriteQueue oneRound(int round, UnaryOperator<WriteBehind<String>> options) throws Exception {
        written.clear();
        boolean isCoalescing = round % 2 == 0;
        WriteQueue queue = open(
                w -> options.apply(
                        w.coalescing(isCoalescing).batch(1 + round % 5).deadLetters(10_000)),
                writes -> answers(writes, true));
        AtomicBoolean isOver = new AtomicBoolean();
        CompletableFuture<Void> sampler = CompletableFuture.runAsync(
                () -> {
                    while (!isOver.get()) {
                        QueueFixture.assertIdentity(queue.stats());
                    }
                },
                executor);
        List<CompletableFuture<List<Ticket>>> writers = new ArrayList<>();
        for (int t = 0; t < THREADS; t++) {
            writers.add(CompletableFuture.supplyAsync(() -> putSome(queue), executor));
        }
        List<Ticket> tickets = new ArrayList<>();
        for (CompletableFuture<List<Ticket>> writer : writers) {
            tickets.addAll(writer.get());
        }
        await().pollInterval(Duration.ofMillis(1)).until(() -> queue.stats().waiting() == 0);
        isOver.set(true);
        sampler.get();

        WriteQueue.Stats stats = queue.stats();
        assertThat(stats.accepted()).isEqualTo(tickets.size());
        assertThat(stats.waitingBytes()).isZero();
        assertThat(disorder).hasValue(0);
        assertThat(queue.letters()).hasSize((int) stats.parked());
        if (!isCoalescing) {
            assertThat(stats.dropped()).isZero();
        }
        for (int k = 0; k < KEYS; k++) {
            assertThat(queue.pending("k" + k)).isNull();
        }
        assertThat(queue.close(Duration.ofSeconds(5))).isEmpty();
        long failed = 0;
        for (Ticket ticket : tickets) {
            failed += ticket.made()
                    .toCompletableFuture()
                    .handle((made, failure) -> failure == null ? 0 : 1)
                    .get(5, SECONDS);
        }
        assertThat(failed).isEqualTo(stats.parked() + stats.dropped());
        return queue;
    }

    private List<Ticket> putSome(WriteQueue queue) {
        List<Ticket> tickets = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            String key = "k" + ThreadLocalRandom.current().nextInt(KEYS);
            tickets.add(queue.accept(Operation.PUT, key, "v".getBytes(UTF_8), null));
        }
        tickets.forEach(
                ticket -> assertThat(QueueFixture.failureOf(ticket.accepted())).isNull());
        return tickets;
    }

    private List<Ticket> putUntilClosed(WriteQueue queue, String key) {
        List<Ticket> tickets = new ArrayList<>();
        while (true) {
            Ticket ticket = queue.accept(Operation.PUT, key, "v".getBytes(UTF_8), null);
            if (QueueFixture.failureOf(ticket.accepted()) != null) {
                return tickets;
            }
            tickets.add(ticket);
        }
    }

    /** Writes, and notices a version that is not above the last one of its key. */
    private List<Throwable> answers(List<JournalEntry> writes, boolean fails) {
        List<Throwable> answers = new ArrayList<>();
        for (JournalEntry write : writes) {
            int dice = fails ? ThreadLocalRandom.current().nextInt(40) : 1;
            if (dice == 0) {
                answers.add(new IllegalArgumentException("constraint"));
            } else if (dice < 3) {
                answers.add(fails ? new IllegalStateException("busy") : null);
            } else if (dice == 3) {
                answers.add(new IOException("away"));
            } else {
                answers.add(null);
            }
            if (answers.get(answers.size() - 1) == null) {
                long before = written.computeIfAbsent(write.key(), key -> new AtomicLong())
                        .getAndSet(write.version());
                disorder.addAndGet(fails && before >= write.version() ? 1 : 0);
            }
        }
        return answers;
    }

    private interface Origin {
        List<Throwable> write(List<JournalEntry> writes);
    }

    private WriteQueue open(UnaryOperator<WriteBehind<String>> options, Origin origin) {
        WriteQueue.Sink sink = writes -> {
            if (ThreadLocalRandom.current().nextBoolean()) {
                return CompletableFuture.completedFuture(origin.write(writes));
            }
            return CompletableFuture.supplyAsync(() -> origin.write(writes), executor);
        };
        WriteBehind<String> writing = options.apply(
                WriteBehind.<String>withoutWriter().workers(3).backoff(Duration.ofMillis(1), Duration.ofMillis(2)));
        return writing.open(new WriteQueue.Setup(
                "users", TimeSource.system(), executor, sink, Failures.standard(), new CacheObserver() {}, key -> key));
    }
}
