package io.cachex.testkit;

import io.cachex.spi.Store;
import io.cachex.spi.TimeSource;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class GenerationsContractTest {

    private static volatile Function<FakeTime, Store> subject = SimpleStore::new;

    static final class Contract extends GenerationsContract {

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
        LEAVES_OUT_NAMES_NEVER_ADVANCED("beginsAtZero", time -> new SimpleStore(time) {
            @Override
            public CompletionStage<Snapshot> generations(String namespace, Set<String> names) {
                return super.generations(namespace, names).thenApply(snapshot -> {
                    snapshot.generations().values().removeIf(g -> g == 0);
                    return snapshot;
                });
            }
        }),
        BEGINS_AT_ONE("beginsAtZero", time -> new SimpleStore(time) {
            @Override
            public CompletionStage<Snapshot> generations(String namespace, Set<String> names) {
                sequences.putIfAbsent(namespace, 1L);
                return super.generations(namespace, names);
            }
        }),
        FORGETS_THE_SEQUENCE_WITHOUT_NAMES("tellsTheSequenceWithoutNames", time -> new SimpleStore(time) {
            @Override
            public CompletionStage<Snapshot> generations(String namespace, Set<String> names) {
                return names.isEmpty() ? answer(() -> new Snapshot(0, Map.of())) : super.generations(namespace, names);
            }
        }),
        COUNTS_PER_NAME("advancingANameMakesTheNumberDrawnItsGeneration", time -> new SimpleStore(time) {
            @Override
            public CompletionStage<Long> advance(String namespace, String name) {
                return answer(() -> {
                    long drawn = generations
                            .computeIfAbsent(namespace, none -> new HashMap<>())
                            .merge(name, 1L, Long::sum);
                    sequences.put(namespace, drawn);
                    return drawn;
                });
            }
        }),
        ANSWERS_THE_NUMBER_BEFORE(
                "tellsWhatWasLoadedBeforeAnInvalidationFromWhatBeganAfterIt", time -> new SimpleStore(time) {
                    @Override
                    public CompletionStage<Long> advance(String namespace, String name) {
                        return super.advance(namespace, name).thenApply(drawn -> drawn - 1);
                    }
                }),
        ADVANCES_ONLY_THE_NAME(
                "tellsWhatWasLoadedBeforeAnInvalidationFromWhatBeganAfterIt", time -> new SimpleStore(time) {
                    @Override
                    public CompletionStage<Snapshot> generations(String namespace, Set<String> names) {
                        return super.generations(namespace, names).thenApply(s -> new Snapshot(0, s.generations()));
                    }
                }),
        ONE_SEQUENCE_FOR_ALL("namespacesAreApart", time -> new SimpleStore(time) {
            @Override
            public CompletionStage<Snapshot> generations(String namespace, Set<String> names) {
                return super.generations("", names);
            }

            @Override
            public CompletionStage<Long> advance(String namespace, String name) {
                return super.advance("", name);
            }
        }),
        JOINS_NAMESPACE_AND_NAME("namespacesAreApart", time -> new SimpleStore(time) {
            @Override
            public CompletionStage<Snapshot> generations(String namespace, Set<String> names) {
                return answer(() -> {
                    Map<String, Long> found = new HashMap<>();
                    names.forEach(name -> found.put(name, sequences.getOrDefault("g" + namespace + name, 0L)));
                    return new Snapshot(sequences.getOrDefault("s" + namespace, 0L), found);
                });
            }

            @Override
            public CompletionStage<Long> advance(String namespace, String name) {
                return answer(() -> {
                    long drawn = sequences.merge("s" + namespace, 1L, Long::sum);
                    sequences.put("g" + namespace + name, drawn);
                    return drawn;
                });
            }
        }),
        IGNORES_CASE("namesAreToldApart", time -> new SimpleStore(time) {
            @Override
            public CompletionStage<Long> advance(String namespace, String name) {
                return super.advance(namespace, name.toLowerCase(java.util.Locale.ROOT));
            }
        }),
        REMOVES_THEM_WITH_KEYS("keysAndCountersOfTheSameNameAreSomethingElse", time -> new SimpleStore(time) {
            @Override
            public CompletionStage<Void> remove(Set<String> keys) {
                sequences.keySet().removeAll(keys);
                return super.remove(keys);
            }
        }),
        COUNTS_THEM_AS_COUNTERS("keysAndCountersOfTheSameNameAreSomethingElse", time -> new SimpleStore(time) {
            @Override
            public CompletionStage<Long> increment(String key, long delta, Duration ttlIfCreated) {
                return answer(() -> sequences.merge(key, delta, Long::sum));
            }
        }),
        FORGETS_THEM_IN_TIME("doNotEndWithTime", time -> new SimpleStore(time) {
            private final long start = time.nanos();

            @Override
            synchronized <R> R locked(Supplier<R> work) {
                if (time.nanos() - start > Duration.ofDays(30).toNanos()) {
                    generations.clear();
                }
                return super.locked(work);
            }
        }),
        SHOWS_A_VIEW("aSnapshotDoesNotChangeLater", time -> new SimpleStore(time) {
            @Override
            public CompletionStage<Snapshot> generations(String namespace, Set<String> names) {
                return answer(() -> {
                    Map<String, Long> all = generations.computeIfAbsent(namespace, none -> new HashMap<>());
                    names.forEach(name -> all.putIfAbsent(name, 0L));
                    return new Snapshot(sequences.getOrDefault(namespace, 0L), all);
                });
            }
        }),
        DRAWS_AND_THEN_SETS("noNumberIsDrawnTwiceByManyThreads", time -> new SimpleStore(time) {
            @Override
            public CompletionStage<Long> advance(String namespace, String name) {
                long last = locked(() -> sequences.getOrDefault(namespace, 0L));
                LockSupport.parkNanos(1);
                return answer(() -> {
                    sequences.put(namespace, last + 1);
                    generations
                            .computeIfAbsent(namespace, none -> new HashMap<>())
                            .put(name, last + 1);
                    return last + 1;
                });
            }
        }),
        READS_THE_SEQUENCE_FIRST("aSnapshotIsOfOneMomentWhileManyThreadsAdvance", time -> new SimpleStore(time) {
            @Override
            public CompletionStage<Snapshot> generations(String namespace, Set<String> names) {
                long sequence = locked(() -> sequences.getOrDefault(namespace, 0L));
                LockSupport.parkNanos(1);
                return super.generations(namespace, names).thenApply(s -> new Snapshot(sequence, s.generations()));
            }
        }),
        ANSWERS_WHEN_CLOSED("answerWithFailedStagesOnceClosed", time -> new SimpleStore(time) {
            @Override
            public CompletionStage<Long> advance(String namespace, String name) {
                closed = false;
                return super.advance(namespace, name);
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
