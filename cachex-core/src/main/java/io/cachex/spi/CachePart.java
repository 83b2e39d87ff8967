package io.cachex.spi;

/**
 * Something a cache was built with, and where in it that stands.
 *
 * @param place where it stands
 * @param part the very object that the builder was given: of a list of policies each by itself
 */
public record CachePart(Place place, Object part) {

    /** Where in a cache a part stands. */
    public enum Place {
        /** Around loads, the outermost policy first. */
        LOADER_POLICY,
        /** What loads: a loader, blocking or not, of one key or of many. */
        LOADER,
        /** Around the store's calls, the outermost policy first; those that were chosen by default included. */
        STORE_POLICY,
        /** The store, without its decorators. */
        STORE,
        /** The guard that keeps loads from keys that do not exist. */
        MISS_GUARD,
        /** What carries invalidations. */
        BUS,
        /** What gives locks. */
        LOCKS,
        /** What writes in the background: a {@link WriteQueue}. */
        WRITE_QUEUE,
        /** Where the near tier is kept between two runs. */
        SNAPSHOT
    }
}
