package io.cachex.resilience;

import io.cachex.spi.DeadEntry;
import io.cachex.spi.Journal;
import io.cachex.spi.JournalEntry;
import io.cachex.spi.WriteEvent;
import io.cachex.spi.WriteQueue.Replayed;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Takes a dead letter back among the writes of its key, where its version puts it: before all that came later.
 *
 * <p>A later write may be under way meanwhile: (1) the letter is not superseded, and goes to the journal as a write; (2) the
 * later write is made; (3) the journal has the letter's. So the letter stays one until (3), and is then looked at again.
 */
final class Replay {

    private final QueueParts queue;
    private final Steps steps;
    private final LetterRemoval removal;

    Replay(QueueParts queue, Steps steps, LetterRemoval removal) {
        this.queue = queue;
        this.steps = steps;
        this.removal = removal;
    }

    /** The stage does not fail. */
    CompletableFuture<Replayed> replay(DeadEntry letter) {
        if (queue.isClosing) {
            return CompletableFuture.completedFuture(Replayed.REFUSED);
        }
        if (!queue.letters.begin(letter)) {
            return CompletableFuture.completedFuture(Replayed.GONE);
        }
        if (queue.letters.isSuperseded(letter)) {
            removal.removed(List.of(letter));
            return CompletableFuture.completedFuture(Replayed.SUPERSEDED);
        }
        JournalEntry entry = letter.entry().redriven();
        int size = Waiting.size(entry.key(), entry.value());
        if (!queue.room.tryTake(size)) {
            queue.letters.undo(letter);
            return CompletableFuture.completedFuture(Replayed.REFUSED);
        }
        Target target = queue.ownTarget(entry);
        Waiting write = new Waiting(entry, target, null, new CompletableFuture<>(), queue.time.nanos());
        Stripe stripe = queue.lines.stripe(entry.key());
        KeyLine line;
        CompletableFuture<Void> append;
        stripe.lock.lock();
        try {
            if (queue.isClosing) {
                queue.letters.undo(letter);
                queue.release(1, size);
                return CompletableFuture.completedFuture(Replayed.REFUSED);
            }
            line = queue.lines.lineOf(target.space(), entry.key(), stripe);
            line.add(write);
            append = append(entry);
        } finally {
            stripe.lock.unlock();
        }
        return append.handle(
                (done, failure) -> failure == null ? queued(line, write, letter) : refused(line, write, letter));
    }

    private CompletableFuture<Void> append(JournalEntry entry) {
        Journal journal = queue.journal;
        return journal == null
                ? CompletableFuture.completedFuture(null)
                : JournalCalls.call(() -> journal.append(entry));
    }

    private Replayed queued(KeyLine line, Waiting write, DeadEntry letter) {
        Endings endings = new Endings(queue);
        boolean isSuperseded;
        line.stripe.lock.lock();
        try {
            isSuperseded = queue.letters.isSuperseded(letter);
            queue.letters.remove(letter);
            if (isSuperseded) {
                line.stripe.counts.discarded();
                if (!write.hasLeft) {
                    steps.leave(line, write);
                }
                endings.dropped(write, queue.closed()); // nobody has its ticket
            } else {
                line.stripe.counts.redriven(write);
                line.stripe.arrivals.add(write);
                if (!write.hasLeft) { // else the queue was closed meanwhile, and the journal has it
                    steps.ready(line, write);
                    steps.fold(line);
                }
            }
        } finally {
            line.stripe.lock.unlock();
        }
        endings.tell();
        if (!isSuperseded) {
            queue.news.tell(WriteEvent.REDRIVEN, 1);
        }
        queue.turns.wake();
        return isSuperseded ? Replayed.SUPERSEDED : Replayed.QUEUED;
    }

    private Replayed refused(KeyLine line, Waiting write, DeadEntry letter) {
        line.stripe.lock.lock();
        try {
            steps.leave(line, write);
        } finally {
            line.stripe.lock.unlock();
        }
        queue.letters.undo(letter);
        queue.release(1, write.bytes);
        queue.turns.wake();
        return Replayed.REFUSED;
    }
}
