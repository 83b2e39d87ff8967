package io.cachex.resilience;

import io.cachex.spi.TimeSource;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * What a {@link Circuit} goes by.
 *
 * @param halfOpenMax how many trials are admitted, and how many successes close
 * @param openForNanos how long it stays open at first
 * @param backoff by how much that grows each time it opens again, 1 if not
 * @param longestNanos how long it grows to
 * @param leaseNanos how long a trial holds its permit
 * @param hasWindow whether the tally looks at a window, and wants to know how long calls took
 */
record CircuitRules(
        String name,
        TimeSource time,
        Predicate<Throwable> counts,
        int halfOpenMax,
        long openForNanos,
        double backoff,
        long longestNanos,
        long leaseNanos,
        boolean hasWindow,
        Supplier<Tally> tallies) {

    /** Whether a failure says that the callee is unavailable. A rule of the user's that throws is taken for a yes. */
    boolean isFailure(Throwable failure) {
        try {
            return counts.test(failure);
        } catch (RuntimeException e) {
            return true;
        }
    }

    /** How long the circuit stays open after so many rounds of failed trials. */
    long openNanos(int round) {
        if (round == 0 || backoff == 1) {
            return openForNanos;
        }
        double grown = openForNanos * Math.pow(backoff, round);
        return grown < longestNanos ? (long) grown : longestNanos;
    }

    Tally newTally() {
        return tallies.get();
    }
}
