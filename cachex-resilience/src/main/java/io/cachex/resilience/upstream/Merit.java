package io.cachex.resilience.upstream;

import java.time.Duration;

/**
 * How long an upstream's answers took lately and how many of them failed: exponentially weighted means. Each answer moves
 * them by a tenth; while there are none they fade away, by half in 30 s, so that an upstream which was slow is tried again.
 */
final class Merit {

    /**
     * What slowness and failures cost.
     *
     * @param latencyPerPoint so much mean latency adds 1 to the priority
     * @param errorPoints so much is added if all calls fail
     */
    record Penalties(Duration latencyPerPoint, double errorPoints) {}

    private static final double STEP = 0.1;
    private static final double HALF_LIFE_NANOS = 30e9;

    private double latencyNanos; // guarded by this
    private double errors; // guarded by this
    private long touchedAt; // guarded by this
    private boolean isTouched; // guarded by this

    synchronized void answered(long tookNanos, boolean failed, long now) {
        double error = failed ? 1 : 0;
        if (isTouched) {
            double faded = faded(now);
            latencyNanos = (1 - STEP) * faded * latencyNanos + STEP * tookNanos;
            errors = (1 - STEP) * faded * errors + STEP * error;
        } else {
            latencyNanos = tookNanos;
            errors = error;
            isTouched = true;
        }
        touchedAt = now;
    }

    synchronized double penalty(Penalties penalties, long now) {
        double points = latencyNanos / penalties.latencyPerPoint().toNanos() + errors * penalties.errorPoints();
        return points * faded(now);
    }

    private double faded(long now) {
        return isTouched ? Math.pow(0.5, Math.max(now - touchedAt, 0) / HALF_LIFE_NANOS) : 1;
    }
}
