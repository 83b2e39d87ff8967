package io.cachex.observability;

import io.cachex.spi.CacheObserver;
import io.cachex.testkit.CacheObserverContract;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

/** N1: metrics put up with whatever they hear, of caches they know and of others. */
class MetricsContractTest extends CacheObserverContract {

    @Override
    protected CacheObserver createObserver() {
        return Metrics.of(new SimpleMeterRegistry());
    }
}
