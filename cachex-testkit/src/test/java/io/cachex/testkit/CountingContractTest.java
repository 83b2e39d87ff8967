package io.cachex.testkit;

import io.cachex.spi.Store;
import io.cachex.spi.TimeSource;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class CountingContractTest {

    private static volatile Function<FakeTime, Store> subject = SimpleStore::new;

    static final class Contract extends CountingContract {

        private final FakeTime time = FakeTime.at(Long.MAX_VALUE - 1_500_000_000L);

        @Override
        protected TimeSource time() {
            return time;
        }

        @Override
        protected Store createStore() {
            return subject.apply(time);
        }
    }

    @AfterEach
    void forgetTheBug() {
        subject = SimpleStore::new;
    }

    @Test
    void holdsForARightStore() {
        Proof.of(Contract.class).holds();
    }

    @Test
    void holdsForAFaultyStoreWithoutFaults() {
        subject = time -> FaultyStore.around(new SimpleStore(time), time);

        Proof.of(Contract.class).holds();
    }

    @Test
    void isSkippedForAStoreThatDoesNotHaveIt() {
        subject = time -> new SimpleStore(time) {
            @Override
            public <C> Optional<C> capability(Class<C> type) {
                return Optional.empty();
            }
        };

        Proof.of(Contract.class).isSkipped();
    }

    @ParameterizedTest
    @EnumSource
    void findsTheBug(Bug bug) {
        subject = bug.subject;

        Proof.fails(Contract.class, bug.test);
    }

    private enum Bug {
        OVERFLOWS("failsRatherThanOverflow", time -> new SimpleStore(time) {
            @Override
            long sum(long count, long delta) {
                return count + delta;
            }
        }),
        SATURATES("failsRatherThanOverflow", time -> new SimpleStore(time) {
            @Override
            long sum(long count, long delta) {
                try {
                    return super.sum(count, delta);
                } catch (ArithmeticException e) {
                    return delta > 0 ? Long.MAX_VALUE : Long.MIN_VALUE;
                }
            }
        }),
        OVERFLOWS_AND_THEN_FAILS("failsRatherThanOverflow", time -> new SimpleStore(time) {
            @Override
            public CompletionStage<Long> increment(String key, long delta, Duration ttlIfCreated) {
                return super.increment(key, delta, ttlIfCreated)
                        .thenCompose(
                                count -> delta > 0 && count == Long.MIN_VALUE || delta < 0 && count == Long.MAX_VALUE
                                        ? CompletableFuture.failedFuture(new ArithmeticException())
                                        : CompletableFuture.completedFuture(count));
            }

            @Override
            long sum(long count, long delta) {
                return count + delta;
            }
        }),
        COUNTS_WITH_DOUBLES("countsExactlyBeyondWhatADoubleCan", time -> new SimpleStore(time) {
            @Override
            long sum(long count, long delta) {
                super.sum(count, delta);
                return (long) ((double) count + (double) delta);
            }
        }),
        COUNTS_WITH_INTS("countsExactlyBeyondWhatADoubleCan", time -> new SimpleStore(time) {
            @Override
            long sum(long count, long delta) {
                return Math.addExact(Math.toIntExact(count), Math.toIntExact(delta));
            }
        }),
        COUNTS_FOR_NO_TIME("refusesATimeThatIsNotAboveZero", time -> new SimpleStore(time) {
            @Override
            void check(boolean allowed) {}
        }),
        COUNTS_ONLY_UP("countsFromZero", time -> new SimpleStore(time) {
            @Override
            long sum(long count, long delta) {
                return super.sum(count, Math.abs(delta));
            }
        }),
        STARTS_AT_ZERO_WHATEVER_IS_ADDED("countsFromZero", time -> new SimpleStore(time) {
            @Override
            public CompletionStage<Long> increment(String key, long delta, Duration ttlIfCreated) {
                if (!counters.containsKey(key)) {
                    super.increment(key, 0, ttlIfCreated);
                    return CompletableFuture.completedFuture(0L);
                }
                return super.increment(key, delta, ttlIfCreated);
            }
        }),
        SHOWS_COUNTERS_AS_VALUES("countersAreApartFromValues", time -> new SimpleStore(time) {
            @Override
            public CompletionStage<Long> increment(String key, long delta, Duration ttlIfCreated) {
                return super.increment(key, delta, ttlIfCreated).thenApply(count -> {
                    hold(key, StoreFixture.value(count.toString(), 1));
                    return count;
                });
            }
        }),
        COUNTS_ON_FROM_VALUES("countersAreApartFromValues", time -> new SimpleStore(time) {
            @Override
            public CompletionStage<Long> increment(String key, long delta, Duration ttlIfCreated) {
                Held held = live(key);
                long base = held == null
                        ? 0
                        : Long.parseLong(StoreFixture.text(held.value()).replaceAll("\\D+", "0"));
                return super.increment(key, delta + base, ttlIfCreated);
            }
        }),
        KEEPS_COUNTERS_OF_REMOVED_KEYS("removingAKeyRemovesItsCounter", time -> new SimpleStore(time) {
            @Override
            public CompletionStage<Void> remove(Set<String> keys) {
                return answer(() -> {
                    values.keySet().removeAll(keys);
                    return null;
                });
            }
        }),
        FORGETS_ALL_COUNTERS_ON_REMOVE("removingAKeyRemovesItsCounter", time -> new SimpleStore(time) {
            @Override
            public CompletionStage<Void> remove(Set<String> keys) {
                return answer(() -> {
                    counters.clear();
                    return null;
                });
            }
        }),
        NEVER_ENDS("aCounterEndsWithItsTime", time -> new SimpleStore(time) {
            @Override
            boolean isOver(Duration keepFor, long since) {
                return false;
            }
        }),
        PROLONGS_WITH_EVERY_COUNT("aCounterEndsWithItsTime", time -> new SimpleStore(time) {
            @Override
            Counter counted(Counter old, long count, Duration ttl) {
                return new Counter(count, ttl, time.nanos());
            }
        }),
        TAKES_THE_LATEST_TIME("anExistingCounterKeepsItsTime", time -> new SimpleStore(time) {
            @Override
            Counter counted(Counter old, long count, Duration ttl) {
                return new Counter(count, ttl, old.createdAt());
            }
        }),
        OVERFLOWS_WITH_LONG_TIMES("takesTheShortestAndTheLongestTimes", time -> new SimpleStore(time) {
            @Override
            boolean isOver(Duration keepFor, long since) {
                return keepFor.toNanos() <= time.nanos() - since;
            }
        }),
        READS_AND_THEN_WRITES("noIncrementOfManyThreadsIsLost", time -> new SimpleStore(time) {
            @Override
            public CompletionStage<Long> increment(String key, long delta, Duration ttlIfCreated) {
                Counter old = locked(() -> counters.get(key));
                LockSupport.parkNanos(1);
                return answer(() -> {
                    Counter now = new Counter((old == null ? 0 : old.count()) + delta, ttlIfCreated, time.nanos());
                    counters.put(key, now);
                    return now.count();
                });
            }
        }),
        ANSWERS_WHAT_IT_READS_LATER("noIncrementOfManyThreadsIsLost", time -> new SimpleStore(time) {
            @Override
            public CompletionStage<Long> increment(String key, long delta, Duration ttlIfCreated) {
                super.increment(key, delta, ttlIfCreated);
                LockSupport.parkNanos(1);
                return answer(() -> counters.get(key).count());
            }
        }),
        THROWS_WHEN_CLOSED("answersWithAFailedStageOnceClosed", time -> new SimpleStore(time) {
            @Override
            public CompletionStage<Long> increment(String key, long delta, Duration ttlIfCreated) {
                if (closed) {
                    throw new IllegalStateException("closed");
                }
                return super.increment(key, delta, ttlIfCreated);
            }
        });

        private final String test;
        private final Function<FakeTime, Store> subject;

        Bug(String test, Function<FakeTime, Store> subject) {
            this.test = test;
            this.subject = subject;
        }
    }
}
