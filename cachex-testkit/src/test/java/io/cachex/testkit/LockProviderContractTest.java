package io.cachex.testkit;

import io.cachex.spi.Lease;
import io.cachex.spi.LockProvider;
import io.cachex.spi.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class LockProviderContractTest {

    private static volatile Function<FakeTime, LockProvider> subject = SimpleLocks::new;

    static class Contract extends LockProviderContract {

        private final FakeTime time = FakeTime.at(Long.MAX_VALUE - 1_500_000_000L);

        @Override
        protected TimeSource time() {
            return time;
        }

        @Override
        protected LockProvider createProvider() {
            return subject.apply(time);
        }
    }

    /** Another node has a provider of its own, over the same locks. */
    static final class OfTwoNodes extends Contract {
        @Override
        protected LockProvider otherNode(LockProvider same) {
            SimpleLocks shared = (SimpleLocks) same;
            return new SimpleLocks(time()) {
                @Override
                public CompletionStage<Optional<Lease>> tryAcquire(String name, Duration ttl) {
                    if (closed || !isName(name) || !isTtl(ttl)) {
                        return super.tryAcquire(name, ttl);
                    }
                    return shared.answer(() -> shared.acquire(name, ttl));
                }
            };
        }
    }

    @AfterEach
    void forgetTheBug() {
        subject = SimpleLocks::new;
    }

    @Test
    void holdsForRightLocks() {
        Proof.of(Contract.class).holds("aLeaseOfAClosedProviderIsHeldUntilItsTimeIsOver");
    }

    @Test
    void holdsForRightLocksOfTwoNodes() {
        Proof.of(OfTwoNodes.class).holds();
    }

    @Test
    void findsThatClosingAProviderFreesWhatItGaveOut() {
        subject = time -> new SimpleLocks(time) {
            @Override
            public void close() {
                super.close();
                locks.clear();
            }
        };

        Proof.fails(OfTwoNodes.class, "aLeaseOfAClosedProviderIsHeldUntilItsTimeIsOver");
    }

    @ParameterizedTest
    @EnumSource
    void findsTheBug(Bug bug) {
        subject = bug.subject;

        Proof.fails(Contract.class, bug.test);
    }

    private enum Bug {
        FAILS_WHEN_HELD("aLockThatIsHeldIsEmptyAndNoFailure", time -> new SimpleLocks(time) {
            @Override
            public CompletionStage<Optional<Lease>> tryAcquire(String name, Duration ttl) {
                return super.tryAcquire(name, ttl)
                        .thenCompose(lease -> lease.isPresent()
                                ? CompletableFuture.completedFuture(lease)
                                : CompletableFuture.failedFuture(new IllegalStateException("held")));
            }
        }),
        REENTRANT("aLockThatIsHeldIsEmptyAndNoFailure", time -> new SimpleLocks(time) {
            private final Map<String, Thread> owners = new HashMap<>();

            @Override
            Optional<Lease> acquire(String name, Duration ttl) {
                if (owners.get(name) == Thread.currentThread()) {
                    return Optional.of(new Held(name, nextToken(name), ttl, time.nanos()));
                }
                owners.put(name, Thread.currentThread());
                return super.acquire(name, ttl);
            }
        }),
        GIVES_OUT_NOTHING("givesOutAFreeLock", time -> new SimpleLocks(time) {
            @Override
            Optional<Lease> acquire(String name, Duration ttl) {
                return Optional.empty();
            }
        }),
        ONE_LOCK_FOR_ALL_NAMES("locksOfOtherNamesAreFree", time -> new SimpleLocks(time) {
            @Override
            String keyOf(String name) {
                return "";
            }
        }),
        IGNORES_CASE("locksOfOtherNamesAreFree", time -> new SimpleLocks(time) {
            @Override
            String keyOf(String name) {
                return name.toLowerCase(java.util.Locale.ROOT);
            }
        }),
        DOES_NOT_FREE("releasingFreesTheLock", time -> new SimpleLocks(time) {
            @Override
            Boolean release(Held lease) {
                return isMine(lease);
            }
        }),
        REMAINS_AFTER_RELEASE("releasingFreesTheLock", time -> new SimpleLocks(time) {
            @Override
            Boolean release(Held lease) {
                boolean mine = isMine(lease);
                if (mine) {
                    free(lease);
                }
                return mine;
            }
        }),
        BELONGS_TO_A_THREAD("anyThreadMayReleaseAndExtend", time -> new SimpleLocks(time) {
            private volatile Thread owner;

            @Override
            Optional<Lease> acquire(String name, Duration ttl) {
                owner = Thread.currentThread();
                return super.acquire(name, ttl);
            }

            @Override
            boolean isMine(Held lease) {
                return owner == Thread.currentThread() && super.isMine(lease);
            }
        }),
        RELEASES_TWICE("releasingTwiceIsHarmless", time -> new SimpleLocks(time) {
            @Override
            Boolean release(Held lease) {
                super.release(lease);
                return true;
            }
        }),
        FREES_WHATEVER_IS_HELD("releasingAfterTheTimeIsOverDoesNotFreeAnothersLock", time -> new SimpleLocks(time) {
            @Override
            Boolean release(Held lease) {
                return locks.remove(keyOf(lease.name)) != null;
            }
        }),
        COMPARES_NAMES_NOT_OWNERS("releasingTwiceIsHarmless", time -> new SimpleLocks(time) {
            @Override
            boolean isMine(Held lease) {
                return locks.containsKey(keyOf(lease.name));
            }
        }),
        RELEASES_WHAT_IS_OVER("releasingAfterTheTimeIsOverFreesNothing", time -> new SimpleLocks(time) {
            @Override
            boolean isMine(Held lease) {
                return locks.get(keyOf(lease.name)) == lease;
            }
        }),
        NEVER_ENDS("aLockIsFreeWhenItsTimeIsOver", time -> new SimpleLocks(time) {
            @Override
            boolean isHeld(Held lease) {
                return true;
            }
        }),
        REMAINS_FOR_EVER("aLockIsFreeWhenItsTimeIsOver", time -> new SimpleLocks(time) {
            @Override
            Optional<Lease> acquire(String name, Duration ttl) {
                return super.acquire(name, ttl).map(lease -> new Held(name, lease.fencingToken(), ttl, time.nanos()) {
                    @Override
                    public Duration remaining() {
                        return ttl;
                    }
                });
            }
        }),
        ENDS_EARLY("aLockIsHeldForItsTime", time -> new SimpleLocks(time) {
            @Override
            boolean isHeld(Held lease) {
                return lease.left() > 1_500_000_000;
            }
        }),
        DOES_NOT_EXTEND("extendingKeepsTheLock", time -> new SimpleLocks(time) {
            @Override
            long extended(Held lease, Duration ttl) {
                return lease.left();
            }
        }),
        ADDS_THE_TIME("extendingCountsFromNowAndMayShorten", time -> new SimpleLocks(time) {
            @Override
            long extended(Held lease, Duration ttl) {
                return lease.left() + ttl.toNanos();
            }
        }),
        ONLY_PROLONGS("extendingCountsFromNowAndMayShorten", time -> new SimpleLocks(time) {
            @Override
            long extended(Held lease, Duration ttl) {
                return Math.max(lease.left(), ttl.toNanos());
            }
        }),
        TAKES_A_LOST_LEASE_AGAIN("aLeaseWhoseTimeIsOverIsNeverTakenAgain", time -> new SimpleLocks(time) {
            @Override
            boolean extend(Held lease, Duration ttl) {
                if (locks.get(keyOf(lease.name)) != lease) {
                    return false;
                }
                lease.nanos = ttl.toNanos();
                lease.since = time.nanos();
                return true;
            }
        }),
        EXTENDS_ANOTHERS_LEASE("aLeaseLostToAnotherCannotBeExtended", time -> new SimpleLocks(time) {
            @Override
            boolean extend(Held lease, Duration ttl) {
                Held now = locks.get(keyOf(lease.name));
                if (now != null && isHeld(now)) {
                    now.nanos = ttl.toNanos();
                    now.since = time.nanos();
                }
                return now == lease;
            }
        }),
        EXTENDS_WHAT_IS_RELEASED("aReleasedLeaseCannotBeExtended", time -> new SimpleLocks(time) {
            @Override
            boolean extend(Held lease, Duration ttl) {
                if (!locks.containsKey(keyOf(lease.name))) {
                    lease.nanos = ttl.toNanos();
                    lease.since = time.nanos();
                    locks.put(keyOf(lease.name), lease);
                    return true;
                }
                return super.extend(lease, ttl);
            }
        }),
        NEVER_TELLS("tellsWhenTheTimeIsOver", time -> new SimpleLocks(time) {
            @Override
            CompletionStage<Lease.Loss> lost(Held lease) {
                return new CompletableFuture<>();
            }
        }),
        TELLS_WHILE_IT_IS_HELD("tellsWhenTheTimeIsOver", time -> new SimpleLocks(time) {
            @Override
            CompletionStage<Lease.Loss> lost(Held lease) {
                return CompletableFuture.completedStage(Lease.Loss.EXPIRED);
            }
        }),
        TELLS_NO_LATER_THAN_IN_TIME("tellsWhoAsksLaterThatTheTimeIsOver", time -> new SimpleLocks(time) {
            @Override
            CompletionStage<Lease.Loss> lost(Held lease) {
                return lease.left() > 0 ? super.lost(lease) : new CompletableFuture<>();
            }
        }),
        TELLS_WHEN_THE_FIRST_TIME_IS_OVER("tellsOfAnExtendedLeaseWhenTheNewTimeIsOver", time -> new SimpleLocks(time) {
            @Override
            CompletionStage<Lease.Loss> lost(Held lease) {
                time.schedule(Duration.ofNanos(lease.left()), () -> lease.lost.complete(Lease.Loss.EXPIRED));
                return lease.lost;
            }
        }),
        LOOKS_WHEN_THE_FIRST_TIME_IS_OVER("tellsOfAShortenedLeaseWhenTheNewTimeIsOver", time -> new SimpleLocks(time) {
            @Override
            CompletionStage<Lease.Loss> lost(Held lease) {
                time.schedule(Duration.ofNanos(lease.left()), lease::look);
                return lease.lost;
            }
        }),
        TELLS_OF_A_RELEASE("aLeaseThatWasReleasedIsNotLost", time -> new SimpleLocks(time) {
            @Override
            Boolean release(Held lease) {
                boolean mine = super.release(lease);
                lease.released = false;
                return mine;
            }
        }),
        SHOWS_ITS_FUTURE("nobodyElseCanSayThatALeaseIsLost", time -> new SimpleLocks(time) {
            @Override
            CompletionStage<Lease.Loss> lost(Held lease) {
                super.lost(lease);
                return lease.lost;
            }
        }),
        ALWAYS_THE_SAME_TOKEN("fencingTokensGrow", time -> new SimpleLocks(time) {
            @Override
            long nextToken(String name) {
                return 1;
            }
        }),
        FORGETS_THE_TOKEN_WITH_THE_LOCK("fencingTokensGrow", time -> new SimpleLocks(time) {
            private final Map<String, Long> perName = new HashMap<>();

            @Override
            long nextToken(String name) {
                return perName.merge(name, 1L, Long::sum);
            }

            @Override
            void free(Held lease) {
                super.free(lease);
                perName.remove(lease.name);
            }
        }),
        FORGETS_THE_TOKEN_IN_TIME("fencingTokensGrowAfterALockRanOut", time -> new SimpleLocks(time) {
            private long last = time.nanos();

            @Override
            long nextToken(String name) {
                if (time.nanos() - last > Duration.ofDays(365).toNanos()) {
                    tokens = 0;
                }
                last = time.nanos();
                return ++tokens;
            }
        }),
        TAKES_NANOS_FOR_TOKENS("fencingTokensGrowAfterALockRanOut", time -> new SimpleLocks(time) {
            @Override
            long nextToken(String name) {
                return time.nanos();
            }
        }),
        DRAWS_A_TOKEN_TO_EXTEND("extendingDoesNotChangeTheToken", time -> new SimpleLocks(time) {
            @Override
            boolean extend(Held lease, Duration ttl) {
                lease.token = nextToken(lease.name);
                return super.extend(lease, ttl);
            }
        }),
        LOOKS_AND_THEN_TAKES("oneOfManyThreadsGetsTheLock", time -> new SimpleLocks(time) {
            @Override
            public CompletionStage<Optional<Lease>> tryAcquire(String name, Duration ttl) {
                Held old = locked(() -> locks.get(name));
                LockSupport.parkNanos(1);
                if (old != null && isHeld(old)) {
                    return answer(Optional::empty);
                }
                return answer(() -> {
                    locks.remove(name);
                    return acquire(name, ttl);
                });
            }
        }),
        TOKENS_OUT_OF_ORDER("oneOfManyThreadsIsInsideAtATime", time -> new SimpleLocks(time) {
            private final List<Long> drawn = new ArrayList<>(List.of(1L, 2L));

            @Override
            long nextToken(String name) {
                drawn.add(drawn.size() + 1L);
                return drawn.get(drawn.size() - 1 - (drawn.size() % 3));
            }
        }),
        TAKES_EVERY_NAME("refusesOtherNames", time -> new SimpleLocks(time) {
            @Override
            boolean isName(String name) {
                return true;
            }
        }),
        COUNTS_CHARACTERS("refusesOtherNames", time -> new SimpleLocks(time) {
            @Override
            boolean isName(String name) {
                return !name.isEmpty() && name.length() <= 1_024;
            }
        }),
        COUNTS_THREE_BYTES_A_CHARACTER("takesNamesOfUpTo1024Bytes", time -> new SimpleLocks(time) {
            @Override
            boolean isName(String name) {
                return !name.isEmpty() && name.length() * 3 <= 1_024;
            }
        }),
        TAKES_EVERY_TIME("refusesOtherTimes", time -> new SimpleLocks(time) {
            @Override
            boolean isTtl(Duration ttl) {
                return true;
            }
        }),
        COMPARES_MILLISECONDS("refusesOtherTimes", time -> new SimpleLocks(time) {
            @Override
            boolean isTtl(Duration ttl) {
                return ttl.compareTo(Duration.ofDays(2)) < 0 && ttl.toMillis() >= 10 && ttl.toMillis() <= 86_400_000;
            }
        }),
        OVERFLOWS_FOR_A_LONG_TIME("refusesOtherTimes", time -> new SimpleLocks(time) {
            @Override
            public CompletionStage<Optional<Lease>> tryAcquire(String name, Duration ttl) {
                if (ttl.toNanos() < 0) {
                    return CompletableFuture.failedFuture(new IllegalArgumentException());
                }
                return super.tryAcquire(name, ttl);
            }
        }),
        EXTENDS_FOR_EVERY_TIME("refusesToExtendForOtherTimes", time -> new SimpleLocks(time) {
            @Override
            public CompletionStage<Optional<Lease>> tryAcquire(String name, Duration ttl) {
                return answer(() -> acquire(name, ttl));
            }

            @Override
            boolean isTtl(Duration ttl) {
                return true;
            }
        }),
        REFUSES_THE_SHORTEST_TIME("takesTimesFrom10MillisecondsToTheLongest", time -> new SimpleLocks(time) {
            @Override
            boolean isTtl(Duration ttl) {
                return super.isTtl(ttl) && ttl.toMillis() > 10;
            }
        }),
        THROWS_FOR_A_BAD_NAME("refusesOtherNames", time -> new SimpleLocks(time) {
            @Override
            boolean isName(String name) {
                if (!super.isName(name)) {
                    throw new IllegalArgumentException(name);
                }
                return true;
            }
        }),
        GIVES_OUT_LOCKS_WHEN_CLOSED("givesOutNothingOnceClosed", time -> new SimpleLocks(time) {
            @Override
            public void close() {}
        }),
        THROWS_WHEN_CLOSED("givesOutNothingOnceClosed", time -> new SimpleLocks(time) {
            @Override
            public CompletionStage<Optional<Lease>> tryAcquire(String name, Duration ttl) {
                if (closed) {
                    throw new IllegalStateException("closed");
                }
                return super.tryAcquire(name, ttl);
            }
        }),
        CLOSES_ONCE("givesOutNothingOnceClosed", time -> new SimpleLocks(time) {
            @Override
            public void close() {
                if (closed) {
                    throw new IllegalStateException("closed");
                }
                super.close();
            }
        });

        private final String test;
        private final Function<FakeTime, LockProvider> subject;

        Bug(String test, Function<FakeTime, LockProvider> subject) {
            this.test = test;
            this.subject = subject;
        }
    }
}
