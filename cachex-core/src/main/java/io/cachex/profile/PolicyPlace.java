package io.cachex.profile;

/**
 * Where a policy stands among those that a profile asks for: its list has the order of these, the first outermost. That is the
 * order in which each does its work best: what is not admitted is not repeated, what is repeated is counted at each attempt.
 */
public enum PolicyPlace {
    /** How many calls there may be in a time. */
    RATE_LIMITER,
    /** How many calls there may be at once. */
    BULKHEAD,
    /** Repeats what failed. */
    RETRY,
    /** Keeps calls from what is down. */
    CIRCUIT_BREAKER,
    /** Ends an attempt that takes too long. */
    TIMEOUT
}
