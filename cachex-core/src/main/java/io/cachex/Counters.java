package io.cachex;

import io.cachex.spi.CacheObserver;
import io.cachex.spi.EvictionCause;
import io.cachex.spi.Tier;
import io.cachex.spi.TimeSource;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Counts what the engine does, in plain adders that whoever watches reads, and tells the observer if there is one. */
final class Counters {

    final LongAdder nearHits = new LongAdder();
    final LongAdder storeHits = new LongAdder();
    final LongAdder misses = new LongAdder();
    final LongAdder loads = new LongAdder();
    final LongAdder loadFailures = new LongAdder();
    final LongAdder sharedLoads = new LongAdder();
    final LongAdder staleServes = new LongAdder();

    /** Those of them that took the place of a load that failed, or was not allowed. */
    final LongAdder standIns = new LongAdder();

    final LongAdder lateLoads = new LongAdder();
    final LongAdder refreshes = new LongAdder();
    final LongAdder backoffs = new LongAdder();
    final LongAdder unreadable = new LongAdder();
    final LongAdder doubts = new LongAdder();
    final LongAdder refusedFills = new LongAdder();
    final LongAdder oversized = new LongAdder();

    /** Whether somebody wants to know how long hits take. */
    final boolean timesHits;

    private final String cache;
    private final @Nullable CacheObserver observer;
    private final TimeSource time;

    Counters(String cache, @Nullable CacheObserver observer, TimeSource time) {
        this.cache = cache;
        this.observer = observer;
        this.time = time;
        this.timesHits = observer != null && observer.timesHits();
    }

    void nearHit() {
        nearHits.increment();
        if (observer != null) {
            observer.onHit(cache, Tier.NEAR);
        }
    }

    /** Several hits of one read. */
    void nearHits(int count) {
        nearHits.add(count);
        for (int i = 0; observer != null && i < count; i++) {
            observer.onHit(cache, Tier.NEAR);
        }
    }

    void hitTimed(long nanos) {
        if (observer != null) {
            observer.onHitTimed(cache, nanos);
        }
    }

    /** A read that was not a near hit at once has its answer. */
    void answered(Served<?> served) {
        Entry<?> entry = served.entry();
        if (entry == null || served.isStale() || served.tier() == Tier.ORIGIN) {
            missed();
        } else if (served.tier() == Tier.NEAR) {
            nearHit();
        } else {
            storeHits.increment();
            if (observer != null) {
                observer.onHit(cache, served.tier());
            }
        }
        if (entry != null && served.isStale()) {
            if (served.isStandIn()) {
                standIns.increment();
            }
            stale(entry, served.cause());
        }
    }

    /** As {@link #answered}, for a reader who does not take what nobody tried to load; returns whether it is taken. */
    boolean isTaken(Served<?> served) {
        if (served.staleReason() == Lookup.StaleReason.NOT_LOADED) {
            missed();
            return false;
        }
        answered(served);
        return true;
    }

    void missed() {
        misses.increment();
        if (observer != null) {
            observer.onMiss(cache);
        }
    }

    void stale(Entry<?> entry, @Nullable Throwable cause) {
        staleServes.increment();
        if (observer != null) {
            observer.onStale(cache, time.nanos() - entry.startedAt, cause);
        }
    }

    void loaded(Flight<?> flight, @Nullable Throwable failure) {
        (failure == null ? loads : loadFailures).increment();
        if (observer != null) {
            observer.onLoad(cache, time.nanos() - flight.startedAt, failure);
        }
    }

    void late() {
        lateLoads.increment();
        if (observer != null) {
            observer.onLateLoad(cache);
        }
    }

    void unreadable(String reason) {
        unreadable.increment();
        if (observer != null) {
            observer.onUnreadable(cache, reason);
        }
    }

    void evicted(EvictionCause cause) {
        if (observer != null) {
            observer.onEviction(cache, cause);
        }
    }
}
