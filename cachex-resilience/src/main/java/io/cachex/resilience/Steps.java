package io.cachex.resilience;

import io.cachex.spi.JournalEntry;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The steps of a key's line from one state to the next. The line's stripe is locked, unless it says otherwise. */
final class Steps {

    private final QueueParts queue;

    Steps(QueueParts queue) {
        this.queue = queue;
    }

    /** The write may be made from now on. */
    void ready(KeyLine line, Waiting write) {
        write.isReady = true;
        line.show(write);
        offer(line);
    }

    /** Lets writes of the line cover each other; with a journal, where appends end in any order. */
    void fold(KeyLine line) {
        if (!queue.rules.coalescing || line.first() == line.last()) {
            return;
        }
        List<Waiting> covered = line.fold();
        long bytes = 0;
        for (Waiting write : covered) {
            line.stripe.counts.covered(write);
            bytes += write.bytes;
        }
        if (bytes > 0) {
            queue.release(0, bytes);
        }
    }

    /** Puts the line where workers look, if its first write may be made. */
    void offer(KeyLine line) {
        Waiting first = line.first();
        if (line.state == KeyLine.State.IDLE && first != null && first.isReady && !isBlocked(line, first)) {
            line.state = KeyLine.State.READY;
            queue.turns.add(line, first.target);
        }
    }

    /** A worker takes the first write; null if there is none of that target any more that may be made. */
    @Nullable
    Waiting take(KeyLine line, Target target) {
        if (line.state != KeyLine.State.READY) {
            return null;
        }
        line.state = KeyLine.State.IDLE;
        Waiting first = line.first();
        if (queue.isClosed || first == null || !first.isReady || isBlocked(line, first)) {
            return null;
        }
        if (!first.target.equals(target)) {
            offer(line);
            return null;
        }
        line.state = KeyLine.State.FLYING;
        first.isFlying = true;
        first.tries++;
        if (first.tries > 1) {
            line.stripe.counts.retried();
        }
        return first;
    }

    /** The first write is tried again after a time, which grows with the failures in a row. */
    void rest(KeyLine line) {
        settle(line);
        line.failures++;
        line.state = KeyLine.State.RESTING;
        if (!queue.isClosed) {
            line.timer = queue.time.schedule(queue.backoff.after(line.failures), () -> rested(line));
        }
    }

    /** The first write waits for its turn again, behind the other lines. */
    void again(KeyLine line) {
        settle(line);
        line.state = KeyLine.State.IDLE;
        offer(line);
    }

    /** The write leaves its line, and the next one follows. Counting it is the caller's. */
    void leave(KeyLine line, Waiting write) {
        boolean wasFirst = line.first() == write;
        write.hasLeft = true;
        line.remove(write);
        if (wasFirst && line.state != KeyLine.State.READY) {
            wake(line);
        }
        if (line.isEmpty() && line.state != KeyLine.State.READY) {
            queue.lines.remove(line);
        }
    }

    /** A line that a worker has polled with nothing in it is forgotten. */
    void forgetIfEmpty(KeyLine line) {
        if (line.isEmpty() && line.state == KeyLine.State.IDLE) {
            queue.lines.remove(line);
        }
    }

    /** Whether a write of this key would not be made soon. */
    boolean isHeldUp(KeyLine line, Target target) {
        return line.state == KeyLine.State.RESTING
                || line.state == KeyLine.State.PARKING
                || queue.turns.isAway(target)
                || isParked(line, Long.MAX_VALUE);
    }

    private void wake(KeyLine line) {
        if (line.timer != null) {
            line.timer.cancel();
            line.timer = null;
        }
        line.failures = 0;
        line.state = KeyLine.State.IDLE;
        offer(line);
    }

    private void rested(KeyLine line) {
        line.stripe.lock.lock();
        try {
            if (line.state != KeyLine.State.RESTING) {
                return;
            }
            line.timer = null;
            line.state = KeyLine.State.IDLE;
            offer(line);
        } finally {
            line.stripe.lock.unlock();
        }
        queue.turns.wake();
    }

    /** No sink has the first write any more; meanwhile a later one may have come that covers it. */
    private void settle(KeyLine line) {
        line.landed();
        fold(line);
    }

    private boolean isBlocked(KeyLine line, Waiting first) {
        JournalEntry entry = first.entry;
        return isParked(line, entry.version());
    }

    /** Whether there is a letter of the key that is older, and what is later waits for it. */
    private boolean isParked(KeyLine line, long version) {
        return queue.rules.afterDeath == WriteBehind.AfterDeath.PARK_KEY
                && queue.letters.oldestOf(line.space, line.key) < version;
    }
}
