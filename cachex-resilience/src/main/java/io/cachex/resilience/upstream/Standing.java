package io.cachex.resilience.upstream;

import io.cachex.resilience.upstream.UpstreamStatus.State;

/**
 * What is known about one upstream, and what it takes to change it: so many successes in a row to join, so many failures
 * in a row to leave. The first check decides alone, and one success is enough while no other upstream is healthy: there
 * is nothing to lose. Guarded by the {@link Members}.
 */
final class Standing {

    private final int successesToJoin;
    private final int failuresToLeave;
    private State state = State.UNKNOWN;
    private int successes; // in a row
    private int failures; // in a row

    Standing(int successesToJoin, int failuresToLeave) {
        this.successesToJoin = successesToJoin;
        this.failuresToLeave = failuresToLeave;
    }

    State state() {
        return state;
    }

    boolean isHealthy() {
        return state == State.HEALTHY;
    }

    /** Whether one more success would make it healthy. */
    boolean wouldJoin(boolean isAlone) {
        return state == State.UNKNOWN || (!isHealthy() && (isAlone || successes + 1 >= successesToJoin));
    }

    void succeeded(boolean isAlone) {
        boolean joins = wouldJoin(isAlone);
        failures = 0;
        successes++;
        if (joins) {
            state = State.HEALTHY;
        }
    }

    void failed() {
        successes = 0;
        failures++;
        if (state == State.UNKNOWN || failures >= failuresToLeave) {
            state = State.UNHEALTHY;
        }
    }

    /** Calls have failed so often that the breaker opened: no further word is needed. */
    void broke() {
        successes = 0;
        state = State.UNHEALTHY;
    }

    /** Whether the last checks speak against the state, but not often enough yet. */
    boolean isInDoubt() {
        return isHealthy() ? failures > 0 : successes > 0;
    }
}
