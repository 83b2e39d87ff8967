package io.cachex.resilience.service;

import java.time.Duration;

/** What an {@link AdaptivePool} goes by. */
record PoolRules(
        String name,
        int min,
        int max,
        Duration idleTimeout,
        Duration monitorEvery,
        Duration maxWait,
        double growAbove,
        double shrinkBelow) {}
