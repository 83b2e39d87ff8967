package io.cachex.resilience;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.util.concurrent.TimeUnit;

/**
 * Opens when too large a share of the last calls failed or was slow: the window of a Resilience4j breaker.
 *
 * <p>Of that breaker only the closed state is used. It lets a late result of an earlier state count, so each closed phase
 * has a breaker of its own, and what comes after (trials, leases, back-off) is the {@link Circuit}'s.
 */
final class FailureWindow implements Tally {

    private final CircuitBreaker window;

    FailureWindow(CircuitBreakerConfig config) {
        this.window = CircuitBreaker.of("window", config);
    }

    @Override
    public boolean succeeded(long tookNanos) {
        window.onSuccess(tookNanos, TimeUnit.NANOSECONDS);
        return isTooMuch();
    }

    @Override
    public boolean failed(long tookNanos, Throwable failure) {
        window.onError(tookNanos, TimeUnit.NANOSECONDS, failure);
        return isTooMuch();
    }

    @Override
    public int consecutiveFailures() {
        return 0;
    }

    @Override
    public double failureRate() {
        return share(window.getMetrics().getFailureRate());
    }

    @Override
    public double slowCallRate() {
        return share(window.getMetrics().getSlowCallRate());
    }

    private boolean isTooMuch() {
        return window.getState() != CircuitBreaker.State.CLOSED;
    }

    /** Resilience4j says -1 % while there are too few calls. */
    private static double share(float percent) {
        return Math.max(percent, 0) / 100;
    }
}
