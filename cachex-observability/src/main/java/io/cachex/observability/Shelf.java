package io.cachex.observability;

import io.cachex.spi.CacheView;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.Map;
import java.util.WeakHashMap;

/**
 * The caches shown in a registry, so that two of one name share their meters, whoever shows them: a registry takes the second
 * meter of a name for the first, and would forget the second cache.
 *
 * <p>A registry's shelf is found by the registry and kept by the meters in it: it goes with them, and keeps neither.
 */
final class Shelf {

    private static final Map<MeterRegistry, WeakReference<Shelf>> SHELVES = new WeakHashMap<>(); // guarded by itself

    /** What tells caches of one registry apart. */
    private record Key(String prefix, Tags tags, String cache) {}

    private final Map<Key, CacheMeters> shown = new HashMap<>(); // guarded by this

    private Shelf() {}

    static Shelf of(MeterRegistry registry) {
        synchronized (SHELVES) {
            WeakReference<Shelf> known = SHELVES.get(registry);
            Shelf shelf = known == null ? null : known.get();
            if (shelf == null) {
                shelf = new Shelf();
                SHELVES.put(registry, new WeakReference<>(shelf));
            }
            return shelf;
        }
    }

    /** Shows a cache: with those of its name, if there are. */
    synchronized CacheMeters open(MeterRegistry registry, MetricsOptions options, CacheView cache) {
        CacheMeters meters = shown.computeIfAbsent(
                key(options, cache), key -> new CacheMeters(this, registry, options, cache.name()));
        meters.add(cache);
        return meters;
    }

    /** Shows a cache no more; returns whether it was the last of its name. */
    synchronized boolean close(CacheMeters meters, MetricsOptions options, CacheView cache) {
        if (!meters.remove(cache)) {
            return false;
        }
        shown.remove(key(options, cache), meters);
        return true;
    }

    private static Key key(MetricsOptions options, CacheView cache) {
        return new Key(options.prefix(), options.tags(), cache.name());
    }
}
