package io.cachex;

import io.cachex.spi.Tier;
import io.cachex.spi.TimeSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * One load of one key on its way, and the future of those who wait for it. It ends exactly once: by whoever
 * {@linkplain #claim() claims} it first, be it the load's answer, its failure, its deadline or the cache's close.
 */
final class Flight<T> extends CompletableFuture<Served<T>> {

    private static final int FLYING = 0;
    private static final int ENDED = 1;
    private static final int OVER = 2;

    @SuppressWarnings("rawtypes")
    private static final AtomicIntegerFieldUpdater<Flight> STATE =
            AtomicIntegerFieldUpdater.newUpdater(Flight.class, "state");

    final String key;

    /** Where it is registered, and where it signs off. */
    final Flights<T> home;

    /** The clock when the flight began: the age of what it brings counts from here. */
    final long startedAt;

    // Belongs to whoever carries the flight on: one thread at a time, each of which hands it to the next.

    /** The load this one was started from, on the same thread, or shares its thread with; null for most. */
    @Nullable
    Flight<T> parent;

    /** The near entry when the flight began, null if there was none: a landing replaces this very entry, or an older load's. */
    @Nullable
    Entry<T> seen;

    /** Whether it loads whatever is cached: a caller who wants that can join it. Written before others see the flight. */
    boolean forced;

    /** Whether the store has the key in a format of a later release, which must not be overwritten by this one. */
    boolean storeIsNewer;

    // Belongs to all.

    /** The newest entry that may stand in if the load fails. */
    volatile @Nullable Entry<T> fallback;

    /** The namespace's sequence as known when the flight began: see {@link Tags}. */
    volatile long generation;

    /** Ends the load when it takes too long. */
    volatile TimeSource.@Nullable Scheduled deadline;

    private volatile boolean poisoned;
    private volatile int state;

    Flight(String key, Flights<T> home, long startedAt, @Nullable Flight<T> parent) {
        this.key = key;
        this.home = home;
        this.startedAt = startedAt;
        this.parent = parent;
    }

    /** Notes what a look into the store told beside the entry. */
    void readFromStore(StoreTier.Read<T> read) {
        generation = read.sequence();
        storeIsNewer = read.newer().contains(key);
    }

    /**
     * Says that the key was written or invalidated after this flight began: what it brings may not be kept. A landing
     * holds the same lock, so after this it has either been seen by all and can be removed, or will not happen.
     */
    void poison() {
        synchronized (this) {
            poisoned = true;
        }
    }

    boolean isPoisoned() {
        return poisoned;
    }

    /** The right to end the flight; given once. */
    boolean claim() {
        return STATE.compareAndSet(this, FLYING, ENDED);
    }

    boolean hasEnded() {
        return state != FLYING;
    }

    /** Says that what it brought has been kept or dropped: nothing comes of it any more. */
    void over() {
        state = OVER;
    }

    boolean isOver() {
        return state == OVER;
    }

    /** Takes a fallback if it is newer than the one at hand. */
    void offerFallback(Entry<T> entry) {
        fallback = Entry.newer(fallback, entry);
    }

    /** The fallback if it may be served now: not past its bound, and not of a key that was changed meanwhile. */
    @Nullable
    Entry<T> usableFallback(long now) {
        Entry<T> entry = fallback;
        return entry != null && !poisoned && entry.isUsable(now) ? entry : null;
    }

    /** Where the fallback was found. */
    Tier fallbackTier() {
        return fallback == seen ? Tier.NEAR : Tier.STORE;
    }
}
