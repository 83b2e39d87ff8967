package io.cachex.resilience;

import io.cachex.Failures;
import io.cachex.spi.FailureClass;
import io.cachex.spi.Journal;
import io.cachex.spi.JournalEntry;
import io.cachex.spi.TimeSource;
import io.cachex.spi.WriteQueue;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** What the steps of a write's way through the queue have in common. */
final class QueueParts {

    /** How many writes may be under way that were written through because the queue was full. */
    private static final int MOST_THROUGH = 1_000;

    final String cache;
    final QueueRules rules;
    final WriteQueue.Setup setup;
    final TimeSource time;
    final @Nullable Journal journal;
    final KeyLines lines = new KeyLines();
    final Room room;
    final Room through;
    final QueueNews news;
    final Watermarks marks;
    final DeadLetterBox letters;
    final Backoff backoff;
    final Stamps stamps;
    final Acks acks;
    final Turns turns;
    final Flushes flushes;

    /** Whether no more writes are taken. Written before {@link KeyLines#passThrough}. */
    volatile boolean isClosing;

    /** Whether nothing is made any more, and what waits is where it stays. Read with a stripe locked. */
    volatile boolean isClosed;

    QueueParts(QueueRules rules, WriteQueue.Setup setup, BooleanSupplier starter) {
        this.cache = setup.cache();
        this.rules = rules;
        this.setup = setup;
        this.time = setup.time();
        this.journal = rules.journal;
        this.room = new Room(rules.maximumWrites, rules.maximumBytes);
        this.through = new Room(MOST_THROUGH, rules.maximumBytes);
        this.news = new QueueNews(cache, setup.observer(), room);
        this.marks = new Watermarks(cache, room, news);
        this.letters = new DeadLetterBox(rules.deadLetters);
        this.backoff = new Backoff(rules.minBackoff.toNanos(), rules.maxBackoff.toNanos(), rules.random);
        this.stamps = new Stamps(time);
        this.acks = new Acks(cache, journal, time);
        this.flushes = new Flushes(setup);
        this.turns = new Turns(rules, time, backoff, starter);
    }

    /** Ends when nothing waits any more and the queue is closing. */
    final CompletableFuture<Void> drained = new CompletableFuture<>();

    /** Writes have left the queue: there is room. */
    void release(int slots, long bytes) {
        room.release(slots, bytes);
        if (isClosing) {
            lookIfDrained();
        }
    }

    void lookIfDrained() {
        if (room.isEmpty()) {
            drained.complete(null);
        }
    }

    /** The queue's own target of such writes. */
    Target ownTarget(JournalEntry entry) {
        return Target.of(setup.sink(), entry);
    }

    /** A classifier that throws is taken for not knowing. */
    FailureClass classOf(Throwable failure) {
        try {
            return setup.classifier().classify(Failures.unwrap(failure));
        } catch (RuntimeException e) {
            return FailureClass.UNKNOWN;
        }
    }

    /** Runs it on the executor; here, if that is shut. */
    void onExecutor(Runnable task) {
        try {
            setup.executor().execute(task);
        } catch (RuntimeException e) {
            task.run();
        }
    }

    IllegalStateException closed() {
        return new IllegalStateException("the write queue of '" + cache + "' is closed");
    }
}
