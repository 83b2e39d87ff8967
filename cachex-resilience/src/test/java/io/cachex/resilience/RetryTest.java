package io.cachex.resilience;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.cachex.CallRejectedException;
import io.cachex.CircuitOpenException;
import io.cachex.SerializationException;
import io.cachex.spi.FailureClass;
import io.cachex.spi.Policy;
import io.cachex.testkit.FakeTime;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** D1, D2: what is repeated, when, how often, and what never is. */
@Timeout(60)
class RetryTest {

    private static final IOException AWAY = new IOException("away");

    private final JumpingTime jumping = new JumpingTime();
    private final FakeTime time = new FakeTime();
    private final AtomicInteger starts = new AtomicInteger();

    /** D1: maxRetries 3 = up to 4 attempts. */
    @ParameterizedTest
    @EnumSource
    void makesUpToFourAttempts(Face face) throws Exception {
        Retry retry = jumping().build();

        assertThat(face.failureOf(retry, failing(99))).isInstanceOf(IOException.class);
        assertThat(starts).hasValue(4);
        assertThat(retry.retries()).isEqualTo(3);

        starts.set(0);
        assertThat(face.run(jumping().build(), failing(3))).isEqualTo("well");
        assertThat(starts).hasValue(4);
    }

    /** D1: maxRetries(0) = one attempt. */
    @ParameterizedTest
    @EnumSource
    void makesOneAttemptWithoutRetries(Face face) {
        face.failureOf(jumping().maxRetries(0).build(), failing(99));

        assertThat(starts).hasValue(1);
        assertThat(jumping.delays()).isEmpty();
    }

    /** D1: delay n = min(maxDelay, initial·multiplier^n). */
    @ParameterizedTest
    @EnumSource
    void waitsLongerEachTimeUpToTheLongestDelay(Face face) {
        face.failureOf(jumping().maxRetries(6).jitter(false).build(), failing(99));

        assertThat(jumping.delays())
                .containsExactly(
                        ofMillis(100), ofMillis(200), ofMillis(400), ofMillis(800), ofSeconds(1), ofSeconds(1));
    }

    /** D1: full jitter, in (0, that]. */
    @Test
    void jitterIsFullAndNeverZero() {
        assertThat(delayWithRandom(0)).isEqualTo(ofMillis(100));
        assertThat(delayWithRandom(0.25)).isEqualTo(ofMillis(75));
        assertThat(delayWithRandom(Math.nextDown(1.0))).isEqualTo(Duration.ofNanos(1));

        SplittableRandom seeded = new SplittableRandom(1);
        Retry retry = jumping()
                .random(seeded::nextDouble)
                .budget(RetryBudget.builder().ratio(3).build())
                .build();
        for (int i = 0; i < 200; i++) {
            Face.BLOCKING.failureOf(retry, failing(9_999));
        }
        assertThat(jumping.delays()).hasSize(600).allMatch(delay -> delay.compareTo(ofMillis(400)) <= 0);
        assertThat(jumping.delays().stream().filter(delay -> delay.compareTo(ofMillis(50)) < 0))
                .hasSizeGreaterThan(100);
    }

    /** D1: aggressive 5 / 50 ms / 10 s / 1.5, conservative 2 / 500 ms / 2 s / 2.0. */
    @Test
    void presetsAreWhatTheySay() {
        assertThat(Retry.of(2)).hasToString("retry(2)");
        assertThat(Retry.defaults()).hasToString("retry(3)");
        assertThat(Retry.aggressive()).hasToString("retry(5)");
        assertThat(Retry.conservative()).hasToString("retry(2)");
        assertThat(presetDelays(Retry.defaults(), 5)).containsExactly(100L, 200L, 400L, 800L, 1_000L);
        assertThat(presetDelays(Retry.aggressive(), 5)).containsExactly(50L, 75L, 112L, 168L, 252L);
        assertThat(presetDelays(Retry.aggressive(), 20)).endsWith(10_000L);
        assertThat(presetDelays(Retry.conservative(), 3)).containsExactly(500L, 1_000L, 2_000L);
    }

    /** D2: never retried. */
    @ParameterizedTest
    @EnumSource
    void neverRepeatsWhatWouldEndTheSame(Face face) {
        for (Exception failure : List.of(
                new CircuitOpenException("breaker", ofSeconds(1), AWAY),
                new CallRejectedException("no room"),
                new NoSuchElementException("not found"),
                new IllegalArgumentException("validation"),
                new SerializationException("decode", null),
                new CancellationException(),
                new InterruptedException())) {
            starts.set(0);

            Throwable thrown = face.failureOf(jumping().build(), () -> {
                starts.incrementAndGet();
                throw failure;
            });
            Thread.interrupted();

            if (failure instanceof CancellationException) {
                assertThat(thrown).isInstanceOf(CancellationException.class); // JDK 25's get() throws one of its own
            } else {
                assertThat(thrown).isSameAs(failure);
            }
            assertThat(starts).as("%s", failure).hasValue(1);
        }
        assertThat(jumping.delays()).isEmpty();
    }

    @Test
    void anErrorIsNotRepeated() {
        assertThatThrownBy(() -> jumping().build().call(() -> {
                    starts.incrementAndGet();
                    throw new AssertionError("wrong code");
                }))
                .isInstanceOf(AssertionError.class);
        assertThat(starts).hasValue(1);
    }

    @Test
    void asksTheUsersClassifier() throws Exception {
        Retry never = jumping().classifier(failure -> FailureClass.PERMANENT).build();
        Retry choking = jumping()
                .classifier(failure -> {
                    throw new IllegalStateException("mine");
                })
                .build();

        Face.BLOCKING.failureOf(never, failing(99));
        assertThat(starts).hasValue(1);
        starts.set(0);
        assertThat(choking.call(failing(3))).isEqualTo("well");
    }

    /** D2: no retry that could not finish before the deadline. */
    @Test
    void doesNotBeginAWaitThatOutlastsTheDeadline() {
        Retry retry = fake().build();

        CompletableFuture<String> tooLate =
                retry.execute(new TimedCall(ofMillis(100).toNanos())).toCompletableFuture();
        assertThat(tooLate).isCompletedExceptionally();
        assertThat(time.pending()).isZero();

        CompletableFuture<String> inTime =
                retry.execute(new TimedCall(ofMillis(100).toNanos() + 1)).toCompletableFuture();
        assertThat(inTime).isNotDone();
        time.advance(ofMillis(100));
        assertThat(starts).hasValue(3);
        assertThat(inTime).as("200 ms would be too long").isCompletedExceptionally();
    }

    /** D2: waiting holds no thread, and the repeated call does not start on the timer's thread. */
    @Test
    void waitsWithoutAThreadAndStartsOnTheExecutor() {
        List<Runnable> handedOver = new ArrayList<>();
        Retry retry = fake().executor(handedOver::add).build();

        CompletionStage<String> stage = retry.execute(Policy.Call.of(failing(1)));
        assertThat(time.untilNext()).contains(ofMillis(100));
        time.advance(ofMillis(100));
        assertThat(starts).as("on the timer's thread").hasValue(1);
        handedOver.forEach(Runnable::run);

        assertThat(stage).isCompletedWithValue("well");
    }

    @Test
    void failsWhenNoThreadTakesTheRetry() {
        Retry retry = fake().executor(task -> {
                    throw new RejectedExecutionException("closed");
                })
                .build();

        CompletionStage<String> stage = retry.execute(Policy.Call.of(failing(1)));
        time.advance(ofMillis(100));

        assertThat(stage.toCompletableFuture())
                .failsWithin(ofSeconds(1))
                .withThrowableThat()
                .withCauseInstanceOf(CallRejectedException.class);
    }

    /** D2: an interrupt during a wait returns at once (< 100 ms: no time passes here) with the flag set. */
    @Test
    void anInterruptEndsTheWait() throws Exception {
        Retry retry = fake().build();
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        AtomicReference<Boolean> flag = new AtomicReference<>();
        Thread caller = new Thread(() -> {
            thrown.set(Face.BLOCKING.failureOf(retry, failing(99)));
            flag.set(Thread.currentThread().isInterrupted());
        });

        caller.start();
        await().until(() -> time.pending() == 1);
        caller.interrupt();
        caller.join(10_000);

        assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
        assertThat(thrown.get().getSuppressed()).hasSize(1);
        assertThat(flag.get()).isTrue();
        assertThat(starts).hasValue(1);
        assertThat(time.pending()).as("timers left behind").isZero();
    }

    /** D3: cancelling the returned future cancels the wait. */
    @Test
    void cancellingEndsTheWait() {
        Retry retry = fake().build();

        CompletableFuture<String> stage =
                retry.execute(Policy.Call.of(failing(99))).toCompletableFuture();
        assertThat(stage.cancel(true)).isTrue();

        assertThat(time.pending()).isZero();
        time.advance(ofSeconds(10));
        assertThat(starts).hasValue(1);
    }

    /** D3: and the attempt under way. */
    @Test
    void cancellingEndsTheAttempt() {
        CompletableFuture<String> attempt = new CompletableFuture<>();

        CompletableFuture<String> stage = fake().build().execute(() -> attempt).toCompletableFuture();
        stage.cancel(true);

        assertThat(attempt).isCancelled();
        assertThat(time.pending()).isZero();
    }

    /** Between the timer and the executor a cancel is seen too. */
    @Test
    void cancellingBeforeTheExecutorStartsItKeepsItFromStarting() {
        List<Runnable> handedOver = new ArrayList<>();
        Retry retry = fake().executor(handedOver::add).build();
        CompletableFuture<String> stage =
                retry.execute(Policy.Call.of(failing(99))).toCompletableFuture();

        time.advance(ofMillis(100));
        stage.cancel(false);
        handedOver.forEach(Runnable::run);

        assertThat(starts).hasValue(1);
        assertThat(retry.retries()).isZero();
    }

    /** The last failure keeps the earlier ones, at most 8. */
    @ParameterizedTest
    @EnumSource
    void keepsEarlierFailuresAsSuppressed(Face face) {
        Throwable last = face.failureOf(jumping().build(), failing(99));
        assertThat(last).hasMessage("attempt 4");
        assertThat(last.getSuppressed())
                .extracting(Throwable::getMessage)
                .containsExactly("attempt 1", "attempt 2", "attempt 3");

        starts.set(0);
        Throwable many = face.failureOf(
                jumping()
                        .maxRetries(20)
                        .budget(RetryBudget.builder().minimum(99).build())
                        .build(),
                failing(99));
        assertThat(many.getSuppressed()).hasSize(8);
        assertThat(many.getSuppressed()[7]).hasMessage("attempt 20");
    }

    /** One exception thrown again and again, by all calls, does not grow without bound. */
    @ParameterizedTest
    @EnumSource
    void aSharedFailureDoesNotGrow(Face face) {
        IOException shared = new IOException("constant");
        AtomicInteger number = new AtomicInteger();

        for (int i = 0; i < 10; i++) {
            face.failureOf(jumping().maxRetries(2).build(), () -> {
                throw number.incrementAndGet() % 3 == 0 ? shared : new IOException("other");
            });
            face.fail(1, jumping().maxRetries(2).build(), shared);
        }

        assertThat(shared.getSuppressed()).hasSize(8);
    }

    /** Reads of a store are retried only when asked for: a failed read is a miss. */
    @Test
    void isNotForReadsUnlessAskedFor() {
        assertThat(Retry.of(3).forReads()).isFalse();
        assertThat(Retry.builder().reads(true).build().forReads()).isTrue();
        assertThat(Retry.builder().reads(true).build()).hasToString("retry(3, reads)");
    }

    private Duration delayWithRandom(double random) {
        jumping.delays().clear();
        Face.BLOCKING.failureOf(jumping().maxRetries(1).random(() -> random).build(), failing(9_999));
        Duration delay = jumping.delays().get(0);
        jumping.delays().clear();
        return delay;
    }

    private static List<Long> presetDelays(Retry retry, int count) {
        List<Long> millis = new ArrayList<>();
        for (int n = 1; n <= count; n++) {
            millis.add(retry.rules().intervals().apply(n));
        }
        return millis;
    }

    /** Fails with an exception of its own so many times, then answers. */
    private Callable<String> failing(int times) {
        return () -> {
            int attempt = starts.incrementAndGet();
            if (attempt <= times) {
                throw new IOException("attempt " + attempt);
            }
            return "well";
        };
    }

    private RetryBuilder jumping() {
        return Retry.builder().timeSource(jumping).executor(Runnable::run);
    }

    private RetryBuilder fake() {
        return Retry.builder().timeSource(time).jitter(false).executor(Runnable::run);
    }

    /** A call that fails and has so much time left. */
    private final class TimedCall implements Policy.Call<String> {

        private final long remainingNanos;

        TimedCall(long remainingNanos) {
            this.remainingNanos = remainingNanos;
        }

        @Override
        public CompletionStage<String> start() {
            starts.incrementAndGet();
            return CompletableFuture.failedFuture(AWAY);
        }

        @Override
        public long remainingNanos() {
            return remainingNanos;
        }
    }
}
