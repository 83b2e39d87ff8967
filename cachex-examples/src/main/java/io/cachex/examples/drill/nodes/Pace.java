package io.cachex.examples.drill.nodes;

import io.cachex.spi.TimeSource;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Waits for moments, until it is ended. Thread-safe. */
final class Pace {

    private final TimeSource time;
    private final CountDownLatch end = new CountDownLatch(1);

    Pace(TimeSource time) {
        this.time = time;
    }

    /** The present, in nanoseconds of a monotonic clock. */
    long now() {
        return time.nanos();
    }

    /** Waits until that moment; returns false at once when this has ended. */
    boolean until(long nanos) throws InterruptedException {
        return !end.await(Math.max(0, nanos - now()), TimeUnit.NANOSECONDS);
    }

    /** Waits that long; returns false at once when this has ended. */
    boolean pause(Duration duration) throws InterruptedException {
        return until(now() + duration.toNanos());
    }

    /** Nobody waits any more. */
    void end() {
        end.countDown();
    }
}
