package io.cachex.testkit;

import io.cachex.spi.Store;
import io.cachex.spi.StoredValue;
import io.cachex.spi.TimeSource;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class LeaseWaitContractTest {

    private static final Function<FakeTime, Store> RIGHT = SimpleLeasingStore::new;

    private static volatile Function<FakeTime, Store> subject = RIGHT;

    static final class Contract extends LeaseWaitContract {

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
        DOES_NOT_TELL_OF_FILLS("whoWaitsIsToldOfAFill", time -> new SimpleLeasingStore(time) {
            @Override
            public CompletionStage<Boolean> fill(String key, String token, StoredValue value) {
                waiting.clear();
                return super.fill(key, token, value);
            }
        }),
        TELLS_ONE_OF_SEVERAL("whoWaitsIsToldOfAFill", time -> new SimpleLeasingStore(time) {
            @Override
            void tell(String key) {
                waiting.get(key).get(0).complete(null);
            }
        }),
        DOES_NOT_TELL_OF_RELEASES("whoWaitsIsToldOfARelease", time -> new SimpleLeasingStore(time) {
            @Override
            public CompletionStage<Void> release(String key, String token) {
                waiting.clear();
                return super.release(key, token);
            }
        }),
        TELLS_NOBODY_OF_A_FRESH_VALUE("whoWaitsForAKeyThatIsThereIsToldToo", time -> new SimpleLeasingStore(time) {
            @Override
            void put(String key, StoredValue value) {
                if (live(key) != null) {
                    waiting.clear();
                }
                super.put(key, value);
            }
        }),
        TELLS_OF_ANOTHERS_RELEASE("whoWaitsIsNotToldWhileTheLeaseIsHeld", time -> new SimpleLeasingStore(time) {
            @Override
            public CompletionStage<Void> release(String key, String token) {
                tell(key);
                return super.release(key, token);
            }
        }),
        DOES_NOT_WAIT("whoWaitsIsNotToldWhileTheLeaseIsHeld", time -> new SimpleLeasingStore(time) {
            @Override
            public CompletionStage<Void> settled(String key, Duration atMost) {
                return CompletableFuture.completedFuture(null);
            }
        }),
        WAITS_FOR_EVER("whoWaitsIsToldAtTheLatestAfterTheTimeItSaid", time -> new SimpleLeasingStore(time) {
            @Override
            public CompletionStage<Void> settled(String key, Duration atMost) {
                return super.settled(key, Duration.ofDays(1));
            }
        }),
        FAILS_WHEN_CLOSED("waitingNeverFails", time -> new SimpleLeasingStore(time) {
            @Override
            public CompletionStage<Void> settled(String key, Duration atMost) {
                return closed ? answer(() -> null) : super.settled(key, atMost);
            }
        }),
        FAILS_THOSE_WHO_WAIT("waitingNeverFails", time -> new SimpleLeasingStore(time) {
            @Override
            public void close() {
                waiting.values().forEach(all -> all.forEach(one -> one.cancel(false)));
                super.close();
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
