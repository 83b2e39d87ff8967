package io.cachex.spi;

import org.jspecify.annotations.Nullable;

/**
 * Hears what caches do. Every method has an empty default, is called on the thread where it happened, must be quick,
 * and must not throw; what it throws is dropped.
 *
 * <p>Keys are never passed: they may be secret, and there are too many of them for a label.
 */
public interface CacheObserver {

    /**
     * A cache is being built, and serves from now on. Told once for each cache, before its first call.
     *
     * @param cache shows how it stands, at any time
     */
    default void onOpen(CacheView cache) {}

    /** A cache was closed: its work has ended, or was given up. Little can come after this. Told once. */
    default void onClose(CacheView cache) {}

    /** A read was answered by a copy: a value, or the knowledge that there is none. */
    default void onHit(String cache, Tier tier) {}

    /**
     * Whether {@link #onHit} is wanted for the near tier (true). Asked once, when the cache is built. The cache counts its hits
     * anyway, for {@link CacheView#read}: who reads them there need not be called at each, and then costs nothing.
     */
    default boolean hearsHits() {
        return true;
    }

    /**
     * A call of the cache ended, perhaps a moment after its caller heard of it. Near hits are not told, nor what is refused as
     * an argument.
     *
     * @param nanos how long it took
     * @param failure null if it went well
     */
    default void onOperation(String cache, CacheOperation operation, long nanos, @Nullable Throwable failure) {}

    /**
     * A caller got the lock that it asked for, or did not.
     *
     * @param acquired false if somebody else had it all the time
     * @param nanos how long the caller waited
     * @param failure null if the lock service answered
     */
    default void onLock(String cache, boolean acquired, long nanos, @Nullable Throwable failure) {}

    /** A read found no usable copy in any tier. */
    default void onMiss(String cache) {}

    /** How long a near hit took, told for about one hit in 64, and only if {@link #timesHits()}. */
    default void onHitTimed(String cache, long nanos) {}

    /** Whether {@link #onHitTimed} is wanted (false). Asked once, when the cache is built. */
    default boolean timesHits() {
        return false;
    }

    /** A load ended; {@code failure} is null if it answered. */
    default void onLoad(String cache, long nanos, @Nullable Throwable failure) {}

    /** A value past its freshness was served; {@code cause} is null if only because a refresh is still running. */
    default void onStale(String cache, long ageNanos, @Nullable Throwable cause) {}

    /**
     * The origin can be had, or not: told at each change, in order. A cache begins enabled and available.
     *
     * @param enabled whether loaders may be called
     * @param available whether the origin answers, as far as the loads tell
     */
    default void onAvailability(String cache, boolean enabled, boolean available) {}

    /** An attempt at a store operation ended; {@code failure} is null if it went well. */
    default void onStoreCall(String cache, StoreOperation operation, long nanos, @Nullable Throwable failure) {}

    /** Stored bytes could not be used: truncated, foreign, of another codec or schema. */
    default void onUnreadable(String cache, String reason) {}

    /** The near tier dropped an entry to stay within its bound. */
    default void onEviction(String cache) {}

    /** An entry left the near tier by itself. Told in place of {@link #onEviction(String)}, which it calls unless the entry expired. */
    default void onEviction(String cache, EvictionCause cause) {
        if (cause != EvictionCause.EXPIRED) {
            onEviction(cache);
        }
    }

    /** A load's result was not kept, because the key was invalidated or written while the load ran. */
    default void onLateLoad(String cache) {}

    /** An invalidation from another node was applied. */
    default void onInvalidation(String cache, Invalidation.Kind kind) {}

    /** The bus could not vouch for its messages, and the near tier was dropped. */
    default void onDoubt(String cache, String reason) {}

    /**
     * Something became of writes that are made in the background.
     *
     * @param writes of how many; from 1
     * @param waiting how many wait now, about
     */
    default void onWrites(String cache, WriteEvent event, int writes, long waiting) {}

    /** The queue of background writes has become fuller or emptier; it is now at 0, 50, 80 or 95 percent of its bound, or above. */
    default void onQueueLevel(String cache, int percent) {}
}
