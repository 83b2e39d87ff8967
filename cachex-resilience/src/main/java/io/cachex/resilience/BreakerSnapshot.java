package io.cachex.resilience;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A circuit breaker at one moment. The counts are those since it was made, over all its states; they never go back.
 *
 * <p>A call is counted once, when it ends (a rejected one at once), whatever the state is by then; calls under way are
 * not in the counts. So {@link #requests()} is their sum at every moment, under any concurrency.
 *
 * @param name the breaker's name
 * @param state the state now; an open breaker stays so until a call comes after its time
 * @param successes calls that succeeded
 * @param failures calls that ended in a failure which counts
 * @param rejected calls that were not started
 * @param ignored calls that ended in a failure which says nothing of the callee
 * @param consecutiveFailures failures in a row in this closed state; 0 in other states and with a window
 * @param failureRate the share of failures, from 0 to 1: of the window's calls, 0 while they are too few; without a
 *     window of all calls that succeeded or failed
 * @param slowCallRate the share of slow calls in the window, from 0 to 1; 0 while they are too few, or without a window
 * @param trialsUnderWay trial calls whose results are awaited, in the half-open state
 * @param lastFailure the last failure counted, null if none
 * @param lastFailureAt when that was, by the wall clock, null if none
 * @param nextAttempt how long until a trial may be admitted, zero if it may; null unless open, and while forced open
 */
public record BreakerSnapshot(
        String name,
        CircuitBreaker.State state,
        long successes,
        long failures,
        long rejected,
        long ignored,
        int consecutiveFailures,
        double failureRate,
        double slowCallRate,
        int trialsUnderWay,
        @Nullable Throwable lastFailure,
        @Nullable Instant lastFailureAt,
        @Nullable Duration nextAttempt) {

    /** All calls that have ended or were rejected: successes + failures + rejected + ignored. */
    public long requests() {
        return successes + failures + rejected + ignored;
    }
}
