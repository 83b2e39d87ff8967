package io.cachex.testkit;

import io.cachex.spi.TimeSource;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A clock that stands still until it is {@linkplain #advance advanced}, and runs the tasks that are due on the thread
 * that advances it.
 *
 * <p>The clock starts below zero, so that code which takes nanoseconds for positive is found out;
 * {@code FakeTime.at(Long.MAX_VALUE - 1)} finds out code that compares them otherwise than by difference.
 *
 * <p>Safe for use by many threads. Of two threads that advance, one waits for the other's tasks; a task may itself
 * advance the clock.
 */
public final class FakeTime implements TimeSource {

    private static final Logger LOG = System.getLogger(FakeTime.class.getName());
    private static final long ORIGIN = -7_123_456_789L;
    private static final Instant START = Instant.parse("2030-01-01T00:00:00Z");
    private static final Comparator<Task> BY_TIME =
            Comparator.comparingLong((Task task) -> task.due).thenComparingLong(task -> task.number);

    private final long origin;
    private final AtomicInteger handles = new AtomicInteger();
    private final List<Throwable> failures = new CopyOnWriteArrayList<>();
    private final ReentrantLock advancing = new ReentrantLock();
    private final TreeSet<Task> tasks = new TreeSet<>(BY_TIME); // guarded by this
    private long scheduled; // guarded by this

    /** Nanoseconds since the origin; written under the lock of this. */
    private volatile long elapsed;

    /** How far the wall clock was stepped; written under the lock of this. */
    private volatile Duration wallClockStep = Duration.ZERO;

    /** A clock at some time below zero, on 2030-01-01T00:00:00Z. */
    public FakeTime() {
        this(ORIGIN);
    }

    private FakeTime(long origin) {
        this.origin = origin;
    }

    /**
     * A clock whose {@link #nanos()} begin at {@code nanos}.
     *
     * @param nanos any value; the clock wraps around after {@link Long#MAX_VALUE}
     */
    public static FakeTime at(long nanos) {
        return new FakeTime(nanos);
    }

    @Override
    public long nanos() {
        return origin + elapsed;
    }

    /** Equal to {@link #nanos()}. */
    @Override
    public long coarseNanos() {
        return nanos();
    }

    /** Moves with {@link #advance} and {@link #stepWallClock}. */
    @Override
    public Instant instant() {
        return START.plusNanos(elapsed).plus(wallClockStep);
    }

    /** Keeps the task until {@link #advance} reaches its time; a task that is due at once waits for the next advance. */
    @Override
    public synchronized Scheduled schedule(Duration delay, Runnable task) {
        Task waiting = new Task(saturatedSum(elapsed, nanosOf(delay)), scheduled++, task);
        tasks.add(waiting);
        return () -> cancel(waiting);
    }

    @Override
    public Handle open() {
        handles.incrementAndGet();
        AtomicBoolean open = new AtomicBoolean(true);
        return () -> {
            if (open.compareAndSet(true, false)) {
                handles.decrementAndGet();
            }
        };
    }

    /**
     * Moves the clock forward and runs what becomes due, on this thread: in the order of time and, for the same time,
     * of scheduling. While a task runs, the clock shows the time it was due. Tasks scheduled by tasks run too, if they
     * become due on the way.
     *
     * @param duration zero runs what is due already
     * @throws IllegalArgumentException if it is negative
     * @throws ArithmeticException if the clock would be more than 2<sup>63</sup> ns (292 years) from where it started
     */
    public void advance(Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException("duration must not be negative: " + duration);
        }
        advancing.lock();
        try {
            long target = Math.addExact(elapsed, duration.toNanos());
            for (Task task = nextUntil(target); task != null; task = nextUntil(target)) {
                run(task);
            }
        } finally {
            advancing.unlock();
        }
    }

    /** Moves the wall clock alone, back if negative. Neither {@link #nanos()} nor any task is concerned. */
    public synchronized void stepWallClock(Duration step) {
        wallClockStep = wallClockStep.plus(step);
    }

    /** How many tasks wait for their time. */
    public synchronized int pending() {
        return tasks.size();
    }

    /** How long until the first waiting task is due; zero if it is due already, empty if none waits. */
    public synchronized Optional<Duration> untilNext() {
        return tasks.isEmpty() ? Optional.empty() : Optional.of(Duration.ofNanos(tasks.first().due - elapsed));
    }

    /** How many handles are open. */
    public int openHandles() {
        return handles.get();
    }

    /** What tasks have thrown, oldest first. It is logged and dropped, as by any time source. */
    public List<Throwable> failures() {
        return List.copyOf(failures);
    }

    @Override
    public String toString() {
        return "fakeTime(" + Duration.ofNanos(elapsed) + " elapsed, " + pending() + " pending)";
    }

    private synchronized boolean cancel(Task task) {
        return tasks.remove(task);
    }

    /** Takes the next task due by then and moves the clock to it; or to that time itself, if there is no such task. */
    private synchronized @Nullable Task nextUntil(long target) {
        if (tasks.isEmpty() || tasks.first().due > target) {
            elapsed = Math.max(elapsed, target);
            return null;
        }
        Task next = tasks.pollFirst();
        elapsed = Math.max(elapsed, next.due);
        return next;
    }

    private void run(Task task) {
        try {
            task.action.run();
        } catch (Throwable e) { // a task is user code as far as the clock is concerned, and the clock must go on
            failures.add(e);
            LOG.log(Level.WARNING, "A timer's task failed", e);
        }
    }

    private static long nanosOf(Duration delay) {
        if (delay.isNegative()) {
            return 0;
        }
        return delay.toSeconds() < Long.MAX_VALUE / 1_000_000_000 ? delay.toNanos() : Long.MAX_VALUE;
    }

    private static long saturatedSum(long a, long b) {
        long sum = a + b;
        return sum < 0 ? Long.MAX_VALUE : sum;
    }

    /** A task that waits; it is due at so many nanoseconds since the origin. */
    private record Task(long due, long number, Runnable action) {}
}
