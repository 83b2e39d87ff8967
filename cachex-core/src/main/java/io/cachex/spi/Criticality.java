package io.cachex.spi;

/** How much depends on a part: what its failure makes of the whole. */
public enum Criticality {
    /** Nothing works without it: the whole is unhealthy when it fails. */
    CRITICAL,
    /** It is in use all the time, and something can stand in for it: the whole is degraded when it fails. */
    WARM,
    /** It is used now and then: as warm. */
    COLD
}
