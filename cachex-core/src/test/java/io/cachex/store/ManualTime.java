package io.cachex.store;

import io.cachex.spi.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A clock that stands still until it is advanced, for tests that cannot use the test kit's. */
public final class ManualTime implements TimeSource {

    private final List<Task> tasks = new ArrayList<>(); // guarded by this
    private volatile long nanos;
    private volatile Instant instant = Instant.ofEpochSecond(1_700_000_000);

    public ManualTime(long nanos) {
        this.nanos = nanos;
    }

    public ManualTime() {
        this(-5_000_000_000L);
    }

    /** Moves the clock and runs what is due, on this thread. */
    public void advance(Duration step) {
        List<Task> due = new ArrayList<>();
        synchronized (this) {
            nanos += step.toNanos();
            instant = instant.plus(step);
            tasks.removeIf(task -> task.due - nanos <= 0 && due.add(task));
        }
        due.forEach(task -> task.action.run());
    }

    /** Moves the wall clock alone. */
    public void stepWallClock(Duration step) {
        instant = instant.plus(step);
    }

    public synchronized int waiting() {
        return tasks.size();
    }

    @Override
    public long nanos() {
        return nanos;
    }

    @Override
    public long coarseNanos() {
        return nanos;
    }

    @Override
    public Instant instant() {
        return instant;
    }

    @Override
    public synchronized Scheduled schedule(Duration delay, Runnable action) {
        Task task = new Task(nanos + delay.toNanos(), action);
        tasks.add(task);
        return () -> cancel(task);
    }

    private synchronized boolean cancel(Task task) {
        return tasks.remove(task);
    }

    @Override
    public Handle open() {
        return () -> {};
    }

    private static final class Task {

        private final long due;
        private final Runnable action;

        private Task(long due, Runnable action) {
            this.due = due;
            this.action = action;
        }
    }
}
