package io.cachex.coretests.load;

import io.cachex.spi.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A clock at which one thread is stopped when it next looks: between two steps of the engine. */
final class GateTime implements TimeSource {

    private final TimeSource time;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final CountDownLatch open = new CountDownLatch(1);
    private volatile @Nullable Thread next;
    private volatile int looks;

    GateTime(TimeSource time) {
        this.time = time;
    }

    /** Stops the current thread at its next look. */
    void stopHere() {
        stopAfter(0);
    }

    /** Stops the current thread after so many looks, at the next one. */
    void stopAfter(int looksBefore) {
        looks = looksBefore;
        next = Thread.currentThread();
    }

    /** Waits until the thread was stopped. */
    void awaitStopped() {
        await(stopped);
    }

    /** Lets the thread go on. */
    void goOn() {
        open.countDown();
    }

    @Override
    public long nanos() {
        look();
        return time.nanos();
    }

    @Override
    public long coarseNanos() {
        look();
        return time.coarseNanos();
    }

    @Override
    public Instant instant() {
        return time.instant();
    }

    @Override
    public Scheduled schedule(Duration delay, Runnable task) {
        return time.schedule(delay, task);
    }

    @Override
    public Handle open() {
        return time.open();
    }

    private void look() {
        if (Thread.currentThread() == next && looks-- == 0) {
            next = null;
            stopped.countDown();
            await(open);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(20, TimeUnit.SECONDS)) {
                throw new AssertionError("the scenario forgot somebody at the gate");
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
