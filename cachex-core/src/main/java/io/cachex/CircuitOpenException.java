package io.cachex;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A circuit breaker refused the call because the callee failed too often; the cause is the last such failure. */
public final class CircuitOpenException extends CacheException {

    private static final long serialVersionUID = 1;

    private final String breaker;
    private final Duration retryAfter;

    /**
     * A refusal.
     *
     * @param breaker the breaker's name
     * @param retryAfter how long until a trial call may be admitted; zero if trial calls are under way
     * @param lastFailure the failure that opened it, if known
     */
    public CircuitOpenException(String breaker, Duration retryAfter, @Nullable Throwable lastFailure) {
        super(
                "circuit breaker '" + breaker + "' is open, next try in " + retryAfter.toMillis() + " ms"
                        + (lastFailure == null
                                ? ""
                                : ", last failure: " + lastFailure.getClass().getName()),
                lastFailure);
        this.breaker = breaker;
        this.retryAfter = retryAfter;
    }

    /** The breaker's name. */
    public String breaker() {
        return breaker;
    }

    /** How long, at the time of the refusal, until a trial call may be admitted. */
    public Duration retryAfter() {
        return retryAfter;
    }
}
