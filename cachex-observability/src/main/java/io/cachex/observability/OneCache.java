package io.cachex.observability;

import io.cachex.Cache;
import io.cachex.CacheStats;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.binder.cache.CacheMeterBinder;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** Micrometer's own cache meters of a cache. Held weakly, as that class has it: nothing is counted of a cache that is gone. */
final class OneCache extends CacheMeterBinder<Cache<?>> {

    OneCache(Cache<?> cache, Iterable<Tag> tags) {
        super(cache, cache.name(), tags);
    }

    private long read(ToLongFunction<CacheStats> count) {
        Cache<?> cache = getCache();
        return cache == null ? 0 : count.applyAsLong(cache.stats());
    }

    @Override
    protected @Nullable Long size() {
        return read(CacheStats::nearSize);
    }

    @Override
    protected long hitCount() {
        return read(stats -> stats.nearHits() + stats.storeHits());
    }

    @Override
    protected @Nullable Long missCount() {
        return read(CacheStats::misses);
    }

    @Override
    protected @Nullable Long evictionCount() {
        return read(CacheStats::evictions);
    }

    @Override
    protected long putCount() {
        return read(stats -> stats.puts() + stats.loads());
    }

    @Override
    protected void bindImplementationSpecificMetrics(MeterRegistry registry) {
        // the rest is what Metrics shows
    }
}
