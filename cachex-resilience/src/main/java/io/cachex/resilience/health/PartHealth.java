package io.cachex.resilience.health;

import io.cachex.spi.Criticality;
import io.cachex.spi.Health;

/**
 * What a check said of its part.
 *
 * @param name the part's name
 * @param criticality how much depends on it
 * @param health what was said
 * @param latencyMillis how long that took, in milliseconds
 */
public record PartHealth(String name, Criticality criticality, Health health, long latencyMillis) {}
