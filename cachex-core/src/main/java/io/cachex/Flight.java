package io.cachex;

import io.cachex.spi.Leasing;
import io.cachex.spi.Tier;
import io.cachex.spi.TimeSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * One load of one key on its way, and the future of those who wait for it. It ends exactly once: by whoever
 * {@linkplain #claim() claims} it first, be it the load's answer, its failure, its deadline or the cache's close.
 */
final class Flight<T> extends CompletableFuture<Served<T>> {

    private static final int FLYING = 0;
    private static final int ENDED = 1;
    private static final int OVER = 2;

    private static final int SHARED = 1;
    private static final int ALONE = 2;

    @SuppressWarnings("rawtypes")
    private static final AtomicIntegerFieldUpdater<Flight> STATE =
            AtomicIntegerFieldUpdater.newUpdater(Flight.class, "state");

    @SuppressWarnings("rawtypes")
    private static final AtomicIntegerFieldUpdater<Flight> CROWD =
            AtomicIntegerFieldUpdater.newUpdater(Flight.class, "crowd");

    @SuppressWarnings("rawtypes")
    private static final AtomicReferenceFieldUpdater<Flight, @Nullable String> LEASE =
            AtomicReferenceFieldUpdater.newUpdater(Flight.class, String.class, "lease");

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

    /** Why the store could not be read: then nothing is to be written to it either. Null if it answered or was not asked. */
    @Nullable
    Throwable storeFailure;

    /** Whether another process holds the key's lease, as far as was known last. */
    boolean loadsElsewhere;

    /** Whether the store has the key in a format of a later release, which must not be overwritten by this one. */
    boolean storeIsNewer;

    /** In which it began: see {@link Coherence}. Written before others see the flight. */
    short epoch;

    /** Its place in somebody's trace; null where nobody follows. Written before others see the flight. */
    @Nullable
    FlightTrace trace;

    // Belongs to all.

    /** Whether its loader, or the policies around it, were asked: what the store did before says nothing of the origin. */
    volatile boolean asked;

    /** The newest entry that may stand in if the load fails. */
    volatile @Nullable Entry<T> fallback;

    /** The namespace's sequence as known when the flight began: see {@link Tags}. */
    volatile long generation;

    /** The call whose {@linkplain FlightDeadlines deadline} it has; null while it has none. */
    volatile @Nullable Call<T> watchedFor;

    /** The right to fill the store: see {@link Leasing}; null if there is none, or if it was used up or given back. */
    private volatile @Nullable String lease;

    /** Keeps the lease alive. */
    volatile TimeSource.@Nullable Scheduled renewal;

    private volatile boolean poisoned;
    private volatile int state;
    private volatile int crowd;

    Flight(String key, Flights<T> home, long startedAt, @Nullable Flight<T> parent) {
        this.key = key;
        this.home = home;
        this.startedAt = startedAt;
        this.parent = parent;
    }

    /** Notes what a look into the store told beside the entry. */
    void readFromStore(StoreRead<T> read) {
        generation = read.sequence();
        storeIsNewer = read.newer();
        storeFailure = read.failure();
        loadsElsewhere = read.busy();
        lease = read.token();
    }

    /** The lease it holds; null if none. */
    @Nullable
    String lease() {
        return lease;
    }

    void leased(String token) {
        lease = token;
        loadsElsewhere = false;
    }

    /** The lease, to be used up or given back by the caller; null if there is none any more. */
    @Nullable
    String takeLease() {
        return LEASE.getAndSet(this, null);
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

    /** Lets one more wait for what it brings; false if that is {@linkplain #closeToOthers for its first caller alone}. */
    boolean share() {
        return crowd == SHARED || CROWD.compareAndSet(this, 0, SHARED) || crowd == SHARED;
    }

    /** Lets nobody join any more, if nobody has: then what it brings is its first caller's own. */
    boolean closeToOthers() {
        return CROWD.compareAndSet(this, 0, ALONE);
    }

    /** Lets nobody join any more; those who have, wait on. */
    void close() {
        crowd = ALONE;
    }

    /** Takes {@link #close} back. */
    void open() {
        crowd = SHARED;
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
