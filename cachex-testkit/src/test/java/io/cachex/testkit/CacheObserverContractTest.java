package io.cachex.testkit;

import io.cachex.spi.CacheObserver;
import io.cachex.spi.Invalidation;
import io.cachex.spi.StoreOperation;
import io.cachex.spi.Tier;
import java.util.ConcurrentModificationException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class CacheObserverContractTest {

    private static volatile Supplier<CacheObserver> subject = RecordingObserver::new;

    static final class Contract extends CacheObserverContract {
        @Override
        protected CacheObserver createObserver() {
            return subject.get();
        }
    }

    @AfterEach
    void forgetTheBug() {
        subject = RecordingObserver::new;
    }

    @Test
    void holdsForAnObserverThatRecords() {
        Proof.of(Contract.class).holds();
    }

    @Test
    void holdsForAnObserverThatDoesNothing() {
        subject = () -> new CacheObserver() {};

        Proof.of(Contract.class).holds();
    }

    @ParameterizedTest
    @EnumSource
    void findsTheBug(Bug bug) {
        subject = bug.subject;

        Proof.fails(Contract.class, bug.test);
    }

    private enum Bug {
        TAKES_EVERY_LOAD_FOR_A_FAILURE("hearsEverything", () -> new CacheObserver() {
            @Override
            public void onLoad(String cache, long nanos, Throwable failure) {
                if (failure.getMessage().isEmpty()) {
                    throw new IllegalArgumentException();
                }
            }
        }),
        TAKES_A_MESSAGE_FOR_GRANTED("hearsOfFailuresOfEveryKind", () -> new CacheObserver() {
            @Override
            public void onStoreCall(String cache, StoreOperation operation, long nanos, Throwable failure) {
                if (failure != null) {
                    if (failure.getMessage().isEmpty()) {
                        throw new IllegalArgumentException();
                    }
                }
            }
        }),
        SEEKS_THE_ROOT_CAUSE_FOR_EVER("hearsOfFailuresOfEveryKind", () -> new CacheObserver() {
            @Override
            public void onLoad(String cache, long nanos, Throwable failure) {
                if (failure != null) {
                    root(failure);
                }
            }

            private Throwable root(Throwable t) {
                return t.getCause() == null ? t : root(t.getCause());
            }
        }),
        KNOWS_ONLY_SOME_OPERATIONS("hearsEverything", () -> new CacheObserver() {
            @Override
            public void onStoreCall(String cache, StoreOperation operation, long nanos, Throwable failure) {
                if (operation.compareTo(StoreOperation.REMOVE) > 0) {
                    throw new IllegalStateException();
                }
            }
        }),
        KNOWS_ONLY_SOME_KINDS("hearsEverything", () -> new CacheObserver() {
            @Override
            public void onInvalidation(String cache, Invalidation.Kind kind) {
                if (kind == Invalidation.Kind.CLEAR) {
                    throw new IllegalStateException();
                }
            }
        }),
        KNOWS_ONLY_SOME_TIERS("hearsEverything", () -> new CacheObserver() {
            @Override
            public void onHit(String cache, Tier tier) {
                if (tier == Tier.PEER) {
                    throw new IllegalStateException();
                }
            }
        }),
        WANTS_A_NAME("hearsEverything", () -> new CacheObserver() {
            @Override
            public void onMiss(String cache) {
                if (cache.isBlank()) {
                    throw new IllegalArgumentException();
                }
            }
        }),
        COUNTS_TIMES_IN_INTS("takesEveryTime", () -> new CacheObserver() {
            @Override
            public void onHitTimed(String cache, long nanos) {
                Math.toIntExact(nanos / 1_000);
            }
        }),
        IS_FOR_ONE_THREAD("hearsManyThreads", () -> new CacheObserver() {
            private volatile boolean inside;

            @Override
            public void onMiss(String cache) {
                if (inside) {
                    throw new ConcurrentModificationException();
                }
                inside = true;
                LockSupport.parkNanos(1);
                inside = false;
            }
        }),
        CHANGES_ITS_MIND("knowsWhetherItTimesHits", () -> new CacheObserver() {
            private boolean times;

            @Override
            public boolean timesHits() {
                times = !times;
                return times;
            }
        });

        private final String test;
        private final Supplier<CacheObserver> subject;

        Bug(String test, Supplier<CacheObserver> subject) {
            this.test = test;
            this.subject = subject;
        }
    }
}
