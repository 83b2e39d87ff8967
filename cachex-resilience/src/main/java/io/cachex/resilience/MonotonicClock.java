package io.cachex.resilience;

import io.cachex.spi.TimeSource;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A time source's monotonic time in the shape of a {@link Clock}, from 1970 on: a step of the wall clock moves nothing. */
final class MonotonicClock extends Clock {

    private final TimeSource time;
    private final long origin;

    MonotonicClock(TimeSource time) {
        this.time = time;
        this.origin = time.nanos();
    }

    @Override
    public Instant instant() {
        return Instant.EPOCH.plusNanos(time.nanos() - origin);
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    /** This clock: a zone is not looked at. */
    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
