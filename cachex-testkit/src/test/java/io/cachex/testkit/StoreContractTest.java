package io.cachex.testkit;

import io.cachex.spi.Store;
import io.cachex.spi.StoredValue;
import io.cachex.spi.TimeSource;
import java.time.Duration;
import java.util.AbstractMap;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class StoreContractTest {

    private static volatile Function<FakeTime, Store> subject = SimpleStore::new;

    static final class Contract extends StoreContract {

        private final FakeTime time = FakeTime.at(Long.MAX_VALUE - 1_500_000_000L);
        private Store store;

        @Override
        protected TimeSource time() {
            return time;
        }

        @Override
        protected Store createStore() {
            store = subject.apply(time);
            return store;
        }

        @Override
        protected boolean stall() {
            if (store instanceof SimpleStore simple) {
                simple.stalled = true;
                return true;
            }
            return false;
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

        Proof.of(Contract.class).holds("doesNotBlockWhileWhatIsBehindItHangs");
    }

    @ParameterizedTest
    @EnumSource
    void findsTheBug(Bug bug) {
        subject = bug.store;

        Proof.fails(Contract.class, bug.test);
    }

    private enum Bug {
        DOES_NOT_RAISE_VERSIONS("raisesAVersionThatIsNotAboveTheOneItReplaces", time -> new SimpleStore(time) {
            @Override
            long raised(long given, long old) {
                return given;
            }
        }),
        KEEPS_THE_OLD_VERSION_IF_IT_IS_HIGHER(
                "writingTheSameAgainChangesNothingButTheVersion", time -> new SimpleStore(time) {
                    @Override
                    long raised(long given, long old) {
                        return Math.max(given, old);
                    }
                }),
        STOPS_AT_THE_LARGEST_VERSION("refusesToRaiseAVersionAboveTheLargest", time -> new SimpleStore(time) {
            @Override
            long raised(long given, long old) {
                return Math.min(super.raised(given, old), 1L << 53);
            }
        }),
        COUNTS_VERSIONS_ITSELF("keepsAVersionThatIsAboveTheOneItReplaces", time -> new SimpleStore(time) {
            @Override
            long raised(long given, long old) {
                return old + 1;
            }
        }),
        KEEPS_VERSIONS_AS_FLOATS("keepsTheLargestVersionsExactly", time -> new SimpleStore(time) {
            @Override
            void hold(String key, StoredValue value) {
                super.hold(key, value.withVersion((long) (float) value.version()));
            }
        }),
        RAISES_VERSIONS_WITHOUT_A_LOCK("versionsGrowWithEveryWriteOfManyThreads", UnlockedStore::new),
        WRITES_BYTES_AND_VERSION_APART("readersSeeWholeValuesWhileManyThreadsWrite", TornStore::new),
        IGNORES_AN_OLD_VERSION("raisesAVersionThatIsNotAboveTheOneItReplaces", time -> new SimpleStore(time) {
            @Override
            void put(String key, StoredValue value) {
                Held old = live(key);
                if (old == null || old.value().version() < value.version()) {
                    hold(key, value);
                }
            }
        }),
        NEVER_FORGETS("forgetsAValueWhenItsTimeIsOver", time -> new SimpleStore(time) {
            @Override
            boolean isOver(Duration keepFor, long since) {
                return false;
            }
        }),
        COMPARES_TIMES_NOT_BY_DIFFERENCE("forgetsAValueWhenItsTimeIsOver", time -> new SimpleStore(time) {
            @Override
            boolean isOver(Duration keepFor, long since) {
                return keepFor.toDays() < 1_000 && time.nanos() > since + keepFor.toNanos();
            }
        }),
        ROUNDS_TO_SECONDS("doesNotRoundAFractionOfASecondDown", time -> new SimpleStore(time) {
            @Override
            boolean isOver(Duration keepFor, long since) {
                return super.isOver(Duration.ofSeconds(keepFor.toSeconds()), since);
            }
        }),
        TAKES_LESS_THAN_A_MILLISECOND_FOR_EVER("takesTheShortestAndTheLongestTimes", time -> new SimpleStore(time) {
            @Override
            boolean isOver(Duration keepFor, long since) {
                return keepFor.compareTo(Duration.ofMillis(1)) >= 0 && super.isOver(keepFor, since);
            }
        }),
        OVERFLOWS_WITH_LONG_TIMES("takesTheShortestAndTheLongestTimes", time -> new SimpleStore(time) {
            @Override
            boolean isOver(Duration keepFor, long since) {
                return keepFor.toNanos() <= time.nanos() - since;
            }
        }),
        TELLS_THE_TIME_GIVEN("tellsHowMuchOfTheTimeRemains", time -> new SimpleStore(time) {
            @Override
            Duration remaining(Held held) {
                return held.value().keepFor();
            }
        }),
        KEEPS_THE_FIRST_TIME("writingAgainSetsTheTimeAnew", time -> new SimpleStore(time) {
            @Override
            void hold(String key, StoredValue value) {
                Held old = live(key);
                super.hold(key, old == null ? value : value.withKeepFor(remaining(old)));
            }
        }),
        ADDS_ABSENT_KEYS("leavesAbsentKeysOutOfTheResult", time -> new SimpleStore(time) {
            @Override
            public CompletionStage<Map<String, StoredValue>> read(Set<String> keys) {
                return super.read(keys).thenApply(found -> {
                    keys.forEach(key -> found.putIfAbsent(key, null));
                    return found;
                });
            }
        }),
        TAKES_EMPTY_FOR_ABSENT("keepsAValueWithoutBytes", time -> new SimpleStore(time) {
            @Override
            void hold(String key, StoredValue value) {
                if (value.bytes().length > 0) {
                    super.hold(key, value);
                }
            }
        }),
        GIVES_NO_STAGE_FOR_NO_KEYS("takesEmptyBatches", time -> new SimpleStore(time) {
            @Override
            public CompletionStage<Void> remove(Set<String> keys) {
                return keys.isEmpty() ? null : super.remove(keys);
            }
        }),
        CUTS_LARGE_BATCHES("takesLargeBatches", time -> new SimpleStore(time) {
            @Override
            public CompletionStage<Map<String, StoredValue>> read(Set<String> keys) {
                return super.read(keys.stream().limit(1_000).collect(java.util.stream.Collectors.toSet()));
            }
        }),
        CHANGES_THE_BYTES("readsWhatWasWritten", time -> new SimpleStore(time) {
            @Override
            void hold(String key, StoredValue value) {
                if (value.bytes().length > 1) {
                    value.bytes()[1] ^= 1;
                }
                super.hold(key, value);
            }
        }),
        REMOVES_BY_PREFIX("removesTheKeysNamedAndNoOthers", time -> new SimpleStore(time) {
            @Override
            public CompletionStage<Void> remove(Set<String> keys) {
                return answer(() -> {
                    keys.forEach(key -> delete(values.keySet(), key));
                    return null;
                });
            }
        }),
        REMOVES_ONLY_ALL_OR_NONE("removesTheKeysNamedAndNoOthers", time -> new SimpleStore(time) {
            @Override
            public CompletionStage<Void> remove(Set<String> keys) {
                return values.keySet().containsAll(keys) ? super.remove(keys) : answer(() -> null);
            }
        }),
        FAILS_TO_REMOVE_WHAT_IS_NOT_THERE("removingWhatIsNotThereIsNoError", time -> new SimpleStore(time) {
            @Override
            public CompletionStage<Void> remove(Set<String> keys) {
                return values.keySet().containsAll(keys)
                        ? super.remove(keys)
                        : CompletableFuture.failedFuture(new IllegalStateException("not there"));
            }
        }),
        LEAVES_A_TOMBSTONE("takesAKeyAgainAfterItWasRemoved", time -> new SimpleStore(time) {
            private final Set<String> removed = ConcurrentHashMap.newKeySet();

            @Override
            public CompletionStage<Void> remove(Set<String> keys) {
                removed.addAll(keys);
                return super.remove(keys);
            }

            @Override
            void hold(String key, StoredValue value) {
                if (!removed.contains(key)) {
                    super.hold(key, value);
                }
            }
        }),
        IGNORES_CASE("tellsKeysApart", time -> new SimpleStore(time) {
            @Override
            String keyOf(String key) {
                return key.toLowerCase(Locale.ROOT);
            }
        }),
        TRIMS_KEYS("tellsKeysApart", time -> new SimpleStore(time) {
            @Override
            String keyOf(String key) {
                return key.trim();
            }
        }),
        KEEPS_KEYS_IN_LATIN_1("tellsKeysApart", time -> new SimpleStore(time) {
            @Override
            String keyOf(String key) {
                return key.replaceAll("[^\\x00-\\xff]", "?");
            }
        }),
        READS_A_VIEW("whatWasReadDoesNotChangeLater", time -> new SimpleStore(time) {
            @Override
            public CompletionStage<Map<String, StoredValue>> read(Set<String> keys) {
                return answer(() -> new AbstractMap<>() {
                    @Override
                    public Set<Entry<String, StoredValue>> entrySet() {
                        Map<String, StoredValue> now = new HashMap<>();
                        keys.stream()
                                .filter(key -> live(key) != null)
                                .forEach(key -> now.put(key, live(key).value()));
                        return now.entrySet();
                    }
                });
            }
        }),
        KEEPS_THE_CALLERS_MAP("doesNotKeepTheCallersCollections", time -> new SimpleStore(time) {
            private Map<String, StoredValue> latest = Map.of();

            @Override
            public CompletionStage<Void> write(Map<String, StoredValue> entries) {
                latest = entries;
                return super.write(entries);
            }

            @Override
            public CompletionStage<Map<String, StoredValue>> read(Set<String> keys) {
                return super.read(keys).thenApply(found -> {
                    keys.stream()
                            .filter(latest::containsKey)
                            .forEach(key -> found.put(key, latest.get(key).withVersion(1)));
                    return found;
                });
            }
        }),
        TELLS_MILLISECONDS("itsClockCountsMicroseconds", time -> new SimpleStore(time) {
            @Override
            public long clockMicros() {
                return time.instant().toEpochMilli();
            }
        }),
        TELLS_NANOSECONDS_THAT_WRAP("itsClockCountsMicroseconds", time -> new SimpleStore(time) {
            @Override
            public long clockMicros() {
                return time.nanos() / 1_000;
            }
        }),
        TELLS_NANOSECONDS("itsClockCountsMicroseconds", time -> new SimpleStore(time) {
            @Override
            public long clockMicros() {
                return time.nanos();
            }
        }),
        CLAIMS_EVERY_CAPABILITY("hasNoCapabilityItDoesNotHave", time -> new SimpleStore(time) {
            @Override
            @SuppressWarnings("unchecked")
            public <C> Optional<C> capability(Class<C> type) {
                return Optional.of((C) this);
            }
        }),
        ANSWERS_WHEN_CLOSED("answersWithFailedStagesOnceClosed", time -> new SimpleStore(time) {
            @Override
            public void close() {}
        }),
        THROWS_WHEN_CLOSED("answersWithFailedStagesOnceClosed", time -> new SimpleStore(time) {
            @Override
            <R> CompletionStage<R> answer(Supplier<R> work) {
                if (closed) {
                    throw new IllegalStateException("closed");
                }
                return super.answer(work);
            }
        }),
        REFUSES_TO_CLOSE_TWICE("answersWithFailedStagesOnceClosed", time -> new SimpleStore(time) {
            @Override
            public void close() {
                if (closed) {
                    throw new IllegalStateException("closed");
                }
                super.close();
            }
        }),
        BLOCKS("doesNotBlockWhileWhatIsBehindItHangs", time -> new SimpleStore(time) {
            @Override
            <R> CompletionStage<R> answer(Supplier<R> work) {
                CompletionStage<R> answer = super.answer(work);
                try {
                    answer.toCompletableFuture().get();
                } catch (InterruptedException | java.util.concurrent.ExecutionException e) {
                    return answer;
                }
                return answer;
            }
        });

        private final String test;
        private final Function<FakeTime, Store> store;

        Bug(String test, Function<FakeTime, Store> store) {
            this.test = test;
            this.store = store;
        }
    }

    /** Reads the old version and writes the new one in two steps. */
    private static final class UnlockedStore extends SimpleStore {

        UnlockedStore(TimeSource time) {
            super(time);
        }

        @Override
        void put(String key, StoredValue value) {
            Held old = locked(() -> live(key));
            LockSupport.parkNanos(1);
            long version = old == null
                    ? value.version()
                    : raised(value.version(), old.value().version());
            locked(() -> {
                hold(key, value.withVersion(version));
                return null;
            });
        }

        @Override
        public CompletionStage<Void> write(Map<String, StoredValue> entries) {
            entries.forEach(this::put);
            return CompletableFuture.completedFuture(null);
        }
    }

    /** Writes the bytes first and the version a little later. */
    private static final class TornStore extends SimpleStore {

        TornStore(TimeSource time) {
            super(time);
        }

        @Override
        public CompletionStage<Void> write(Map<String, StoredValue> entries) {
            entries.forEach((key, value) -> {
                locked(() -> {
                    Held old = live(key);
                    hold(
                            key,
                            old == null ? value : value.withVersion(old.value().version()));
                    return null;
                });
                LockSupport.parkNanos(1);
                locked(() -> {
                    hold(key, value);
                    return null;
                });
            });
            return CompletableFuture.completedFuture(null);
        }
    }
}
