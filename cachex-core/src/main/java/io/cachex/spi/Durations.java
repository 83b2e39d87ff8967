package io.cachex.spi;

import java.time.Duration;

/** Durations as nanoseconds, without overflow. */
final class Durations {

    private Durations() {}

    /** Nanoseconds, zero if negative, and at most {@code Long.MAX_VALUE / 2} (146 years) so that a deadline never overflows. */
    static long nanos(Duration duration) {
        long limit = Long.MAX_VALUE / 2;
        if (duration.isNegative()) {
            return 0;
        }
        return duration.toSeconds() >= limit / 1_000_000_000 ? limit : duration.toNanos();
    }
}
