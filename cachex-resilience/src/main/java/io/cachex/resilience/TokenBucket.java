package io.cachex.resilience;

import io.cachex.spi.TimeSource;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A token bucket as one number: the time at which it will be full again (the generic cell rate algorithm of ITU-T
 * I.371). Each token moves it on; it is empty when that time is a burst away.
 *
 * <p>Ours, for Resilience4j's limiter refills in cycles and knows no burst beside the rate.
 */
final class TokenBucket {

    private static final long NONE = -1;

    private final TimeSource time;
    private final long origin;
    private final long tokenNanos;
    private final long burstNanos;
    private final AtomicLong fullAt = new AtomicLong(); // in nanoseconds since the origin, perhaps past

    TokenBucket(double perSecond, int burst, TimeSource time) {
        this.time = time;
        this.origin = time.nanos();
        this.tokenNanos = Math.round(1e9 / perSecond);
        this.burstNanos = tokenNanos * burst;
    }

    /** Takes a token; returns how long to wait for it, or a negative number if that is over the limit: not taken then. */
    long take(long maxWaitNanos) {
        long now = time.nanos() - origin;
        while (true) {
            long before = fullAt.get();
            long after = Math.max(before, now) + tokenNanos;
            long wait = Math.max(after - burstNanos - now, 0);
            if (wait > maxWaitNanos) {
                return NONE;
            }
            if (fullAt.compareAndSet(before, after)) {
                return wait;
            }
        }
    }
}
