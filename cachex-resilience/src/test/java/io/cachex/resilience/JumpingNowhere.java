package io.cachex.resilience;

import io.cachex.spi.TimeSource;
import java.time.Duration;
import java.time.Instant;

/** A clock that runs what is scheduled at once, while its time stands still. */
record JumpingNowhere(TimeSource time) implements TimeSource {

    @Override
    public long nanos() {
        return time.nanos();
    }

    @Override
    public long coarseNanos() {
        return time.coarseNanos();
    }

    @Override
    public Instant instant() {
        return time.instant();
    }

    @Override
    public Scheduled schedule(Duration delay, Runnable task) {
        task.run();
        return () -> false;
    }

    @Override
    public Handle open() {
        return time.open();
    }
}
