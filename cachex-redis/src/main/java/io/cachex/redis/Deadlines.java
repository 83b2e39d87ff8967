package io.cachex.redis;

import io.cachex.spi.TimeSource;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** The deadlines of requests that all wait equally long: so they end in the order in which they were made, and one timer serves all. */
final class Deadlines {

    /** Gives up waiting when told to, unless it has ended. */
    interface Expiring {
        void expire();
    }

    /** When one has waited long enough. It lets go of the one that waits when that has ended. */
    static final class Deadline {
        private final long dueNanos;
        private volatile @Nullable Expiring waiting;

        Deadline(Expiring waiting, long dueNanos) {
            this.waiting = waiting;
            this.dueNanos = dueNanos;
        }

        void over() {
            waiting = null;
        }
    }

    private final TimeSource time;
    private final Queue<Deadline> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean armed = new AtomicBoolean();

    Deadlines(TimeSource time) {
        this.time = time;
    }

    void watch(Deadline deadline) {
        waiting.add(deadline);
        if (!armed.get()) {
            arm();
        }
    }

    private void arm() {
        Deadline first = waiting.peek();
        if (first != null && armed.compareAndSet(false, true)) {
            time.schedule(Duration.ofNanos(first.dueNanos - time.nanos()), this::sweep);
        }
    }

    /**
     * Ends what is due.
     *
     * <p>The race with a caller: (1) the sweep finds the queue empty, (2) the caller adds a deadline and sees the timer
     * armed, (3) the sweep disarms it. So the sweep disarms first and looks again.
     */
    private void sweep() {
        long now = time.nanos();
        for (Deadline first = waiting.peek(); first != null; first = waiting.peek()) {
            Expiring one = first.waiting;
            if (one != null && first.dueNanos - now > 0) {
                break;
            }
            waiting.poll(); // only this thread takes
            if (one != null) {
                one.expire();
            }
        }
        armed.set(false);
        arm();
    }
}
