package io.cachex.resilience;

import io.cachex.Failures;
import io.cachex.spi.DeadEntry;
import io.cachex.spi.Journal;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes dead letters. Only when the journal has a letter does the write leave the queue: until then, and if the journal does
 * not take it, or there is no room for it, the write is where it was, and its line waits.
 */
final class Burial {

    private static final Logger LOG = LoggerFactory.getLogger(WriteBehind.class);

    /** A write that is given up, and the last reason. Its line is {@link KeyLine.State#PARKING}. */
    record Doomed(Batch.Flight flight, Throwable failure) {}

    private final QueueParts queue;
    private final Steps steps;
    private final LetterRemoval removal;
    private final String node = "process " + ProcessHandle.current().pid();
    private final List<Consumer<DeadEntry>> handlers;
    private volatile boolean isHeldUp;

    Burial(QueueParts queue, Steps steps, LetterRemoval removal) {
        this.queue = queue;
        this.steps = steps;
        this.removal = removal;
        this.handlers = new CopyOnWriteArrayList<>(queue.rules.handlers);
    }

    void onDeadLetter(Consumer<DeadEntry> handler) {
        handlers.add(handler);
    }

    /** With no stripe locked. */
    void bury(Doomed doomed) {
        if (!queue.letters.reserve()) {
            switch (queue.rules.whenLettersFull) {
                case BLOCK -> {
                    keep(doomed, "there are " + queue.rules.deadLetters + " dead letters");
                    return;
                }
                case REJECT_NEW -> {
                    drop(doomed);
                    return;
                }
                case DROP_OLDEST -> queue.letters.force();
            }
        }
        DeadEntry letter = letterOf(doomed);
        Journal journal = queue.journal;
        if (journal == null) {
            buried(doomed, letter);
            return;
        }
        CompletableFuture<Void> parked = JournalCalls.call(() -> journal.park(letter));
        Runnable end = () -> parked.whenComplete((done, failure) -> {
            if (failure == null) {
                buried(doomed, letter);
            } else {
                queue.letters.unreserve();
                keep(doomed, "the journal did not take a dead letter: " + Failures.unwrap(failure));
            }
        });
        if (parked.isDone()) {
            end.run();
        } else {
            parked.whenComplete((done, failure) -> queue.onExecutor(end));
        }
    }

    private void buried(Doomed doomed, DeadEntry letter) {
        isHeldUp = false;
        KeyLine line = doomed.flight.line();
        Waiting write = doomed.flight.write();
        Endings endings = new Endings(queue);
        line.stripe.lock.lock();
        try {
            queue.letters.add(letter);
            if (!write.hasLeft) { // else the queue was closed meanwhile, and the journal has it
                line.stripe.counts.parked(write);
                line.stripe.arrivals.remove(write);
                endings.dead(write, doomed.failure);
                steps.leave(line, write);
            }
        } finally {
            line.stripe.lock.unlock();
        }
        LOG.warn(
                "a write of '{}' was given up after {} attempts and is a dead letter: {}",
                queue.cache,
                letter.attempts(),
                letter.errorType());
        endings.tell();
        handlers.forEach(handler -> queue.onExecutor(() -> call(handler, letter)));
        for (DeadEntry oldest = queue.letters.surplus(); oldest != null; oldest = queue.letters.surplus()) {
            LOG.warn("there are more dead letters of '{}' than may be: the oldest one is dropped", queue.cache);
            removal.removed(List.of(oldest));
        }
        queue.turns.wake();
    }

    /** The write stays, is tried again later, and given up again if need be. */
    private void keep(Doomed doomed, String why) {
        if (!isHeldUp) {
            isHeldUp = true;
            LOG.warn("a write of '{}' cannot be given up and stays in the queue: {}", queue.cache, why);
        }
        KeyLine line = doomed.flight.line();
        line.stripe.lock.lock();
        try {
            if (!doomed.flight.write().hasLeft) {
                steps.rest(line);
            }
        } finally {
            line.stripe.lock.unlock();
        }
    }

    private void drop(Doomed doomed) {
        KeyLine line = doomed.flight.line();
        Waiting write = doomed.flight.write();
        Endings endings = new Endings(queue);
        line.stripe.lock.lock();
        try {
            if (!write.hasLeft) {
                line.stripe.counts.dropped(write);
                line.stripe.arrivals.remove(write);
                endings.dropped(write, doomed.failure);
                steps.leave(line, write);
            }
        } finally {
            line.stripe.lock.unlock();
        }
        if (queue.rules.deadLetters == 0) {
            LOG.warn("a write of '{}' was given up and dropped: dead letters are off", queue.cache);
        } else {
            LOG.warn("there is no room for dead letters of '{}': a write was dropped", queue.cache);
        }
        endings.tell();
        queue.turns.wake();
    }

    private DeadEntry letterOf(Doomed doomed) {
        Waiting write = doomed.flight.write();
        Throwable cause = Failures.unwrap(doomed.failure);
        return new DeadEntry(
                write.entry,
                cause.getClass().getName(),
                Causes.message(cause, write.entry.value()),
                write.tries,
                Objects.requireNonNull(write.firstFailure),
                Objects.requireNonNull(write.lastFailure),
                node);
    }

    private void call(Consumer<DeadEntry> handler, DeadEntry letter) {
        try {
            handler.accept(letter);
        } catch (Throwable e) { // user code
            LOG.warn("a handler of dead letters of '{}' failed", queue.cache, e);
        }
    }
}
