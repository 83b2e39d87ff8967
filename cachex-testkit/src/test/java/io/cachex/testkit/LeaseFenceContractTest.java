package io.cachex.testkit;

import io.cachex.spi.Invalidation;
import io.cachex.spi.Store;
import io.cachex.spi.StoredValue;
import io.cachex.spi.TimeSource;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class LeaseFenceContractTest {

    private static volatile Function<FakeTime, Store> subject = SimpleLeasingStore::new;

    static final class Contract extends LeaseFenceContract {

        private final FakeTime time = new FakeTime();

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
        subject = SimpleLeasingStore::new;
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
        TAKING_OVER_TAKES_NOTHING_FROM_OTHERS(
                "whoTakesALeaseOverFillsAndTheOtherDoesNot", time -> new SimpleLeasingStore(time) {
                    @Override
                    public CompletionStage<Map<String, Claim>> takeOver(Set<String> keys, Duration leaseFor) {
                        return lease(keys, leaseFor);
                    }
                }),
        WRITES_VOID_NOTHING("whateverChangesAKeyThatIsNotThereVoidsItsLease", time -> new SimpleLeasingStore(time) {
            @Override
            public CompletionStage<Void> write(Map<String, StoredValue> entries) {
                return keepingLeases(this, () -> super.write(entries));
            }
        }),
        REMOVALS_VOID_NOTHING("whateverChangesAKeyThatIsNotThereVoidsItsLease", time -> new SimpleLeasingStore(time) {
            @Override
            public CompletionStage<Void> remove(Set<String> keys) {
                return keepingLeases(this, () -> super.remove(keys));
            }
        }),
        REMOVING_NOTHING_VOIDS_NOTHING(
                "whateverChangesAKeyThatIsNotThereVoidsItsLease", time -> new SimpleLeasingStore(time) {
                    @Override
                    void voidLease(String key) {
                        if (live(key) != null) {
                            super.voidLease(key);
                        }
                    }
                }),
        REPLACING_VOIDS_NOTHING("whateverChangesAKeyThatIsThereVoidsItsLease", time -> new SimpleLeasingStore(time) {
            @Override
            void voidLease(String key) {
                if (live(key) == null) {
                    super.voidLease(key);
                }
            }
        }),
        COMPARED_WRITES_VOID_NOTHING(
                "whateverChangesAKeyThatIsThereVoidsItsLease", time -> new SimpleLeasingStore(time) {
                    @Override
                    public CompletionStage<Boolean> writeIfVersion(String key, long expected, StoredValue value) {
                        return keepingLeases(this, () -> super.writeIfVersion(key, expected, value));
                    }
                }),
        PUBLISHED_WRITES_VOID_NOTHING(
                "whateverChangesAKeyThatIsNotThereVoidsItsLease", time -> new SimpleLeasingStore(time) {
                    @Override
                    public CompletionStage<Void> write(Map<String, StoredValue> entries, Invalidation message) {
                        return keepingLeases(this, () -> super.write(entries, message));
                    }
                }),
        PUBLISHED_REMOVALS_VOID_NOTHING(
                "whateverChangesAKeyThatIsNotThereVoidsItsLease", time -> new SimpleLeasingStore(time) {
                    @Override
                    public CompletionStage<Void> remove(Set<String> keys, Invalidation message) {
                        return keepingLeases(this, () -> super.remove(keys, message));
                    }
                }),
        PUBLISHED_COMPARED_WRITES_VOID_NOTHING(
                "whateverChangesAKeyThatIsThereVoidsItsLease", time -> new SimpleLeasingStore(time) {
                    @Override
                    public CompletionStage<Boolean> writeIfVersion(
                            String key, long expected, StoredValue value, Invalidation message) {
                        return keepingLeases(this, () -> super.writeIfVersion(key, expected, value, message));
                    }
                }),
        LEAVES_A_TOMBSTONE("aVoidLeaseIsFreeForTheNext", time -> new SimpleLeasingStore(time) {
            @Override
            void voidLease(String key) {
                leases.put(key, new Grant("tombstone", Duration.ofDays(1), time.nanos()));
            }
        }),
        RELEASES_THE_NEXT_ONES_LEASE("aVoidLeaseIsFreeForTheNext", time -> new SimpleLeasingStore(time) {
            @Override
            public CompletionStage<Void> release(String key, String token) {
                leases.remove(key);
                return super.release(key, token);
            }
        }),
        SPARES_LEASES_SOMEBODY_WAITS_FOR("aLeaseThatSomebodyWaitsForIsVoidedToo", time -> new SimpleLeasingStore(time) {
            private String waitedFor = "";

            @Override
            Claim take(String key, Duration leaseFor) {
                Claim claim = super.take(key, leaseFor);
                waitedFor = claim instanceof Claim.Busy ? key : waitedFor;
                return claim;
            }

            @Override
            void voidLease(String key) {
                if (!key.equals(waitedFor)) {
                    super.voidLease(key);
                }
            }
        }),
        RENEWING_BRINGS_BACK("renewingDoesNotBringALeaseBack", time -> new SimpleLeasingStore(time) {
            @Override
            public CompletionStage<Boolean> renew(String key, String token, Duration leaseFor) {
                return answer(() -> {
                    leases.put(key, new Grant(token, leaseFor, time.nanos()));
                    return true;
                });
            }
        }),
        VOIDS_THE_FIRST_OF_A_BATCH("aBatchVoidsTheLeasesOfItsKeysAndNoOthers", time -> new SimpleLeasingStore(time) {
            @Override
            public CompletionStage<Void> remove(Set<String> keys) {
                return keepingLeases(this, () -> super.remove(keys))
                        .thenRun(() -> voidLease(new TreeSet<>(keys).first()));
            }
        }),
        VOIDS_ALL_LEASES("aBatchVoidsTheLeasesOfItsKeysAndNoOthers", time -> new SimpleLeasingStore(time) {
            @Override
            void voidLease(String key) {
                leases.clear();
            }
        }),
        REFUSED_WRITES_VOID("aWriteThatIsRefusedVoidsNothing", time -> new SimpleLeasingStore(time) {
            @Override
            public CompletionStage<Boolean> writeIfVersion(String key, long expected, StoredValue value) {
                voidLease(key);
                return super.writeIfVersion(key, expected, value);
            }
        }),
        READING_VOIDS("readingVoidsNothing", time -> new SimpleLeasingStore(time) {
            @Override
            public CompletionStage<Map<String, StoredValue>> read(Set<String> keys) {
                keys.forEach(this::voidLease);
                return super.read(keys);
            }
        }),
        REMOVES_AND_THEN_VOIDS("noFillOutlivesARemovalByAnotherThread", RemovesAndThenVoids::new),
        CHECKS_AND_THEN_FILLS("noFillOutlivesARemovalByAnotherThread", ChecksAndThenFills::new),
        CHECKS_AND_THEN_FILLS_OVER_A_WRITE("noFillReplacesAWriteByAnotherThread", ChecksAndThenFills::new),
        CHECKS_AND_THEN_FILLS_WHAT_IS_OLD("whatIsLeftIsNeverOlderThanTheLastInvalidation", ChecksAndThenFills::new);

        private final String test;
        private final Function<FakeTime, Store> subject;

        Bug(String test, Function<FakeTime, Store> subject) {
            this.test = test;
            this.subject = subject;
        }
    }

    /** Does it, and puts back the leases there were. */
    private static <R> CompletionStage<R> keepingLeases(SimpleLeasingStore store, Supplier<CompletionStage<R>> change) {
        Map<String, SimpleLeasingStore.Grant> before = Map.copyOf(store.leases);
        CompletionStage<R> changed = change.get();
        store.leases.putAll(before);
        return changed;
    }

    private static final class RemovesAndThenVoids extends SimpleLeasingStore {

        RemovesAndThenVoids(TimeSource time) {
            super(time);
        }

        @Override
        public CompletionStage<Void> remove(Set<String> keys) {
            locked(() -> values.keySet().removeAll(keys));
            LockSupport.parkNanos(300_000);
            return answer(() -> {
                keys.forEach(this::voidLease);
                return null;
            });
        }
    }

    private static final class ChecksAndThenFills extends SimpleLeasingStore {

        ChecksAndThenFills(TimeSource time) {
            super(time);
        }

        @Override
        public CompletionStage<Boolean> fill(String key, String token, StoredValue value) {
            if (!locked(() -> isHolder(key, token))) {
                return CompletableFuture.completedFuture(false);
            }
            LockSupport.parkNanos(300_000);
            return answer(() -> {
                put(key, value);
                return true;
            });
        }
    }
}
