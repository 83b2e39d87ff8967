package io.cachex.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.cachex.spi.CacheObserver;
import io.cachex.spi.CacheOperation;
import io.cachex.spi.Invalidation;
import io.cachex.spi.StoreOperation;
import io.cachex.spi.Tier;
import io.cachex.spi.WriteEvent;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/** What every {@link CacheObserver} must put up with. Extend it and say which observer. */
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
public abstract class CacheObserverContract {

    @SuppressWarnings("NullAway.Init") // set before each test
    private CacheObserver observer;

    /** For subclasses. */
    protected CacheObserverContract() {}

    /** The observer. Called once for each test. */
    protected abstract CacheObserver createObserver();

    @BeforeEach
    final void makeObserver() {
        observer = createObserver();
    }

    @Test
    void hearsEverything() {
        for (String cache : List.of("users", "app:test:users:", "", "k\u00e4se {x} \ud83d\udd11", "n".repeat(300))) {
            tellEverything(cache, 1_000_000, null);
        }
    }

    @Test
    void hearsOfFailuresOfEveryKind() {
        IOException looped = new IOException((String) null);
        looped.initCause(new IllegalStateException(looped));
        for (Throwable failure : List.of(looped, new IOException("away"), new StackOverflowError(), new Failure())) {
            tellEverything("users", 1_000_000, failure);
        }
    }

    @Test
    void takesEveryTime() {
        for (long nanos : new long[] {0, 1, 999, 3_600_000_000_000L, Long.MAX_VALUE}) {
            tellEverything("users", nanos, null);
        }
    }

    @Test
    void hearsManyThreads() {
        Crowd.each(thread -> {
            for (int i = 0; i < 200; i++) {
                tellEverything("cache " + i % 4, i, i % 2 == 0 ? null : new IOException("away"));
            }
        });
    }

    @Test
    void knowsWhetherItTimesHits() {
        assertThat(observer.timesHits()).isEqualTo(observer.timesHits());
        assertThat(observer.hearsHits()).isEqualTo(observer.hearsHits());
    }

    private void tellEverything(String cache, long nanos, @Nullable Throwable failure) {
        for (Tier tier : Tier.values()) {
            observer.onHit(cache, tier);
        }
        for (StoreOperation operation : StoreOperation.values()) {
            observer.onStoreCall(cache, operation, nanos, failure);
        }
        for (Invalidation.Kind kind : Invalidation.Kind.values()) {
            observer.onInvalidation(cache, kind);
        }
        for (WriteEvent event : WriteEvent.values()) {
            observer.onWrites(cache, event, 1, nanos);
        }
        for (CacheOperation operation : CacheOperation.values()) {
            observer.onOperation(cache, operation, nanos, failure);
        }
        observer.onLock(cache, failure == null, nanos, failure);
        observer.onQueueLevel(cache, 80);
        observer.onHitTimed(cache, nanos);
        observer.onMiss(cache);
        observer.onLoad(cache, nanos, failure);
        observer.onStale(cache, nanos, failure);
        observer.onUnreadable(cache, "truncated");
        observer.onEviction(cache);
        observer.onLateLoad(cache);
        observer.onDoubt(cache, "gap 17..19");
    }

    /** An exception of a nameless kind without a message. */
    private static final class Failure extends RuntimeException {
        private static final long serialVersionUID = 1;

        @Override
        @SuppressWarnings("NullAway") // as RuntimeException does
        public String getMessage() {
            return null;
        }
    }
}
