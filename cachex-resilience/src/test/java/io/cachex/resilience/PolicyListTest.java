package io.cachex.resilience;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cachex.CircuitOpenException;
import io.cachex.spi.Policy;
import io.cachex.testkit.FakeTime;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** D5: the order is the user's list, and is printed. */
class PolicyListTest {

    private final FakeTime time = new FakeTime();

    @Test
    void printsTheUsersList() {
        Policy list = Policy.all(
                RateLimiter.perSecond(1_000),
                Bulkhead.of(32),
                Retry.of(3),
                CircuitBreaker.of(5, ofSeconds(30)),
                Timeout.of(ofMillis(80)));

        assertThat(list).hasToString("rate(1000/s) > bulkhead(32) > retry(3) > breaker(5) > timeout(80ms)");
        assertThat(Policy.all(Retry.of(3))).hasToString("retry(3)");
        assertThat(Policy.all()).hasToString("none").isSameAs(Policy.none());
        assertThat(Policy.all(Policy.all(Retry.of(3), Bulkhead.of(1)), Policy.none(), Bulkhead.of(2)))
                .hasToString("retry(3) > bulkhead(1) > bulkhead(2)");
    }

    @ParameterizedTest
    @EnumSource
    void anEmptyListPassesThrough(Face face) throws Exception {
        IOException away = new IOException("away");

        assertThat(face.run(Policy.all(), () -> "well")).isEqualTo("well");
        assertThat(face.failureOf(Policy.none(), () -> {
                    throw away;
                }))
                .isSameAs(away);
        assertThat(Policy.none().call(Retry.of(0), () -> "well")).isEqualTo("well");
        assertThat(Policy.none().execute(Retry.of(0), Policy.Call.of(() -> "well")))
                .isCompletedWithValue("well");
    }

    /** Whatever a call does, execute does not throw; design trap 2. */
    @Test
    void aCallThatThrowsOrGivesNoStageIsAFailedStage() {
        AssertionError error = new AssertionError("from start()");

        assertThat(Policy.none()
                        .execute(() -> {
                            throw error;
                        })
                        .toCompletableFuture())
                .failsWithin(ofMillis(0))
                .withThrowableThat()
                .withCause(error);
        assertThat(Policy.none().execute(() -> null)).isCompletedExceptionally();
    }

    @ParameterizedTest
    @EnumSource
    void theFirstIsOutermost(Face face) throws Exception {
        List<String> order = new ArrayList<>();

        String result =
                face.run(Policy.all(new Noting("a", order), new Noting("b", order), new Noting("c", order)), () -> {
                    order.add("call");
                    return "well";
                });

        assertThat(result).isEqualTo("well");
        assertThat(order).containsExactly("a", "b", "c", "call");
    }

    /** D5: a retry around a breaker feeds the breaker each attempt and stops when it opens (C2: never retried). */
    @ParameterizedTest
    @EnumSource
    void aRetryStopsAtAnOpenBreaker(Face face) {
        CircuitBreaker breaker =
                CircuitBreaker.builder().failureThreshold(2).timeSource(time).build();
        Policy list = Policy.all(
                Retry.builder()
                        .timeSource(new JumpingNowhere(time))
                        .executor(Runnable::run)
                        .build(),
                breaker);
        AtomicInteger starts = new AtomicInteger();

        Throwable thrown = face.failureOf(list, () -> {
            starts.incrementAndGet();
            throw new IOException("away");
        });

        assertThat(starts).hasValue(2);
        assertThat(thrown).isInstanceOf(CircuitOpenException.class);
        assertThat(thrown.getSuppressed()).hasSize(2);
    }

    /** The blocking face makes no stage where every policy overrides call. */
    @Test
    void theBlockingFaceMakesNoStage() throws Exception {
        Policy list = Policy.all(
                RateLimiter.perSecond(1_000), Bulkhead.of(3), Retry.of(3), CircuitBreaker.defaults(), new NoStages());

        assertThat(list.call(Thread::currentThread)).isSameAs(Thread.currentThread());
    }

    @ParameterizedTest
    @EnumSource
    void policiesThatKnowNothingOfInnerOnesComposeToo(Face face) throws Exception {
        Policy simple = new SimplePolicy();
        Policy list = Policy.all(simple, Retry.of(0), simple, Policy.all(simple, simple));

        assertThat(face.run(list, () -> "well")).isEqualTo("well");
        assertThat(face.failureOf(list, () -> {
                    throw new IOException("away");
                }))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> face.run(list, () -> {
                    throw new AssertionError("an Error");
                }))
                .isInstanceOf(AssertionError.class);
    }

    /** D2: the deadline of the call reaches every policy. */
    @Test
    void theDeadlineReachesThePoliciesInside() {
        List<Long> seen = new ArrayList<>();
        Policy list = Policy.all(new SimplePolicy(), Retry.of(0), new SimplePolicy(seen));

        list.execute(new Policy.Call<String>() {
            @Override
            public CompletionStage<String> start() {
                return CompletableFuture.completedFuture("well");
            }

            @Override
            public long remainingNanos() {
                return 42;
            }
        });

        assertThat(seen).containsExactly(42L);
    }

    /** Reads of a store go through everything but the retry. */
    @Test
    void picksThePoliciesOfReads() {
        Policy retry = Retry.of(3);
        List<Policy> list = List.of(Policy.all(Bulkhead.of(1), retry), CircuitBreaker.defaults());

        assertThat(Policy.allForReads(list)).hasToString("bulkhead(1) > breaker(5)");
        assertThat(Policy.allForReads(List.of(retry))).isSameAs(Policy.none());
        assertThat(Policy.all(list).forReads()).isTrue();
        assertThat(Policy.all(retry, retry).forReads()).isFalse();
    }

    /** Notes when a call passes it. */
    private record Noting(String name, List<String> order) implements Guard {
        @Override
        public <R> CompletionStage<R> execute(Policy inner, Call<R> call) {
            order.add(name);
            return inner.execute(call);
        }

        @Override
        public <R> R call(Policy inner, Callable<R> callable) throws Exception {
            order.add(name);
            return inner.call(callable);
        }
    }

    /** Allows the blocking face only. */
    private static final class NoStages implements Policy {
        @Override
        public <R> CompletionStage<R> execute(Call<R> call) {
            throw new AssertionError("a stage");
        }

        @Override
        public <R> R call(Callable<R> callable) throws Exception {
            return callable.call();
        }
    }

    /** As little as a policy may be. */
    private static final class SimplePolicy implements Policy {

        private final List<Long> seen;

        SimplePolicy() {
            this(new ArrayList<>());
        }

        SimplePolicy(List<Long> seen) {
            this.seen = seen;
        }

        @Override
        public <R> CompletionStage<R> execute(Call<R> call) {
            seen.add(call.remainingNanos());
            return call.start();
        }
    }
}
