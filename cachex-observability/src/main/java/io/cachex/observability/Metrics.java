package io.cachex.observability;

import io.cachex.Cache;
import io.cachex.spi.CacheObserver;
import io.cachex.spi.CacheOperation;
import io.cachex.spi.CacheView;
import io.cachex.spi.StoreOperation;
import io.cachex.spi.WriteEvent;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Shows caches in a Micrometer registry: {@code Cache.builder(...).observer(Metrics.of(registry))}.
 *
 * <p>The meters come when a cache is built and go when it is closed; until then the registry keeps the cache from the garbage
 * collector. All of them have the tag {@code cache}, the cache's name. Two caches of one name are one in the registry: their
 * counts add up. What a cache does not have has no meters: no queue, no breaker. No key is ever a tag.
 *
 * <p>A near hit costs nothing beside what it costs without: the cache counts it anyway, and the count is read when the registry
 * is. May serve any number of caches; safe for use by many threads.
 */
public final class Metrics implements CacheObserver {

    private final MeterRegistry registry;
    private final MetricsOptions options;
    private final Map<String, CacheMeters> open = new ConcurrentHashMap<>(); // by the cache's name

    Metrics(MeterRegistry registry, MetricsOptions options) {
        this.registry = registry;
        this.options = options;
    }

    /** Shows caches in this registry, with the defaults of the {@linkplain #builder options}. */
    public static Metrics of(MeterRegistry registry) {
        return builder(registry).build();
    }

    /** The options, each with its default. */
    public static MetricsBuilder builder(MeterRegistry registry) {
        return new MetricsBuilder(registry);
    }

    /**
     * Micrometer's own cache meters of a single cache: {@code cache.gets}, {@code cache.puts}, {@code cache.evictions} and
     * {@code cache.size}. For frameworks that bind caches themselves; {@link Metrics} has them already, unless {@link
     * MetricsBuilder#cacheMeters} says otherwise. The registry does not keep the cache from the garbage collector.
     *
     * @param tags beside {@code cache}, its name
     */
    public static MeterBinder binder(Cache<?> cache, Iterable<Tag> tags) {
        return new OneCache(cache, tags);
    }

    @Override
    public void onOpen(CacheView cache) {
        open.put(cache.name(), Shelf.of(registry).open(registry, options, cache));
    }

    @Override
    public void onClose(CacheView cache) {
        CacheMeters meters = open.get(cache.name());
        if (meters != null && meters.close(cache)) {
            open.remove(cache.name(), meters);
        }
    }

    /** False: near hits are read at the cache. */
    @Override
    public boolean hearsHits() {
        return false;
    }

    @Override
    public boolean timesHits() {
        return options.timesHits();
    }

    @Override
    public void onHitTimed(String cache, long nanos) {
        CacheMeters meters = open.get(cache);
        if (meters != null) {
            meters.events().nearHit(nanos);
        }
    }

    @Override
    public void onOperation(String cache, CacheOperation operation, long nanos, @Nullable Throwable failure) {
        CacheMeters meters = open.get(cache);
        if (meters != null) {
            meters.events().ended(operation, nanos, failure == null);
        }
    }

    @Override
    public void onStoreCall(String cache, StoreOperation operation, long nanos, @Nullable Throwable failure) {
        CacheMeters meters = open.get(cache);
        if (meters != null) {
            meters.events().storeCall(operation, nanos, failure == null);
        }
    }

    @Override
    public void onLoad(String cache, long nanos, @Nullable Throwable failure) {
        CacheMeters meters = open.get(cache);
        if (meters != null) {
            meters.events().load(nanos, failure == null);
        }
    }

    @Override
    public void onLock(String cache, boolean acquired, long nanos, @Nullable Throwable failure) {
        CacheMeters meters = open.get(cache);
        if (meters != null) {
            meters.events().lock(acquired, nanos, failure == null);
        }
    }

    @Override
    public void onWrites(String cache, WriteEvent event, int writes, long waiting) {
        CacheMeters meters = event == WriteEvent.DEAD ? open.get(cache) : null;
        if (meters != null) {
            meters.events().dead(writes);
        }
    }

    /** Prints as {@code metrics(prefix=, tags=[], ...)}. */
    @Override
    public String toString() {
        return "metrics" + options;
    }
}
