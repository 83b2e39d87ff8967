package io.cachex.spi;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;

/**
 * The only way in which a cache or a policy learns the time or waits for it.
 *
 * <p>Everything that decides freshness uses the monotonic {@link #nanos()}; the wall clock is for people. Compare nanos
 * by difference only ({@code a - b < 0}): they may wrap. Implementations are safe for use by many threads.
 */
public interface TimeSource {

    /** The system's clocks and one timer thread, which lives only while something is open or scheduled. */
    static TimeSource system() {
        return SystemTimeSource.INSTANCE;
    }

    /** Monotonic nanoseconds from an arbitrary origin, as {@link System#nanoTime()}. */
    long nanos();

    /**
     * The same clock as {@link #nanos()}, cheap to read and at most 20 ms behind while a {@link #open() handle} is open
     * and the machine is not starved. Never ahead.
     */
    long coarseNanos();

    /** Wall-clock time, for logs and for people. Freshness never depends on it. */
    Instant instant();

    /**
     * Runs a task once, no earlier than {@code delay} from now and usually within 20 ms after that.
     *
     * <p>The task runs on the timer's thread: it must be short and must not block. What it throws is logged and dropped.
     *
     * @param delay how long to wait; zero or negative means as soon as possible
     * @return a handle that cancels the task
     */
    Scheduled schedule(Duration delay, Runnable task);

    /**
     * Lets this thread wait until it is {@linkplain LockSupport#unpark unparked}, and for about so long at most. As with
     * {@link LockSupport#parkNanos(Object, long)} it may return earlier for no reason, and does so at once if the thread is
     * interrupted. The default schedules a task that unparks the thread.
     *
     * @param blocker what the thread waits for, for those who look at its stack
     * @param nanos how long; zero or negative returns at once
     */
    default void park(Object blocker, long nanos) {
        if (nanos > 0) {
            Thread waiting = Thread.currentThread();
            Scheduled end = schedule(Duration.ofNanos(nanos), () -> LockSupport.unpark(waiting));
            LockSupport.park(blocker);
            end.cancel();
        }
    }

    /** Keeps {@link #coarseNanos()} ticking until the handle is closed. Closing it twice is harmless. */
    Handle open();

    /** A task that waits for its time. */
    @FunctionalInterface
    interface Scheduled {
        /** Cancels the task; returns whether this call kept it from running. */
        boolean cancel();
    }

    /** A use of the clock that ends with {@link #close()}. */
    @FunctionalInterface
    interface Handle extends AutoCloseable {
        @Override
        void close();
    }
}
