package io.cachex.resilience;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * How long to wait after failures in a row: a random part, above zero, of min · 2<sup>failures - 1</sup> and at most of max
 * (full jitter, after Brooker, Exponential Backoff and Jitter, 2015).
 */
record Backoff(long minNanos, long maxNanos, DoubleSupplier random) {

    private static final int MOST_DOUBLINGS = 40;

    Duration after(int failures) {
        double longest =
                Math.min((double) maxNanos, (double) minNanos * Math.pow(2, Math.min(failures - 1, MOST_DOUBLINGS)));
        return Duration.ofNanos(Math.max(1, (long) (longest * (1 - random.getAsDouble()))));
    }
}
