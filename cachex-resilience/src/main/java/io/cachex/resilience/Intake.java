package io.cachex.resilience;

import io.cachex.CallRejectedException;
import io.cachex.spi.Journal;
import io.cachex.spi.JournalEntry;
import io.cachex.spi.WriteEvent;
import io.cachex.spi.WriteQueue.Sink;
import io.cachex.spi.WriteQueue.Ticket;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Takes writes. A write gets its place in its key's line, its version and its place in the journal in one step, under the
 * lock of the key's stripe, so that all three agree; it may be made as soon as the journal has it.
 */
final class Intake {

    private static final CompletableFuture<Void> DONE = CompletableFuture.completedFuture(null);

    private final QueueParts queue;
    private final Steps steps;

    Intake(QueueParts queue, Steps steps) {
        this.queue = queue;
        this.steps = steps;
    }

    Ticket accept(JournalEntry.Operation operation, String key, byte[] value, @Nullable Sink sink) {
        Target target = new Target(sink == null ? queue.setup.sink() : sink, Space.of(operation));
        int size = Waiting.size(key, value);
        Journal journal = queue.journal;
        if (!queue.room.tryTake(size)) {
            Ticket covering = journal == null ? cover(operation, key, value, target, size) : null;
            if (covering != null) {
                return covering;
            }
            if (!waitsForRoom(size)) {
                return full(operation, key, value, target, size);
            }
        }
        return journal == null
                ? remember(operation, key, value, target, size)
                : record(journal, operation, key, value, target, size);
    }

    private boolean waitsForRoom(int size) {
        return queue.rules.whenFull == WriteBehind.WhenFull.BLOCK
                && queue.room.take(size, queue.rules.maxWait.toNanos(), queue.time);
    }

    private Ticket full(JournalEntry.Operation operation, String key, byte[] value, Target target, int size) {
        if (queue.isClosing) {
            return refused(queue.closed());
        }
        return queue.rules.whenFull == WriteBehind.WhenFull.WRITE_THROUGH
                ? through(operation, key, value, target, size)
                : refused(full());
    }

    /** Takes a write in memory, for which there is room. It covers the one before it, if that waits, at once. */
    private Ticket remember(JournalEntry.Operation operation, String key, byte[] value, Target target, int size) {
        Stripe stripe = queue.lines.stripe(key);
        Waiting write;
        int covered = -1;
        stripe.lock.lock();
        try {
            if (queue.isClosing) {
                queue.release(1, size);
                return refused(queue.closed());
            }
            KeyLine line = queue.lines.lineOf(target.space(), key, stripe);
            Waiting last = line.last();
            JournalEntry entry = queue.stamps.stamp(operation, key, value);
            if (last != null && canCover(last, target)) {
                covered = last.bytes;
                write = covering(line, last, entry, target);
            } else {
                write = new Waiting(entry, target, null, new CompletableFuture<>(), queue.time.nanos());
                write.linked(queue.flushes.here());
                line.add(write);
                stripe.arrivals.add(write);
                stripe.counts.accepted(write);
                steps.ready(line, write);
            }
        } finally {
            stripe.lock.unlock();
        }
        if (covered >= 0) {
            queue.release(1, covered);
        }
        taken();
        return new Ticket(DONE, write.made);
    }

    /** Takes a write in memory for which there is no room but that of the one it covers; null if there is none. */
    private @Nullable Ticket cover(
            JournalEntry.Operation operation, String key, byte[] value, Target target, int size) {
        Stripe stripe = queue.lines.stripe(key);
        Waiting write;
        stripe.lock.lock();
        try {
            KeyLine line = queue.lines.find(target.space(), key);
            Waiting last = line == null ? null : line.last();
            if (queue.isClosing
                    || line == null
                    || last == null
                    || !canCover(last, target)
                    || !queue.room.trySwap(size - last.bytes)) {
                return null;
            }
            write = covering(line, last, queue.stamps.stamp(operation, key, value), target);
        } finally {
            stripe.lock.unlock();
        }
        taken();
        return new Ticket(DONE, write.made);
    }

    private boolean canCover(Waiting last, Target target) {
        return queue.rules.coalescing && last.canBeCoveredBy(target);
    }

    private Waiting covering(KeyLine line, Waiting last, JournalEntry entry, Target target) {
        Waiting write = new Waiting(entry, target, null, last.made, last.since);
        write.linked(queue.flushes.here());
        write.replace(last);
        line.replaceLast(write);
        line.stripe.arrivals.replace(last, write);
        line.stripe.counts.covered(last);
        line.stripe.counts.accepted(write);
        steps.ready(line, write);
        return write;
    }

    /** Takes a write into the journal. It covers the one before it once it is there. */
    private Ticket record(
            Journal journal, JournalEntry.Operation operation, String key, byte[] value, Target target, int size) {
        Stripe stripe = queue.lines.stripe(key);
        CompletableFuture<Void> accepted = new CompletableFuture<>();
        KeyLine line;
        Waiting write;
        CompletableFuture<Void> append;
        stripe.lock.lock();
        try {
            if (queue.isClosing) {
                queue.release(1, size);
                return refused(queue.closed());
            }
            line = queue.lines.lineOf(target.space(), key, stripe);
            JournalEntry entry = queue.stamps.stamp(operation, key, value);
            write = new Waiting(entry, target, accepted, new CompletableFuture<>(), queue.time.nanos());
            write.linked(queue.flushes.here());
            line.add(write);
            append = JournalCalls.call(() -> journal.append(entry));
        } finally {
            stripe.lock.unlock();
        }
        append.whenComplete((done, failure) -> {
            if (failure == null) {
                appended(line, write);
            } else {
                notAppended(line, write, JournalCalls.failure(queue.cache, failure));
            }
        });
        return new Ticket(accepted, write.made);
    }

    private void appended(KeyLine line, Waiting write) {
        boolean hasLeft;
        line.stripe.lock.lock();
        try {
            hasLeft = write.hasLeft;
            line.stripe.counts.accepted(write);
            line.stripe.arrivals.add(write);
            if (!hasLeft) {
                steps.ready(line, write);
                steps.fold(line);
            }
        } finally {
            line.stripe.lock.unlock();
        }
        if (write.accepted != null) {
            write.accepted.complete(null);
        }
        if (hasLeft) {
            write.end(queue.closed()); // the next run makes it
        }
        taken();
    }

    /** The write is not taken, or tried once. It may be in the journal all the same, where it must not be found later. */
    private void notAppended(KeyLine line, Waiting write, Throwable failure) {
        boolean isTried = false;
        Endings endings = new Endings(queue);
        line.stripe.lock.lock();
        try {
            isTried = queue.rules.whenFull == WriteBehind.WhenFull.WRITE_THROUGH
                    && !write.hasLeft
                    && !steps.isHeldUp(line, write.target);
            if (isTried) {
                write.isThrough = true;
                steps.ready(line, write);
            } else {
                if (!write.hasLeft) {
                    steps.leave(line, write);
                }
                endings.refused(write, failure);
            }
        } finally {
            line.stripe.lock.unlock();
        }
        if (!isTried) {
            endings.tell();
        }
        queue.turns.wake();
    }

    /** Has a write tried once, in its turn, that is not kept. */
    private Ticket through(JournalEntry.Operation operation, String key, byte[] value, Target target, int size) {
        if (!queue.through.tryTake(size)) {
            return refused(full());
        }
        Stripe stripe = queue.lines.stripe(key);
        CompletableFuture<Void> made = new CompletableFuture<>();
        stripe.lock.lock();
        try {
            KeyLine line = queue.lines.lineOf(target.space(), key, stripe);
            if (queue.isClosing || steps.isHeldUp(line, target)) {
                steps.forgetIfEmpty(line);
                queue.through.release(1, size);
                return refused(queue.isClosing ? queue.closed() : full());
            }
            JournalEntry entry = queue.stamps.stamp(operation, key, value);
            Waiting write = new Waiting(entry, target, null, made, queue.time.nanos());
            write.linked(queue.flushes.here());
            write.isThrough = true;
            write.isExtra = true;
            line.add(write);
            steps.ready(line, write);
        } finally {
            stripe.lock.unlock();
        }
        queue.turns.wake();
        return new Ticket(made, made);
    }

    private void taken() {
        queue.news.tell(WriteEvent.ACCEPTED, 1);
        queue.marks.look();
        queue.turns.wake();
    }

    private CallRejectedException full() {
        return new CallRejectedException("the write queue of '" + queue.cache + "' is full");
    }

    private static Ticket refused(RuntimeException why) {
        CompletableFuture<Void> failed = CompletableFuture.failedFuture(why);
        return new Ticket(failed, failed);
    }
}
