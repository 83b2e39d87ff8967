package io.cachex.testkit;

import io.cachex.spi.Invalidation;
import io.cachex.spi.InvalidationBus;
import io.cachex.spi.Store;
import io.cachex.spi.StoredValue;
import io.cachex.spi.TimeSource;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class SelfPublishingContractTest {

    private static final Function<FakeTime, Store> RIGHT = SimpleLeasingStore::new;

    private static volatile Function<FakeTime, Store> subject = RIGHT;

    static final class Contract extends SelfPublishingContract {

        private final FakeTime time = new FakeTime();

        @Override
        protected TimeSource time() {
            return time;
        }

        @Override
        protected Store createStore() {
            return subject.apply(time);
        }

        @Override
        protected InvalidationBus busOf(Store store) {
            return ((SimpleLeasingStore) store).bus;
        }

        @Override
        protected Duration patience() {
            return Duration.ofMillis(subject == RIGHT ? 10_000 : 300);
        }
    }

    @AfterEach
    void forgetTheBug() {
        subject = RIGHT;
    }

    @Test
    void holdsForARightStore() {
        Proof.of(Contract.class).holds();
    }

    @Test
    void isSkippedForAStoreThatDoesNotHaveIt() {
        subject = SimpleStore::new;

        Proof.of(Contract.class).isSkipped();
    }

    @ParameterizedTest
    @EnumSource
    void findsTheBug(Bug bug) {
        subject = bug.subject;

        Proof.fails(Contract.class, bug.test);
    }

    private enum Bug {
        CLAIMS_EVERY_BUS("knowsItsOwnBusFromOthers", time -> new SimpleLeasingStore(time) {
            @Override
            public boolean publishesTo(InvalidationBus other) {
                return true;
            }
        }),
        DOES_NOT_WRITE("writingPublishesOneMessageWithTheVersionThatWasStored", time -> new SimpleLeasingStore(time) {
            @Override
            public CompletionStage<Void> write(Map<String, StoredValue> entries, Invalidation message) {
                publish(message, 1, 0);
                return answer(() -> null);
            }
        }),
        SENDS_THE_VERSION_GIVEN(
                "writingPublishesOneMessageWithTheVersionThatWasStored", time -> new SimpleLeasingStore(time) {
                    @Override
                    void publish(Invalidation message, long version, long generation) {
                        super.publish(message, message.version(), generation);
                    }
                }),
        PUBLISHES_TWICE("writingPublishesOneMessageWithTheVersionThatWasStored", time -> new SimpleLeasingStore(time) {
            @Override
            void publish(Invalidation message, long version, long generation) {
                super.publish(message, version, generation);
                super.publish(message, version, generation);
            }
        }),
        PUBLISHES_PER_KEY("writingSeveralPublishesOneMessage", time -> new SimpleLeasingStore(time) {
            @Override
            public CompletionStage<Void> write(Map<String, StoredValue> entries, Invalidation message) {
                entries.forEach((key, value) -> super.write(Map.of(key, value), message));
                return answer(() -> null);
            }
        }),
        REMOVES_SILENTLY("removingPublishesOneMessage", time -> new SimpleLeasingStore(time) {
            @Override
            public CompletionStage<Void> remove(Set<String> keys, Invalidation message) {
                return remove(keys);
            }
        }),
        IS_SILENT_ABOUT_WHAT_IT_LOST(
                "removingWhatTheStoreDoesNotHavePublishesAllTheSame", time -> new SimpleLeasingStore(time) {
                    @Override
                    public CompletionStage<Void> remove(Set<String> keys, Invalidation message) {
                        return live(keys.iterator().next()) == null ? remove(keys) : super.remove(keys, message);
                    }
                }),
        COMPARES_SILENTLY("comparingAndWritingPublishesOneMessage", time -> new SimpleLeasingStore(time) {
            @Override
            public CompletionStage<Boolean> writeIfVersion(
                    String key, long expected, StoredValue value, Invalidation message) {
                return writeIfVersion(key, expected, value);
            }
        }),
        PUBLISHES_WHAT_IT_REFUSED("aWriteThatIsRefusedPublishesNothing", time -> new SimpleLeasingStore(time) {
            @Override
            public CompletionStage<Boolean> writeIfVersion(
                    String key, long expected, StoredValue value, Invalidation message) {
                publish(message, value.version(), 0);
                return writeIfVersion(key, expected, value);
            }
        }),
        DRAWS_A_NUMBER_FOR_WHAT_IT_REFUSED("aWriteThatIsRefusedPublishesNothing", time -> new SimpleLeasingStore(time) {
            @Override
            boolean matches(long expected, long actual) {
                bus.sequences.merge("app:test:users:", 1L, Long::sum);
                return super.matches(expected, actual);
            }
        }),
        PUBLISHES_BEFORE_IT_FAILS("aWriteThatFailsPublishesNothing", time -> new SimpleLeasingStore(time) {
            @Override
            public CompletionStage<Void> write(Map<String, StoredValue> entries, Invalidation message) {
                publish(message, 1, 0);
                return write(entries);
            }
        }),
        PUBLISHES_NOTHING_AT_ALL("emptyBatchesPublishNothing", time -> new SimpleLeasingStore(time) {
            @Override
            public CompletionStage<Void> remove(Set<String> keys, Invalidation message) {
                publish(message, 0, 0);
                return remove(keys);
            }
        }),
        SENDS_NO_GENERATION("advancingPublishesTheGenerationThatWasDrawn", time -> new SimpleLeasingStore(time) {
            @Override
            void publish(Invalidation message, long version, long generation) {
                super.publish(message, version, 0);
            }
        }),
        ADVANCES_TWICE("advancingPublishesTheGenerationThatWasDrawn", time -> new SimpleLeasingStore(time) {
            @Override
            public CompletionStage<Long> advance(String namespace, String name, Invalidation message) {
                return super.advance(namespace, name, message).thenCompose(drawn -> advance(namespace, name));
            }
        }),
        PUBLISHES_PLAIN_WRITES("plainWritesAreSilent", time -> new SimpleLeasingStore(time) {
            @Override
            void hold(String key, StoredValue value) {
                super.hold(key, value);
                publish(Invalidation.ofClear("", "app:test:users:", 0), 0, 0);
            }
        }),
        DOES_NOT_ESCAPE("carriesWhatTheMessageSays", time -> new SimpleLeasingStore(time) {
            @Override
            void publish(Invalidation m, long version, long generation) {
                Set<String> keys = m.keys().stream()
                        .map(key -> key.replace("%s", "").replace("%1", ""))
                        .collect(Collectors.toSet());
                super.publish(Invalidation.ofKeys(m.source(), m.namespace(), m.kind(), keys, 0), version, generation);
            }
        }),
        COUNTS_BY_ITSELF("numbersGoOnWithThoseOfTheBus", time -> new SimpleLeasingStore(time) {
            private final SimpleBus own = new SimpleBus(50);

            @Override
            void publish(Invalidation m, long version, long generation) {
                Invalidation numbered = m.numbered(own.sequences.merge(m.namespace(), 1L, Long::sum));
                bus.subscribers.forEach(one -> bus.hand(one, numbered));
            }
        }),
        TELLS_ALL_NAMESPACES("namespacesAreApart", time -> new SimpleLeasingStore(time) {
            @Override
            void publish(Invalidation m, long version, long generation) {
                super.publish(
                        Invalidation.ofKeys(m.source(), "app:test:users:", m.kind(), m.keys(), 0), version, generation);
            }
        }),
        PUBLISHES_BEFORE_IT_WRITES("whoHearsOfAChangeReadsIt", time -> new SimpleLeasingStore(time) {
            @Override
            public CompletionStage<Void> write(Map<String, StoredValue> entries, Invalidation message) {
                Held held = locked(() -> live(entries.keySet().iterator().next()));
                publish(message, held == null ? 1 : held.value().version() + 1, 0);
                LockSupport.parkNanos(100_000);
                return write(entries);
            }
        }),
        WRITES_AND_THEN_PUBLISHES(
                "everyChangeOfManyThreadsIsHeardOnceAndInItsOrder", time -> new SimpleLeasingStore(time) {
                    @Override
                    public CompletionStage<Void> write(Map<String, StoredValue> entries, Invalidation message) {
                        long version = locked(() -> {
                            new TreeMap<>(entries).forEach(this::put);
                            return live(entries.keySet().iterator().next())
                                    .value()
                                    .version();
                        });
                        LockSupport.parkNanos(300_000);
                        publish(message, version, 0);
                        return CompletableFuture.completedFuture(null);
                    }
                }),
        COMPARES_AND_THEN_PUBLISHES("oneOfManyThreadsWritesAndPublishes", time -> new SimpleLeasingStore(time) {
            @Override
            public CompletionStage<Boolean> writeIfVersion(
                    String key, long expected, StoredValue value, Invalidation message) {
                boolean matches = locked(() -> matches(expected, live(key) == null ? 0 : 1));
                LockSupport.parkNanos(300_000);
                return answer(() -> {
                    if (matches) {
                        hold(key, value);
                        publish(message, value.version(), 0);
                    }
                    return matches;
                });
            }
        }),
        PUBLISHES_WHEN_CLOSED("answersWithFailedStagesOnceClosed", time -> new SimpleLeasingStore(time) {
            @Override
            public CompletionStage<Void> remove(Set<String> keys, Invalidation message) {
                return CompletableFuture.completedFuture(null);
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
