package io.cachex.testkit;

import io.cachex.spi.Store;
import io.cachex.spi.StoredValue;
import io.cachex.spi.TimeSource;
import java.time.Duration;
import java.util.HashMap;
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

final class VersionedContractTest {

    private static volatile Function<FakeTime, Store> subject = SimpleStore::new;

    static final class Contract extends VersionedContract {

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
        OVERWRITES_EARLIER_VERSIONS("doesNotWriteOverAnEarlierVersion", time -> new SimpleStore(time) {
            @Override
            boolean matches(long expected, long actual) {
                return actual != ABSENT ? expected >= actual : expected == ABSENT;
            }
        }),
        OVERWRITES_LATER_VERSIONS("doesNotWriteOverALaterVersion", time -> new SimpleStore(time) {
            @Override
            boolean matches(long expected, long actual) {
                return expected != ABSENT && actual >= expected || expected == actual;
            }
        }),
        TAKES_ABSENT_FOR_ANYTHING(
                "doesNotWriteWhereSomethingIsAlthoughNothingWasExpected", time -> new SimpleStore(time) {
                    @Override
                    boolean matches(long expected, long actual) {
                        return expected == ABSENT || expected == actual;
                    }
                }),
        WRITES_WHERE_NOTHING_IS(
                "doesNotWriteWhereNothingIsAlthoughSomethingWasExpected", time -> new SimpleStore(time) {
                    @Override
                    boolean matches(long expected, long actual) {
                        return actual == ABSENT || expected == actual;
                    }
                }),
        DOES_NOT_CREATE("writesWhereNothingIs", time -> new SimpleStore(time) {
            @Override
            boolean matches(long expected, long actual) {
                return actual != ABSENT && expected == actual;
            }
        }),
        COMPARES_DOUBLES("comparesLargeVersionsExactly", time -> new SimpleStore(time) {
            @Override
            boolean matches(long expected, long actual) {
                return (float) expected == (float) actual;
            }
        }),
        ANSWERS_BUT_DOES_NOT_WRITE("writesOverTheVersionExpected", time -> new SimpleStore(time) {
            @Override
            public CompletionStage<Boolean> writeIfVersion(String key, long expected, StoredValue value) {
                Held old = live(key);
                return answer(() ->
                        matches(expected, old == null ? ABSENT : old.value().version()));
            }
        }),
        COMPARES_WITH_THE_VERSION_GIVEN_TO_WRITE("seesTheVersionThatAPlainWriteRaised", time -> new SimpleStore(time) {
            private final Map<String, Long> given = new HashMap<>();

            @Override
            void put(String key, StoredValue value) {
                given.put(key, value.version());
                super.put(key, value);
            }

            @Override
            public CompletionStage<Boolean> writeIfVersion(String key, long expected, StoredValue value) {
                return answer(() -> {
                    boolean same = given.getOrDefault(key, ABSENT) == expected;
                    if (same) {
                        given.put(key, value.version());
                        hold(key, value);
                    }
                    return same;
                });
            }
        }),
        SEES_WHAT_WAS_REMOVED("takesARemovedKeyForAbsent", time -> new SimpleStore(time) {
            private final Map<String, Long> versions = new HashMap<>();

            @Override
            void hold(String key, StoredValue value) {
                versions.put(key, value.version());
                super.hold(key, value);
            }

            @Override
            public CompletionStage<Boolean> writeIfVersion(String key, long expected, StoredValue value) {
                return answer(() -> {
                    boolean same = matches(expected, versions.getOrDefault(key, ABSENT));
                    if (same) {
                        hold(key, value);
                    }
                    return same;
                });
            }
        }),
        SEES_WHAT_IS_OVER("takesAKeyWhoseTimeIsOverForAbsent", time -> new SimpleStore(time) {
            @Override
            public CompletionStage<Boolean> writeIfVersion(String key, long expected, StoredValue value) {
                return answer(() -> {
                    Held old = values.get(key);
                    boolean same =
                            matches(expected, old == null ? ABSENT : old.value().version());
                    if (same) {
                        hold(key, value);
                    }
                    return same;
                });
            }
        }),
        KEEPS_THE_OLD_TIME("whatIsWrittenLivesForItsOwnTime", time -> new SimpleStore(time) {
            @Override
            void hold(String key, StoredValue value) {
                Held old = live(key);
                super.hold(key, old == null ? value : value.withKeepFor(remaining(old)));
            }
        }),
        REFUSES_BUT_EXTENDS("refusingLeavesTheTimeAsItWas", time -> new SimpleStore(time) {
            @Override
            boolean matches(long expected, long actual) {
                values.replaceAll(
                        (key, held) -> new Held(held.value().withKeepFor(Duration.ofDays(1)), held.writtenAt()));
                return super.matches(expected, actual);
            }
        }),
        RAISES_THE_VERSION_GIVEN("writesOverTheVersionExpected", time -> new SimpleStore(time) {
            @Override
            public CompletionStage<Boolean> writeIfVersion(String key, long expected, StoredValue value) {
                return super.writeIfVersion(key, expected, value.withVersion(value.version() + 1));
            }
        }),
        LOWERS_A_VERSION("refusesAVersionThatIsNotAboveTheOneExpected", time -> new SimpleStore(time) {
            @Override
            void check(boolean allowed) {}
        }),
        CHECKS_AND_THEN_ACTS("oneOfManyThreadsWins", time -> new SimpleStore(time) {
            // checks, and then acts
            @Override
            public CompletionStage<Boolean> writeIfVersion(String key, long expected, StoredValue value) {
                Held old = locked(() -> live(key));
                LockSupport.parkNanos(1);
                if (!matches(expected, old == null ? ABSENT : old.value().version())) {
                    return CompletableFuture.completedFuture(false);
                }
                return answer(() -> {
                    hold(key, value);
                    return true;
                });
            }
        }),
        CHECKS_AND_THEN_ACTS_IN_A_LOOP("manyThreadsThatReadAndWriteLoseNoUpdate", time -> new SimpleStore(time) {
            // checks, and then acts
            @Override
            public CompletionStage<Boolean> writeIfVersion(String key, long expected, StoredValue value) {
                Held old = locked(() -> live(key));
                LockSupport.parkNanos(1);
                if (!matches(expected, old == null ? ABSENT : old.value().version())) {
                    return CompletableFuture.completedFuture(false);
                }
                return answer(() -> {
                    hold(key, value);
                    return true;
                });
            }
        }),
        PLAIN_WRITES_PASS_IT_BY("plainWritesAndComparedOnesAreOneOrder", time -> new SimpleStore(time) {
            @Override
            public CompletionStage<Void> write(Map<String, StoredValue> entries) {
                entries.forEach((key, value) -> {
                    Held old = locked(() -> live(key));
                    LockSupport.parkNanos(1);
                    locked(() -> {
                        hold(
                                key,
                                old == null
                                        ? value
                                        : value.withVersion(raised(
                                                value.version(), old.value().version())));
                        return null;
                    });
                });
                return CompletableFuture.completedFuture(null);
            }
        }),
        WRITES_WHEN_CLOSED("answersWithAFailedStageOnceClosed", time -> new SimpleStore(time) {
            @Override
            public CompletionStage<Boolean> writeIfVersion(String key, long expected, StoredValue value) {
                closed = false;
                return super.writeIfVersion(key, expected, value);
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
