package io.cachex.resilience;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.cachex.CircuitOpenException;
import io.cachex.resilience.CircuitBreaker.State;
import io.cachex.spi.Policy;
import io.cachex.testkit.FakeTime;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** C3: trial permits are leases, and late results move nothing. */
@Timeout(60)
class TrialsTest {

    private static final IOException AWAY = new IOException("away");

    private final FakeTime time = new FakeTime();
    private final CircuitBreaker breaker = opened(CircuitBreaker.builder());

    /** C3: 50 callers at the moment of half-open: exactly 3 trials, 47 rejected at once. */
    @RepeatedTest(value = 50, failureThreshold = 1)
    void fiftyCallersGiveThreeTrials() throws Exception {
        time.advance(ofSeconds(30));
        ExecutorService threads = Executors.newFixedThreadPool(50);
        CyclicBarrier start = new CyclicBarrier(50);
        CountDownLatch rejected = new CountDownLatch(47);
        AtomicInteger trials = new AtomicInteger();
        try {
            List<Future<Boolean>> callers = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                Face face = Face.values()[i % 2];
                callers.add(threads.submit(() -> {
                    start.await();
                    try {
                        return face.run(breaker, () -> {
                            if (trials.incrementAndGet() > 3) {
                                return false;
                            }
                            return rejected.await(20, TimeUnit.SECONDS); // a trial ends after the others were rejected
                        });
                    } catch (CircuitOpenException e) {
                        rejected.countDown();
                        return true;
                    }
                }));
            }
            for (Future<Boolean> caller : callers) {
                assertThat(caller.get())
                        .as("47 were rejected while 3 were under way")
                        .isTrue();
            }
        } finally {
            threads.shutdownNow();
        }

        assertThat(trials).hasValue(3);
        assertThat(breaker.snapshot().rejected()).isEqualTo(47);
        assertThat(breaker.state()).isEqualTo(State.CLOSED);
    }

    @Test
    void tellsHowManyTrialsAreUnderWayAndThatTheyMustEndFirst() {
        time.advance(ofSeconds(30));
        hang();
        hang();
        hang();

        Throwable refusal = Face.STAGE.failureOf(breaker, () -> "fourth");

        assertThat(breaker.snapshot().trialsUnderWay()).isEqualTo(3);
        assertThat(refusal)
                .isInstanceOfSatisfying(
                        CircuitOpenException.class,
                        open -> assertThat(open.retryAfter()).isZero());
    }

    /** C3: a trial that ends without telling anything gives its permit back. */
    @ParameterizedTest
    @EnumSource
    void aTrialThatSaysNothingMakesRoomForAnother(Face face) throws Exception {
        time.advance(ofSeconds(30));

        for (int i = 0; i < 20; i++) {
            face.fail(1, breaker, new NoSuchElementException());
            face.fail(1, breaker, new InterruptedException());
            Thread.interrupted();
            assertThat(face.failureOf(breaker, () -> {
                        throw new ExceptionInError();
                    }))
                    .isInstanceOf(ExceptionInError.class);
        }

        assertThat(breaker.state()).isEqualTo(State.HALF_OPEN);
        assertThat(breaker.snapshot().trialsUnderWay()).isZero();
        closesWithThreeSuccesses(face);
    }

    /** C3: an Error gives it back too. */
    @Test
    void aTrialThatThrowsAnErrorMakesRoomForAnother() throws Exception {
        time.advance(ofSeconds(30));

        for (int i = 0; i < 10; i++) {
            try {
                breaker.call(() -> {
                    throw new AssertionError("an Error");
                });
            } catch (AssertionError e) {
                assertThat(e).hasMessage("an Error");
            }
        }

        closesWithThreeSuccesses(Face.BLOCKING);
    }

    /** C3: cancelling the returned stage gives the permit back. */
    @Test
    void aCancelledTrialMakesRoomForAnother() throws Exception {
        time.advance(ofSeconds(30));

        for (int i = 0; i < 10; i++) {
            CompletableFuture<String> call = new CompletableFuture<>();
            CompletableFuture<String> stage = breaker.execute(() -> call).toCompletableFuture();
            assertThat(stage.cancel(true)).isTrue();
            assertThat(call).isCancelled();
        }

        assertThat(breaker.snapshot().ignored()).isEqualTo(10);
        closesWithThreeSuccesses(Face.STAGE);
    }

    /** C3: a hung trial's lease runs out (after the open time by default); its late result is ignored. */
    @Test
    void aTrialThatHangsLosesItsLease() throws Exception {
        time.advance(ofSeconds(30));
        List<CompletableFuture<String>> hung = List.of(hang(), hang(), hang());

        time.advance(ofSeconds(30).minusNanos(1));
        assertThat(Face.STAGE.failureOf(breaker, () -> "no room")).isInstanceOf(CircuitOpenException.class);
        time.advance(java.time.Duration.ofNanos(1));
        assertThat(breaker.snapshot().trialsUnderWay()).isZero();
        breaker.call(() -> "first");
        hung.get(0).complete("late success");
        hung.get(1).completeExceptionally(AWAY);

        assertThat(breaker.state()).isEqualTo(State.HALF_OPEN);
        breaker.call(() -> "second");
        assertThat(breaker.state()).isEqualTo(State.HALF_OPEN);
        breaker.call(() -> "third");
        assertThat(breaker.state()).isEqualTo(State.CLOSED);
    }

    /** C3: a result that comes after the lease is late even if nobody has taken the place. */
    @Test
    void anExpiredTrialsFailureDoesNotOpen() {
        time.advance(ofSeconds(30));
        CompletableFuture<String> hung = hang();

        time.advance(ofSeconds(30));
        hung.completeExceptionally(AWAY);

        assertThat(breaker.state()).isEqualTo(State.HALF_OPEN);
    }

    @Test
    void theLeaseCanBeSet() {
        CircuitBreaker impatient =
                opened(CircuitBreaker.builder().halfOpenMax(1).trialLease(ofSeconds(2)));
        time.advance(ofSeconds(30));
        impatient.execute(CompletableFuture::new);

        assertThat(Face.STAGE.failureOf(impatient, () -> "no")).isInstanceOf(CircuitOpenException.class);
        time.advance(ofSeconds(2));

        assertThat(impatient.execute(Policy.Call.of(() -> "trial")).toCompletableFuture())
                .isCompletedWithValue("trial");
    }

    /** C3: a success of a call from before the opening does not close, a failure does not open again. */
    @Test
    void resultsOfAnEarlierClosedStateAreLate() throws Exception {
        CircuitBreaker fresh = CircuitBreaker.builder().timeSource(time).build();
        CompletableFuture<String> slowSuccess = new CompletableFuture<>();
        CompletableFuture<String> slowFailure = new CompletableFuture<>();
        CompletionStage<String> first = fresh.execute(() -> slowSuccess);
        CompletionStage<String> second = fresh.execute(() -> slowFailure);
        Face.BLOCKING.fail(5, fresh, AWAY);
        time.advance(ofSeconds(30));
        fresh.call(() -> "trial");
        fresh.call(() -> "trial");

        slowSuccess.complete("late");
        assertThat(fresh.state()).isEqualTo(State.HALF_OPEN);
        slowFailure.completeExceptionally(AWAY);
        assertThat(fresh.state()).isEqualTo(State.HALF_OPEN);

        fresh.call(() -> "trial");
        assertThat(fresh.state()).isEqualTo(State.CLOSED);
        assertThat(first).isCompletedWithValue("late");
        assertThat(second).isCompletedExceptionally();
    }

    /** C3: failures of an earlier closed state do not count in the next one. */
    @Test
    void lateFailuresDoNotOpenTheNextClosedState() {
        CircuitBreaker fresh = CircuitBreaker.builder().timeSource(time).build();
        List<CompletableFuture<String>> slow = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            CompletableFuture<String> call = new CompletableFuture<>();
            slow.add(call);
            fresh.execute(() -> call);
        }

        fresh.forceOpen();
        fresh.forceClose();
        slow.forEach(call -> call.completeExceptionally(AWAY));

        assertThat(fresh.state()).isEqualTo(State.CLOSED);
        assertThat(fresh.snapshot().failures()).isEqualTo(20);
        assertThat(fresh.snapshot().consecutiveFailures()).isZero();
    }

    /** C3: trials of an earlier half-open state are late in the next one, though their leases run. */
    @Test
    void trialsOfAnEarlierHalfOpenStateAreLate() throws Exception {
        CircuitBreaker patient = opened(CircuitBreaker.builder().trialLease(ofSeconds(3_600)));
        CompletableFuture<String> slowSuccess = new CompletableFuture<>();
        CompletableFuture<String> slowFailure = new CompletableFuture<>();
        time.advance(ofSeconds(30));
        patient.execute(() -> slowSuccess);
        patient.execute(() -> slowFailure);
        Face.BLOCKING.fail(1, patient, AWAY);
        time.advance(ofSeconds(30));
        patient.call(() -> "trial");
        patient.call(() -> "trial");

        slowSuccess.complete("late");
        assertThat(patient.state()).isEqualTo(State.HALF_OPEN);
        slowFailure.completeExceptionally(AWAY);

        assertThat(patient.state()).isEqualTo(State.HALF_OPEN);
    }

    private void closesWithThreeSuccesses(Face face) throws Exception {
        for (int i = 0; i < 3; i++) {
            assertThat(breaker.state()).isEqualTo(State.HALF_OPEN);
            face.run(breaker, () -> "well");
        }
        assertThat(breaker.state()).isEqualTo(State.CLOSED);
    }

    private CompletableFuture<String> hang() {
        CompletableFuture<String> call = new CompletableFuture<>();
        breaker.execute(() -> call);
        return call;
    }

    private CircuitBreaker opened(CircuitBreakerBuilder builder) {
        CircuitBreaker opened = builder.timeSource(time).build();
        Face.BLOCKING.fail(5, opened, AWAY);
        assertThat(opened.state()).isEqualTo(State.OPEN);
        return opened;
    }

    /** An exception whose class is permanent by its cause. */
    private static final class ExceptionInError extends RuntimeException {
        private static final long serialVersionUID = 1;

        ExceptionInError() {
            super(new StackOverflowError());
        }
    }
}
