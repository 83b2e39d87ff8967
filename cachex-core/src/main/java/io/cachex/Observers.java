package io.cachex;

import io.cachex.spi.CacheObserver;
import io.cachex.spi.CacheOperation;
import io.cachex.spi.CacheView;
import io.cachex.spi.EvictionCause;
import io.cachex.spi.Invalidation;
import io.cachex.spi.StoreOperation;
import io.cachex.spi.Tier;
import io.cachex.spi.WriteEvent;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Several observers as one, none of which can do harm by throwing. */
final class Observers implements CacheObserver {

    private static final Logger LOG = LoggerFactory.getLogger(Cache.class);

    private final CacheObserver[] observers;
    private final CacheObserver[] hearers;
    private final CacheObserver[] timers;
    private volatile boolean warned;

    private Observers(List<CacheObserver> observers) {
        this.observers = observers.toArray(CacheObserver[]::new);
        this.hearers = observers.stream().filter(CacheObserver::hearsHits).toArray(CacheObserver[]::new);
        this.timers = observers.stream().filter(CacheObserver::timesHits).toArray(CacheObserver[]::new);
    }

    static @Nullable CacheObserver of(List<CacheObserver> observers) {
        return observers.isEmpty() ? null : new Observers(observers);
    }

    private void each(Consumer<CacheObserver> event) {
        for (CacheObserver observer : observers) {
            try {
                event.accept(observer);
            } catch (Throwable e) { // user code, in the middle of a flight that has to end
                failed(observer, e);
            }
        }
    }

    private void failed(CacheObserver observer, Throwable e) {
        if (!warned) {
            warned = true;
            LOG.warn("an observer failed, which is told once: {}", observer, e);
        }
    }

    @Override
    public void onOpen(CacheView cache) {
        each(observer -> observer.onOpen(cache));
    }

    @Override
    public void onClose(CacheView cache) {
        each(observer -> observer.onClose(cache));
    }

    @Override
    public boolean hearsHits() {
        return hearers.length > 0;
    }

    @Override
    public void onHit(String cache, Tier tier) {
        for (CacheObserver observer : tier == Tier.NEAR ? hearers : observers) { // must not allocate, as hits do not
            try {
                observer.onHit(cache, tier);
            } catch (Throwable e) { // user code, in the middle of a flight that has to end
                failed(observer, e);
            }
        }
    }

    @Override
    public void onOperation(String cache, CacheOperation operation, long nanos, @Nullable Throwable failure) {
        each(observer -> observer.onOperation(cache, operation, nanos, failure));
    }

    @Override
    public void onLock(String cache, boolean acquired, long nanos, @Nullable Throwable failure) {
        each(observer -> observer.onLock(cache, acquired, nanos, failure));
    }

    @Override
    public void onMiss(String cache) {
        each(observer -> observer.onMiss(cache));
    }

    @Override
    public boolean timesHits() {
        return timers.length > 0;
    }

    @Override
    public void onHitTimed(String cache, long nanos) {
        for (CacheObserver timer : timers) { // part of a hit
            try {
                timer.onHitTimed(cache, nanos);
            } catch (RuntimeException e) {
                failed(timer, e);
            }
        }
    }

    @Override
    public void onLoad(String cache, long nanos, @Nullable Throwable failure) {
        each(observer -> observer.onLoad(cache, nanos, failure));
    }

    @Override
    public void onStale(String cache, long ageNanos, @Nullable Throwable cause) {
        each(observer -> observer.onStale(cache, ageNanos, cause));
    }

    @Override
    public void onAvailability(String cache, boolean enabled, boolean available) {
        each(observer -> observer.onAvailability(cache, enabled, available));
    }

    @Override
    public void onStoreCall(String cache, StoreOperation operation, long nanos, @Nullable Throwable failure) {
        each(observer -> observer.onStoreCall(cache, operation, nanos, failure));
    }

    @Override
    public void onUnreadable(String cache, String reason) {
        each(observer -> observer.onUnreadable(cache, reason));
    }

    @Override
    public void onEviction(String cache) {
        each(observer -> observer.onEviction(cache));
    }

    @Override
    public void onEviction(String cache, EvictionCause cause) {
        each(observer -> observer.onEviction(cache, cause));
    }

    @Override
    public void onLateLoad(String cache) {
        each(observer -> observer.onLateLoad(cache));
    }

    @Override
    public void onInvalidation(String cache, Invalidation.Kind kind) {
        each(observer -> observer.onInvalidation(cache, kind));
    }

    @Override
    public void onDoubt(String cache, String reason) {
        each(observer -> observer.onDoubt(cache, reason));
    }

    @Override
    public void onWrites(String cache, WriteEvent event, int writes, long waiting) {
        each(observer -> observer.onWrites(cache, event, writes, waiting));
    }

    @Override
    public void onQueueLevel(String cache, int percent) {
        each(observer -> observer.onQueueLevel(cache, percent));
    }
}
