package io.cachex.resilience.upstream;

import io.cachex.resilience.CircuitBreaker;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One upstream at one moment.
 *
 * @param id what it is known by
 * @param priority the one it was given
 * @param effectivePriority with what its latency and its errors add; the same as the priority unless upstreams are ranked
 * @param state whether it is used
 * @param breaker its breaker's state
 * @param checkedAt when the last check ended, by the wall clock; null if none has
 * @param checkTook how long that took; zero if none has ended
 * @param problem what was wrong last time: the failure's class, or a few words; null if nothing was
 */
public record UpstreamStatus(
        String id,
        int priority,
        double effectivePriority,
        State state,
        CircuitBreaker.State breaker,
        @Nullable Instant checkedAt,
        Duration checkTook,
        @Nullable String problem) {

    /** What is known about an upstream. Only a healthy one is asked for values. */
    public enum State {
        /** It has not been checked yet. */
        UNKNOWN,
        /** Its checks succeed, and its breaker did not open since. */
        HEALTHY,
        /** Its checks fail, or its breaker opened and no check has succeeded since. */
        UNHEALTHY
    }
}
