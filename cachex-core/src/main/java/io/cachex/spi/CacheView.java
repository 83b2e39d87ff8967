package io.cachex.spi;

import java.util.List;

/**
 * A cache for those who watch it: how it stands, and what it is made of. They may look at any time, also after its end: then
 * the counts are its last. Looking costs the cache's users nothing. Safe for use by many threads.
 */
public interface CacheView {

    /** The cache's name. Two caches may have the same. */
    String name();

    /** The counts so far, and how the cache stands now. */
    CacheReading read();

    /**
     * What the cache is made of, in the order of {@link CachePart.Place}; of a {@link ReplaceablePolicy} what is inside now,
     * so that the answer changes with it.
     */
    List<CachePart> parts();

    /** Those parts that are of a type, in their order; for example its circuit breakers. */
    default <P> List<P> parts(Class<P> type) {
        return parts().stream()
                .map(CachePart::part)
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    /** How the cache is put together, for people: {@code users: near(10000) > load[...] > ...}. */
    String describe();
}
