package io.cachex;

import io.cachex.spi.CacheObserver;
import io.cachex.spi.EvictionCause;
import io.cachex.spi.Tier;
import io.cachex.spi.TimeSource;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Counts what the engine does, in plain adders that whoever watches reads, and tells the observer if there is one. A read
 * counts in one of five and in no other, so their sum is right at every moment: near hits, store hits, stale serves, failed
 * reads, and those that found nothing.
 */
final class Counters {

    final LongAdder nearHits = new LongAdder();
    final LongAdder storeHits = new LongAdder();

    /** Reads that found nothing fresh, and got what was loaded, or nothing: neither a stale value nor an exception. */
    final LongAdder unanswered = new LongAdder();

    final LongAdder failedReads = new LongAdder();
    final LongAdder puts = new LongAdder();
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

    /** Who is told of each near hit: nobody, if all read the adders. */
    private final @Nullable CacheObserver hearer;

    private final TimeSource time;

    Counters(String cache, @Nullable CacheObserver observer, TimeSource time) {
        this.cache = cache;
        this.observer = observer;
        this.hearer = observer != null && observer.hearsHits() ? observer : null;
        this.time = time;
        this.timesHits = observer != null && observer.timesHits();
    }

    void nearHit() {
        nearHits.increment();
        if (hearer != null) {
            hearer.onHit(cache, Tier.NEAR);
        }
    }

    /** Several hits of one read. */
    void nearHits(int count) {
        nearHits.add(count);
        for (int i = 0; hearer != null && i < count; i++) {
            hearer.onHit(cache, Tier.NEAR);
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
        if (entry != null && served.isStale()) {
            if (served.isStandIn()) {
                standIns.increment();
            }
            stale(entry, served.cause());
        } else if (entry == null || served.tier() == Tier.ORIGIN) {
            missed();
        } else if (served.tier() == Tier.NEAR) {
            nearHit();
        } else {
            storeHits.increment();
            if (observer != null) {
                observer.onHit(cache, served.tier());
            }
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
        unanswered.increment();
        if (observer != null) {
            observer.onMiss(cache);
        }
    }

    /** A read ended with an exception. */
    void readFailed() {
        failedReads.increment();
        if (observer != null) {
            observer.onMiss(cache);
        }
    }

    /** Reads that found nothing fresh, whatever became of them. */
    long misses() {
        return staleServes.sum() + failedReads.sum() + unanswered.sum();
    }

    /** A read found nothing fresh and got an old value. */
    void stale(Entry<?> entry, @Nullable Throwable cause) {
        staleServes.increment();
        if (observer != null) {
            observer.onMiss(cache);
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
