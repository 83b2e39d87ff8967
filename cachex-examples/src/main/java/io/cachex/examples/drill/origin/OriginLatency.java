package io.cachex.examples.drill.origin;

import java.time.Duration;
import java.util.Random;

/**
 * The time that a healthy origin takes to answer: log-normal, as the times of real services are, with most answers
 * near the median and a long tail. Thread-safe.
 */
final class OriginLatency {

    private final Random random; // thread-safe by contract
    private final double medianNanos;
    private final double sigma;

    OriginLatency(Duration median, double sigma, long seed) {
        this.random = new Random(seed);
        this.medianNanos = median.toNanos();
        this.sigma = sigma;
    }

    /** The time of the next answer. */
    Duration next() {
        return Duration.ofNanos((long) (medianNanos * Math.exp(sigma * random.nextGaussian())));
    }
}
