package io.cachex.store;

import io.cachex.spi.TimeSource;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Repeats a task for as long as the task asks for it, so that no timer waits while there is nothing to do. */
final class Sweep implements AutoCloseable {

    private final TimeSource time;
    private final Duration firstDelay;
    private final Supplier<@Nullable Duration> task;

    private volatile boolean waiting; // written under this
    private TimeSource.@Nullable Scheduled next; // guarded by this
    private boolean closed; // guarded by this

    /** A sweep that has not begun; the task answers when it wants to run again, or null for not before a start. */
    Sweep(TimeSource time, Duration firstDelay, Supplier<@Nullable Duration> task) {
        this.time = time;
        this.firstDelay = firstDelay;
        this.task = task;
    }

    /** Sees to it that the task runs. */
    void start() {
        if (!waiting) {
            schedule(firstDelay);
        }
    }

    private synchronized void schedule(Duration delay) {
        if (!waiting && !closed) {
            waiting = true;
            next = time.schedule(delay, this::run);
        }
    }

    /**
     * The race with a writer: (1) the task finds nothing, (2) the writer adds an entry and sees a run waiting, (3) this
     * run ends and none follows. So the run ends its waiting before the task looks.
     */
    private void run() {
        synchronized (this) {
            waiting = false;
        }
        Duration delay = task.get();
        if (delay != null) {
            schedule(delay);
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (next != null) {
            next.cancel();
        }
    }
}
