package io.cachex.resilience;

import io.cachex.CallRejectedException;
import io.cachex.CircuitOpenException;
import io.cachex.Failures;
import io.cachex.spi.FailureClass;
import io.cachex.spi.FailureClassifier;
import io.cachex.spi.TimeSource;
import io.github.resilience4j.core.IntervalFunction;
import java.util.concurrent.Executor;
import java.util.function.DoubleSupplier;

/**
 * What a {@link Retry} goes by.
 *
 * @param intervals the delay in milliseconds before the first, second … retry
 * @param jitter whether a delay is a random part of that
 * @param random from 0 to below 1
 */
record RetryRules(
        int maxRetries,
        IntervalFunction intervals,
        boolean jitter,
        DoubleSupplier random,
        boolean reads,
        FailureClassifier classifier,
        RetryBudget budget,
        TimeSource time,
        Executor executor) {

    /** Whether another attempt may end otherwise. A classifier that throws is taken for not knowing. */
    boolean isWorthRepeating(Throwable thrown) {
        Throwable failure = Failures.unwrap(thrown);
        if (failure instanceof CircuitOpenException || failure instanceof CallRejectedException) {
            return false;
        }
        FailureClass known = classOf(failure);
        return known != FailureClass.PERMANENT && known != FailureClass.CANCELLED;
    }

    /** The delay after so many retries, in (0, min(maxDelay, initialDelay · multiplier^done)]. */
    long delayNanos(int done) {
        long nanos = intervals.apply(done + 1) * 1_000_000;
        return jitter ? Math.max(1, (long) (nanos * (1 - random.getAsDouble()))) : nanos;
    }

    private FailureClass classOf(Throwable failure) {
        try {
            return classifier.classify(failure);
        } catch (RuntimeException e) {
            return FailureClass.UNKNOWN;
        }
    }
}
