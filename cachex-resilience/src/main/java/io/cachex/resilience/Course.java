package io.cachex.resilience;

import io.cachex.spi.TimeSource;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The lines that wait for one target, and whether it is there. A target that is away is asked with one batch from time to
 * time, and by nobody else; as soon as it answers, all go on. Guarded by the lock of {@link Turns}.
 */
final class Course {

    /** Whether batches may go. */
    enum Gate {
        OPEN,
        /** The target is away, and is left alone for a time. */
        CLOSED,
        /** That time is over: one batch may try. */
        DUE,
        /** That batch is under way. */
        TRYING
    }

    final Target target;
    final Deque<KeyLine> ready = new ArrayDeque<>();

    Gate gate = Gate.OPEN;

    /** Attempts in a row for which it was away. */
    int failures;

    /** Batches under way. */
    int flying;

    /** Whether a worker will find it. */
    boolean isQueued;

    /** Whether it waits for more writes before its next batch. */
    boolean isGathering;

    /** Ends the gathering. */
    TimeSource.@Nullable Scheduled gathering;

    /** Ends the pause of a gate. */
    TimeSource.@Nullable Scheduled reopening;

    Course(Target target) {
        this.target = target;
    }

    boolean mayFly() {
        return !ready.isEmpty() && !isGathering && (gate == Gate.OPEN || gate == Gate.DUE);
    }

    boolean isOver() {
        return ready.isEmpty() && flying == 0 && !isQueued && (gate == Gate.OPEN || gate == Gate.DUE);
    }

    void endGathering() {
        if (isGathering) {
            isGathering = false;
            cancel(gathering);
        }
    }

    void cancelTimers() {
        cancel(gathering);
        cancel(reopening);
    }

    private static void cancel(TimeSource.@Nullable Scheduled timer) {
        if (timer != null) {
            timer.cancel();
        }
    }
}
