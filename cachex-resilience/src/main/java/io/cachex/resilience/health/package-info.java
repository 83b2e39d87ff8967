/**
 * How a service is: {@link io.cachex.resilience.health.HealthChecks} asks all parts at once and says it in one word;
 * {@link io.cachex.resilience.health.Checks} are the parts that come with the house.
 */
@NullMarked
package io.cachex.resilience.health;

import org.jspecify.annotations.NullMarked;
