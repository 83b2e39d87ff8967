package io.cachex.resilience.service;

/** When a service is made, and in which order: services start from hot to background, and close the other way. */
public enum ServiceTier {
    /** When all start: nothing works without it. */
    HOT,
    /** A pool, of which the least number is made when all start. */
    WARM,
    /** When it is first used. */
    COLD,
    /** A queue of work that nobody waits for. */
    BACKGROUND
}
