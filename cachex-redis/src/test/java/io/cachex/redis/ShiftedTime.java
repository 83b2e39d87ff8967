package io.cachex.redis;

import io.cachex.spi.TimeSource;
import java.time.Duration;
import java.time.Instant;

/** The system's clocks, but with a wall clock that is wrong. */
record ShiftedTime(Duration shift) implements TimeSource {

    private static final TimeSource SYSTEM = TimeSource.system();

    @Override
    public long nanos() {
        return SYSTEM.nanos();
    }

    @Override
    public long coarseNanos() {
        return SYSTEM.coarseNanos();
    }

    @Override
    public Instant instant() {
        return SYSTEM.instant().plus(shift);
    }

    @Override
    public Scheduled schedule(Duration delay, Runnable task) {
        return SYSTEM.schedule(delay, task);
    }

    @Override
    public Handle open() {
        return SYSTEM.open();
    }
}
