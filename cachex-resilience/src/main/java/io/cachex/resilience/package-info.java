/**
 * Policies around calls that can fail or be slow: {@link io.cachex.resilience.RateLimiter},
 * {@link io.cachex.resilience.Bulkhead}, {@link io.cachex.resilience.Retry},
 * {@link io.cachex.resilience.CircuitBreaker}, {@link io.cachex.resilience.Timeout}, best in that order, outermost first.
 *
 * <p>And {@link io.cachex.resilience.WriteBehind}, the queue of writes that are made in the background.
 *
 * <p>Each policy is written once around an inner policy and serves both faces. {@code io.cachex.spi.Policy.all} makes a list of
 * them one policy. A policy is immutable but for its own counts and states, and may stand in several lists.
 */
@NullMarked
package io.cachex.resilience;

import org.jspecify.annotations.NullMarked;
