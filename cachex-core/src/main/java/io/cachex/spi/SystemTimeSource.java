package io.cachex.spi;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * The system's clocks, and a daemon thread that ticks every 10 ms: it refreshes the coarse clock and turns the
 * {@link TimerWheel}. The thread starts with the first handle or task and ends when there is neither.
 */
final class SystemTimeSource implements TimeSource {

    static final SystemTimeSource INSTANCE = new SystemTimeSource();

    static final long TICK_NANOS = 10_000_000;

    /** {@link #coarse} while nobody ticks. The real clock may show this value too, which costs one precise read. */
    private static final long STOPPED = Long.MIN_VALUE;

    private final TimerWheel wheel = new TimerWheel(System.nanoTime(), TICK_NANOS);

    /** Written by the ticker, and under the lock when it starts or ends. */
    private volatile long coarse = STOPPED;

    private int handles; // guarded by this
    private boolean ticking; // guarded by this

    @Override
    public long nanos() {
        return System.nanoTime();
    }

    @Override
    public long coarseNanos() {
        long now = coarse;
        return now != STOPPED ? now : System.nanoTime();
    }

    @Override
    public Instant instant() {
        return Instant.now();
    }

    @Override
    public Scheduled schedule(Duration delay, Runnable task) {
        TimerWheel.Timer timer = wheel.add(System.nanoTime() + Durations.nanos(delay), task);
        ensureTicking();
        return timer;
    }

    @Override
    public void park(Object blocker, long nanos) {
        LockSupport.parkNanos(blocker, nanos);
    }

    @Override
    public Handle open() {
        synchronized (this) {
            handles++;
        }
        ensureTicking();
        AtomicBoolean open = new AtomicBoolean(true);
        return () -> {
            if (open.compareAndSet(true, false)) {
                synchronized (this) {
                    handles--;
                }
            }
        };
    }

    private void ensureTicking() {
        if (coarse != STOPPED) {
            return; // ticking, or about to look once more at what waits before it ends: see endIfIdle
        }
        synchronized (this) {
            if (!ticking) {
                startTicker(); // before we say that it ticks: there may be no thread to be had
                ticking = true;
                coarse = System.nanoTime();
            }
        }
    }

    /** The thread outlives its starter: it takes over neither its thread locals nor its class loader. */
    private void startTicker() {
        Thread ticker = new Thread(null, this::tick, "cachex-clock", 0, false);
        ticker.setContextClassLoader(SystemTimeSource.class.getClassLoader());
        ticker.setDaemon(true);
        ticker.start();
    }

    private void tick() {
        long next = System.nanoTime();
        do {
            next += TICK_NANOS;
            for (long wait = next - System.nanoTime(); wait > 0; wait = next - System.nanoTime()) {
                LockSupport.parkNanos(this, wait);
            }
            long now = System.nanoTime();
            if (now - next > TICK_NANOS) {
                next = now; // after a pause: one tick now, not a burst of those that were missed
            }
            coarse = now;
            wheel.turn(now);
        } while (!endIfIdle());
    }

    /**
     * Ends the ticker when nothing needs it.
     *
     * <p>The race with a task that is scheduled meanwhile: (1) the ticker finds nothing, (2) a caller adds a task and
     * sees the clock ticking, (3) the ticker stops. So the ticker first says that it has stopped and then looks again:
     * either the caller sees STOPPED and starts a ticker, or the ticker sees the task and goes on.
     */
    private boolean endIfIdle() {
        if (wheel.size() > 0) {
            return false;
        }
        synchronized (this) {
            if (handles > 0) {
                return false;
            }
            coarse = STOPPED;
            if (wheel.size() > 0) {
                coarse = System.nanoTime();
                return false;
            }
            ticking = false;
            return true;
        }
    }
}
