package io.cachex.testkit;

import io.cachex.spi.MissGuard;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class MissGuardContractTest {

    private static volatile Supplier<KeySet> subject = KeySet::new;

    static final class Contract extends MissGuardContract {

        @Override
        protected MissGuard createGuard() {
            return subject.get();
        }

        @Override
        protected void tellAll(MissGuard guard, List<String> keys) {
            ((KeySet) guard).tellAll(keys);
        }
    }

    /** The plainest guard that is right: it remembers the keys themselves. */
    private static class KeySet implements MissGuard {

        Set<String> keys = ConcurrentHashMap.newKeySet();
        volatile boolean isComplete;
        boolean isClosed;

        @Override
        public boolean mightExist(String key) {
            return !isComplete || keys.contains(key);
        }

        @Override
        public void add(String key) {
            keys.add(key);
        }

        void tellAll(List<String> all) {
            keys.addAll(all);
            isComplete = true;
        }

        @Override
        public void onDoubt(String reason) {
            isComplete = false;
        }
    }

    @AfterEach
    void forgetTheBug() {
        subject = KeySet::new;
    }

    @Test
    void holdsForARightGuard() {
        Proof.of(Contract.class).holds();
    }

    @ParameterizedTest
    @EnumSource
    void findsTheBug(Bug bug) {
        subject = bug.subject;

        Proof.fails(Contract.class, bug.test);
    }

    private enum Bug {
        DENIES_BEFORE_IT_KNOWS_ALL("saysMaybeOfEverythingUntilItKnowsAll", () -> new KeySet() {
            @Override
            public boolean mightExist(String key) {
                return keys.contains(key);
            }
        }),
        TAKES_ONE_KEY_FOR_ALL("saysMaybeOfEverythingUntilItKnowsAll", () -> new KeySet() {
            @Override
            public void add(String key) {
                tellAll(List.of(key));
            }
        }),
        FORGETS_WHAT_CAME_BEFORE_THE_REST("neverDeniesWhatItWasTold", () -> new KeySet() {
            @Override
            void tellAll(List<String> all) {
                keys.clear();
                super.tellAll(all.subList(0, 1));
            }
        }),
        FORGETS_WHAT_COMES_AFTER_THE_REST("neverDeniesWhatItWasTold", () -> new KeySet() {
            @Override
            public void add(String key) {
                if (!isComplete) {
                    super.add(key);
                }
            }
        }),
        CUTS_LONG_KEYS_WHEN_IT_ADDS("neverDeniesWhatItWasTold", () -> new KeySet() {
            @Override
            public void add(String key) {
                super.add(key.substring(0, Math.min(key.length(), 256)));
            }
        }),
        DENIES_NOTHING("deniesMostOfWhatItWasNotTold", () -> new KeySet() {
            @Override
            public boolean mightExist(String key) {
                return true;
            }
        }),
        TRUSTS_ITSELF_AFTER_A_DOUBT("saysMaybeOfEverythingAfterADoubt", () -> new KeySet() {
            @Override
            public void onDoubt(String reason) {}
        }),
        BEGINS_EMPTY_AFTER_A_DOUBT("saysMaybeOfEverythingAfterADoubt", () -> new KeySet() {
            @Override
            public void onDoubt(String reason) {
                keys.clear();
            }
        }),
        COPIES_AND_REPLACES("isToldByManyThreads", () -> new KeySet() {
            @Override
            public void add(String key) {
                Set<String> more = new HashSet<>(keys);
                LockSupport.parkNanos(1);
                more.add(key);
                keys = more;
            }
        }),
        FAILS_TO_SHARE("sharesWithoutFailing", () -> new KeySet() {
            @Override
            public CompletionStage<Void> share(String key) {
                return CompletableFuture.failedFuture(new IllegalStateException("nobody listens"));
            }
        }),
        LOSES_WHAT_IT_KNOWS_WITH_LOST_CHANGES("countsWithoutHarm", () -> new KeySet() {
            @Override
            public void onLostChanges() {
                keys.clear();
            }
        }),
        FORGETS_WHAT_WAS_NOT_FOUND("countsWithoutHarm", () -> new KeySet() {
            @Override
            public void onFoundNothing() {
                keys.clear();
            }
        }),
        CLOSES_ONCE("closesTwice", () -> new KeySet() {
            @Override
            public void close() {
                if (isClosed) {
                    throw new IllegalStateException("closed");
                }
                isClosed = true;
            }
        }),
        DENIES_ONCE_CLOSED("closesTwice", () -> new KeySet() {
            @Override
            public void close() {
                keys.clear();
                isComplete = true;
            }
        });

        private final String test;
        private final Supplier<KeySet> subject;

        Bug(String test, Supplier<KeySet> subject) {
            this.test = test;
            this.subject = subject;
        }
    }
}
