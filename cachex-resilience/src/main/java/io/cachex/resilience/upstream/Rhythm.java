package io.cachex.resilience.upstream;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How long until an upstream is checked again. The interval is halved by each change of its state and grows by half with
 * each check that confirms it: between the shortest and, for a healthy upstream, the longest one. An unhealthy one is
 * never left alone for longer than the usual interval. In doubt it is the shortest. Guarded by the {@link Members}.
 */
final class Rhythm {

    /**
     * The intervals that are allowed.
     *
     * @param jitter by which share of it an interval is shortened at random, from 0 to below 1
     */
    record Bounds(Duration usual, Duration shortest, Duration longest, double jitter) {}

    private final Bounds bounds;
    private Duration interval;

    Rhythm(Bounds bounds) {
        this.bounds = bounds;
        this.interval = bounds.usual();
    }

    /** The state has changed, and not for the first time. */
    void flapped() {
        interval = longer(shorter(interval, bounds.usual()).dividedBy(2), bounds.shortest());
    }

    /** A check confirmed the state. */
    void confirmed(boolean isHealthy) {
        interval = shorter(interval.multipliedBy(3).dividedBy(2), isHealthy ? bounds.longest() : bounds.usual());
    }

    Duration interval() {
        return interval;
    }

    Duration next(boolean isInDoubt) {
        return isInDoubt ? soon() : jittered(interval);
    }

    Duration soon() {
        return jittered(bounds.shortest());
    }

    private Duration jittered(Duration span) {
        if (bounds.jitter() == 0) {
            return span;
        }
        double share = 1 - bounds.jitter() * ThreadLocalRandom.current().nextDouble();
        return Duration.ofNanos((long) (span.toNanos() * share));
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) <= 0 ? a : b;
    }

    private static Duration longer(Duration a, Duration b) {
        return a.compareTo(b) >= 0 ? a : b;
    }
}
