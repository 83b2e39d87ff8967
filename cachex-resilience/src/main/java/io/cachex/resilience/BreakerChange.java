package io.cachex.resilience;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A circuit breaker has changed its state.
 *
 * @param breaker its name
 * @param from the state before
 * @param to the state now, another one
 * @param at when, by the wall clock
 * @param lastFailure the last failure it has counted, null if there was none
 */
public record BreakerChange(
        String breaker,
        CircuitBreaker.State from,
        CircuitBreaker.State to,
        Instant at,
        @Nullable Throwable lastFailure) {}
