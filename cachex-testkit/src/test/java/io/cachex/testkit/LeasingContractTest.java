package io.cachex.testkit;

import io.cachex.spi.Store;
import io.cachex.spi.StoredValue;
import io.cachex.spi.TimeSource;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class LeasingContractTest {

    private static volatile Function<FakeTime, Store> subject = SimpleLeasingStore::new;

    static final class Contract extends LeasingContract {

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
        FINDS_NOTHING("findsWhatIsThere", time -> new SimpleLeasingStore(time) {
            @Override
            Claim readOrTake(String key, Duration leaseFor) {
                return take(key, leaseFor);
            }
        }),
        LEASES_WHAT_IT_FINDS("whoFindsTakesNoLease", time -> new SimpleLeasingStore(time) {
            @Override
            Claim readOrTake(String key, Duration leaseFor) {
                take(key, leaseFor);
                return super.readOrTake(key, leaseFor);
            }
        }),
        GRANTS_EVERYBODY("whoFindsNothingIsGrantedTheLeaseAndNobodyElse", time -> new SimpleLeasingStore(time) {
            @Override
            Claim take(String key, Duration leaseFor) {
                leases.remove(key);
                return super.take(key, leaseFor);
            }
        }),
        SHOWS_LEASES_AS_VALUES("aLeaseIsNoValue", time -> new SimpleLeasingStore(time) {
            @Override
            Claim take(String key, Duration leaseFor) {
                values.put(key, new Held(StoredValue.of(new byte[0], leaseFor, 1), time.nanos()));
                return super.take(key, leaseFor);
            }
        }),
        LEAVES_OUT_WHAT_IS_BUSY("answersForEveryKey", time -> new SimpleLeasingStore(time) {
            @Override
            public CompletionStage<Map<String, Claim>> readOrLease(Set<String> keys, Duration leaseFor) {
                return super.readOrLease(keys, leaseFor).thenApply(all -> {
                    all.values().removeIf(Claim.Busy.class::isInstance);
                    return all;
                });
            }
        }),
        DRAWS_ONE_TOKEN_FOR_A_BATCH("givesLargeBatchesTokensOfTheirOwn", time -> new SimpleLeasingStore(time) {
            @Override
            public CompletionStage<Map<String, Claim>> readOrLease(Set<String> keys, Duration leaseFor) {
                lastToken++;
                return super.readOrLease(keys, leaseFor);
            }

            @Override
            String nextToken(String key) {
                return "token:" + lastToken;
            }
        }),
        LEASES_KEYS_WITHOUT_CASE("tellsKeysApart", time -> new SimpleLeasingStore(time) {
            @Override
            Claim readOrTake(String key, Duration leaseFor) {
                return super.readOrTake(key.toLowerCase(Locale.ROOT), leaseFor);
            }
        }),
        DOES_NOT_LEASE_WHAT_IS_THERE("leasesWhatIsThereWithoutTouchingIt", time -> new SimpleLeasingStore(time) {
            @Override
            Claim take(String key, Duration leaseFor) {
                return live(key) != null ? new Claim.Busy() : super.take(key, leaseFor);
            }
        }),
        DROPS_WHAT_IT_LEASES("leasesWhatIsThereWithoutTouchingIt", time -> new SimpleLeasingStore(time) {
            @Override
            Claim take(String key, Duration leaseFor) {
                values.remove(key);
                return super.take(key, leaseFor);
            }
        }),
        FINDS_WHAT_IS_OVER("aValueWhoseTimeIsOverIsNotFound", time -> new SimpleLeasingStore(time) {
            @Override
            Claim readOrTake(String key, Duration leaseFor) {
                Held held = values.get(key);
                return held == null ? take(key, leaseFor) : new Claim.Found(held.value());
            }
        }),
        LEASES_DO_NOT_END("aLeaseEndsWithItsTime", time -> new SimpleLeasingStore(time) {
            @Override
            Grant liveLease(String key) {
                return leases.get(key);
            }
        }),
        LEASES_END_HALFWAY("aLeaseEndsWithItsTime", time -> new SimpleLeasingStore(time) {
            @Override
            Claim take(String key, Duration leaseFor) {
                return super.take(key, leaseFor.dividedBy(3));
            }
        }),
        FILLS_LATE("aLeaseWhoseTimeIsOverFillsNothingEvenIfNobodyTookIt", time -> new SimpleLeasingStore(time) {
            @Override
            boolean isHolder(String key, String token) {
                Grant grant = leases.get(key);
                return grant != null && grant.token().equals(token);
            }
        }),
        COUNTS_TOKENS_PER_KEY("noTokenIsGivenTwice", time -> new SimpleLeasingStore(time) {
            private final Map<String, Integer> drawn = new HashMap<>();

            @Override
            String nextToken(String key) {
                return "token:" + drawn.merge(key, 1, Integer::sum);
            }

            @Override
            void voidLease(String key) {
                super.voidLease(key);
                drawn.remove(key);
            }
        }),
        KEEPS_THE_LEASE_OF_WHAT_IS_FILLED("theHolderFillsAndTheLeaseEnds", time -> new SimpleLeasingStore(time) {
            @Override
            public CompletionStage<Boolean> fill(String key, String token, StoredValue value) {
                Grant before = leases.get(key);
                CompletionStage<Boolean> filled = super.fill(key, token, value);
                leases.put(key, before);
                return filled;
            }
        }),
        FILLS_TWICE("aLeaseFillsOnce", time -> new SimpleLeasingStore(time) {
            private String filled = "";

            @Override
            public CompletionStage<Boolean> fill(String key, String token, StoredValue value) {
                filled = token;
                return super.fill(key, token, value);
            }

            @Override
            boolean isHolder(String key, String token) {
                return super.isHolder(key, token) || token.equals(filled);
            }
        }),
        KEEPS_FOR_AS_LONG_AS_THE_LEASE("whatIsFilledLivesForItsOwnTime", time -> new SimpleLeasingStore(time) {
            @Override
            public CompletionStage<Boolean> fill(String key, String token, StoredValue value) {
                return super.fill(key, token, value.withKeepFor(leases.get(key).leaseFor()));
            }
        }),
        FILLS_WITH_A_LOWER_VERSION("fillingAnewRaisesTheVersionAsAWriteDoes", time -> new SimpleLeasingStore(time) {
            @Override
            void put(String key, StoredValue value) {
                hold(key, value);
            }
        }),
        FILLS_WITH_ANY_TOKEN("onlyTheKeysOwnTokenFills", time -> new SimpleLeasingStore(time) {
            @Override
            boolean isHolder(String key, String token) {
                return liveLease(key) != null;
            }
        }),
        COMPARES_THE_BEGINNING_OF_A_TOKEN("onlyTheKeysOwnTokenFills", time -> new SimpleLeasingStore(time) {
            @Override
            boolean isHolder(String key, String token) {
                Grant grant = liveLease(key);
                return grant != null && token.startsWith(grant.token());
            }
        }),
        TAKES_A_TOKEN_FOR_ANY_KEY("onlyTheKeysOwnTokenFills", time -> new SimpleLeasingStore(time) {
            @Override
            boolean isHolder(String key, String token) {
                return leases.values().stream().anyMatch(grant -> grant.token().equals(token));
            }
        }),
        REFUSES_BUT_PROLONGS("aFillThatIsRefusedChangesNothingThatIsThere", time -> new SimpleLeasingStore(time) {
            @Override
            public CompletionStage<Boolean> fill(String key, String token, StoredValue value) {
                values.computeIfPresent(
                        key, (same, held) -> new Held(held.value().withKeepFor(value.keepFor()), held.writtenAt()));
                return super.fill(key, token, value);
            }
        }),
        RENEWS_IN_WORDS("renewingMakesALeaseLast", time -> new SimpleLeasingStore(time) {
            @Override
            public CompletionStage<Boolean> renew(String key, String token, Duration leaseFor) {
                return answer(() -> isHolder(key, token));
            }
        }),
        RENEWS_ON_TOP("renewingCountsFromNowAndMayShorten", time -> new SimpleLeasingStore(time) {
            @Override
            public CompletionStage<Boolean> renew(String key, String token, Duration leaseFor) {
                Grant old = leases.get(key);
                return super.renew(key, token, old == null ? leaseFor : leaseFor.plus(old.leaseFor()));
            }
        }),
        RENEWS_WHAT_IS_OVER("aLeaseThatIsOverIsNotRenewed", time -> new SimpleLeasingStore(time) {
            @Override
            public CompletionStage<Boolean> renew(String key, String token, Duration leaseFor) {
                return answer(() -> {
                    leases.put(key, new Grant(token, leaseFor, time.nanos()));
                    return true;
                });
            }
        }),
        RENEWS_WHOEVER_HOLDS("anothersLeaseIsNotRenewed", time -> new SimpleLeasingStore(time) {
            @Override
            public CompletionStage<Boolean> renew(String key, String token, Duration leaseFor) {
                leases.computeIfPresent(key, (same, grant) -> new Grant(grant.token(), leaseFor, grant.since()));
                return super.renew(key, token, leaseFor);
            }
        }),
        FORGETS_THE_HOLDER_FOR_THE_WAITER(
                "aLeaseThatSomebodyWaitsForIsStillTheHolders", time -> new SimpleLeasingStore(time) {
                    @Override
                    Claim take(String key, Duration leaseFor) {
                        leases.computeIfPresent(
                                key, (same, old) -> new Grant(old.token() + "*", old.leaseFor(), old.since()));
                        return super.take(key, leaseFor);
                    }
                }),
        LASTS_FOR_WHO_WAITS("waitingForALeaseDoesNotMakeItLast", time -> new SimpleLeasingStore(time) {
            @Override
            Claim take(String key, Duration leaseFor) {
                if (liveLease(key) != null) {
                    leases.computeIfPresent(key, (same, old) -> new Grant(old.token(), old.leaseFor(), time.nanos()));
                }
                return super.take(key, leaseFor);
            }
        }),
        RELEASES_IN_WORDS("releasingFreesTheLeaseAndLeavesTheValue", time -> new SimpleLeasingStore(time) {
            @Override
            public CompletionStage<Void> release(String key, String token) {
                return answer(() -> null);
            }
        }),
        RELEASES_THE_VALUE_TOO("releasingFreesTheLeaseAndLeavesTheValue", time -> new SimpleLeasingStore(time) {
            @Override
            public CompletionStage<Void> release(String key, String token) {
                values.remove(key);
                return super.release(key, token);
            }
        }),
        RELEASES_WHOEVER_HOLDS(
                "releasingAnothersLeaseOrOneThatIsOverChangesNothing", time -> new SimpleLeasingStore(time) {
                    @Override
                    public CompletionStage<Void> release(String key, String token) {
                        leases.remove(key);
                        return super.release(key, token);
                    }
                }),
        COUNTS_IN_THE_LEASE("leasesAndCountersOfTheSameNameAreApart", time -> new SimpleLeasingStore(time) {
            @Override
            void voidLease(String key) {
                super.voidLease(key);
                counters.remove(key);
            }
        }),
        LOOKS_AND_THEN_TAKES("oneOfManyThreadsIsGrantedTheLease", LooksAndThenTakes::new),
        LOOKS_AND_THEN_TAKES_BATCHES("everyKeyOfManyThreadsBatchesIsGrantedOnce", LooksAndThenTakes::new),
        LOOKS_AND_THEN_LOADS("manyThreadsThatNeedAKeyLoadItOnce", LooksAndThenTakes::new),
        LOOKS_AND_THEN_FILLS("oneOfManyThreadsWithTheSameTokenFills", time -> new SimpleLeasingStore(time) {
            @Override
            public CompletionStage<Boolean> fill(String key, String token, StoredValue value) {
                boolean mine = locked(() -> isHolder(key, token));
                LockSupport.parkNanos(100_000);
                return answer(() -> {
                    if (mine) {
                        put(key, value);
                    }
                    return mine;
                });
            }
        }),
        REFUSES_A_DAY("takesTimesFrom10MillisecondsTo1Day", time -> new SimpleLeasingStore(time) {
            @Override
            void checkTime(Duration leaseFor) {
                check(leaseFor.compareTo(Duration.ofDays(1)) < 0);
                super.checkTime(leaseFor);
            }
        }),
        TAKES_ANY_TIME("refusesOtherTimes", time -> new SimpleLeasingStore(time) {
            @Override
            void checkTime(Duration leaseFor) {}
        }),
        LEASES_WHEN_CLOSED("answersWithFailedStagesOnceClosed", time -> new SimpleLeasingStore(time) {
            @Override
            public CompletionStage<Void> release(String key, String token) {
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

    private static final class LooksAndThenTakes extends SimpleLeasingStore {

        LooksAndThenTakes(TimeSource time) {
            super(time);
        }

        @Override
        public CompletionStage<Map<String, Claim>> readOrLease(Set<String> keys, Duration leaseFor) {
            Map<String, Claim> claims = new HashMap<>();
            keys.forEach(key -> claims.put(key, lookAndThenTake(key, leaseFor)));
            return CompletableFuture.completedFuture(claims);
        }

        @Override
        public CompletionStage<Map<String, Claim>> lease(Set<String> keys, Duration leaseFor) {
            return readOrLease(keys, leaseFor);
        }

        private Claim lookAndThenTake(String key, Duration leaseFor) {
            boolean isFree = locked(() -> live(key) == null && liveLease(key) == null);
            LockSupport.parkNanos(100_000);
            Claim claim = locked(() -> {
                if (isFree) {
                    leases.remove(key);
                }
                return readOrTake(key, leaseFor);
            });
            LockSupport.parkNanos(100_000); // before the value is there
            return claim;
        }
    }
}
