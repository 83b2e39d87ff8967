package io.cachex.resilience;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.cachex.CacheTimeoutException;
import io.cachex.CallRejectedException;
import io.cachex.resilience.CircuitBreaker.State;
import io.cachex.spi.Policy;
import io.cachex.testkit.FakeTime;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** D3: the attempt timeout frees the caller, feeds the breaker, and what comes late is discarded. */
@org.junit.jupiter.api.Timeout(60)
class TimeoutTest {

    private final FakeTime time = new FakeTime();
    private final Timeout timeout = Timeout.builder(ofMillis(80))
            .timeSource(time)
            .executor(Runnable::run)
            .build();

    /** D3: the exception names the time; the late result is discarded. */
    @Test
    void failsWhenTheTimeIsOverAndDiscardsTheLateResult() {
        CompletableFuture<String> call = new CompletableFuture<>();

        CompletableFuture<String> stage = timeout.execute(() -> call).toCompletableFuture();
        time.advance(ofMillis(79));
        assertThat(stage).isNotDone();
        time.advance(ofMillis(1));
        call.complete("late");

        assertThatThrownBy(stage::get)
                .hasCauseInstanceOf(CacheTimeoutException.class)
                .hasMessageContaining("no answer within 80ms");
    }

    /** P4: an answer that is there already is passed on as it is, and nothing is scheduled. */
    @Test
    void passesOnAStageThatHasEnded() {
        CompletableFuture<String> done = CompletableFuture.completedFuture("well");
        CompletableFuture<String> failed = CompletableFuture.failedFuture(new IOException("away"));

        assertThat(timeout.execute(() -> done)).isSameAs(done);
        assertThat(timeout.execute(() -> failed)).isSameAs(failed);
        assertThat(time.pending()).isZero();
    }

    @Test
    void anAnswerInTimeTakesTheTimerAway() {
        CompletableFuture<String> call = new CompletableFuture<>();

        CompletionStage<String> stage = timeout.execute(() -> call);
        assertThat(time.pending()).isEqualTo(1);
        call.complete("well");

        assertThat(stage).isCompletedWithValue("well");
        assertThat(time.pending()).isZero();
    }

    @Test
    void aFailureInTimeIsPassedOn() {
        CompletableFuture<String> call = new CompletableFuture<>();
        IOException away = new IOException("away");

        CompletableFuture<String> stage = timeout.execute(() -> call).toCompletableFuture();
        call.completeExceptionally(away);

        assertThatThrownBy(stage::get).hasCause(away);
        assertThat(time.pending()).isZero();
    }

    /** D3: cancelling the returned future cancels the wait and the call. */
    @Test
    void cancellingCancelsTheCall() {
        CompletableFuture<String> call = new CompletableFuture<>();

        CompletableFuture<String> stage = timeout.execute(() -> call).toCompletableFuture();

        assertThat(stage.cancel(true)).isTrue();
        assertThat(call).isCancelled();
        assertThat(time.pending()).isZero();
    }

    /** What hangs on the stage is the caller's code: it does not run on the timer's thread. */
    @Test
    void theCallersContinuationsRunOnTheExecutor() {
        List<Runnable> handedOver = new ArrayList<>();
        Timeout handing = Timeout.builder(ofMillis(80))
                .timeSource(time)
                .executor(handedOver::add)
                .build();

        CompletionStage<String> stage = handing.execute(CompletableFuture::new);
        time.advance(ofMillis(80));
        assertThat(stage.toCompletableFuture()).isNotDone();
        handedOver.forEach(Runnable::run);

        assertThat(stage).isCompletedExceptionally();
    }

    /** An executor that is closed must not make a call hang. */
    @Test
    void failsOnTheTimersThreadIfTheExecutorRefuses() {
        Timeout closed = Timeout.builder(ofMillis(80))
                .timeSource(time)
                .executor(task -> {
                    throw new RejectedExecutionException("closed");
                })
                .build();

        CompletionStage<String> stage = closed.execute(CompletableFuture::new);
        time.advance(ofMillis(80));

        assertThat(stage).isCompletedExceptionally();
    }

    /** D3: timeouts feed the breaker around them. */
    @Test
    void feedsTheBreaker() {
        CircuitBreaker breaker = CircuitBreaker.builder().timeSource(time).build();
        Policy policy = Policy.all(breaker, timeout);

        for (int i = 0; i < 5; i++) {
            policy.execute(CompletableFuture::new);
        }
        time.advance(ofMillis(80));

        assertThat(breaker.state()).isEqualTo(State.OPEN);
        assertThat(breaker.snapshot().lastFailure()).isInstanceOf(CacheTimeoutException.class);
    }

    /** D3 on the blocking face: the caller is freed, the code interrupted on its own thread. */
    @Test
    void freesTheCallerOfBlockingCodeAndInterruptsIt() throws Exception {
        CountDownLatch interrupted = new CountDownLatch(1);
        CompletableFuture<Throwable> caller =
                CompletableFuture.supplyAsync(() -> Face.BLOCKING.failureOf(timeout, () -> {
                    try {
                        return new CountDownLatch(1).await(30, TimeUnit.SECONDS);
                    } finally {
                        interrupted.countDown();
                    }
                }));

        await().until(() -> time.pending() == 1);
        time.advance(ofMillis(80));

        assertThat(caller.get(10, TimeUnit.SECONDS))
                .isInstanceOf(CacheTimeoutException.class)
                .hasMessage("no answer within 80ms");
        assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void runsBlockingCodeOnADaemonThreadOfItsOwn() throws Exception {
        Thread thread = timeout.call(Thread::currentThread);

        assertThat(thread).isNotSameAs(Thread.currentThread());
        assertThat(thread.isDaemon()).isTrue();
        assertThat(thread.getName()).startsWith("cachex-call-");
        assertThat(time.pending()).isZero();
        await().atMost(ofSeconds(5)).until(() -> !thread.isAlive());
    }

    /** An interrupt meant for one call does not reach the next one on the same thread. */
    @Test
    void anInterruptDoesNotReachTheNextCall() throws Exception {
        ExecutorService one = Executors.newSingleThreadExecutor();
        Timeout shared =
                Timeout.builder(ofMillis(80)).timeSource(time).callExecutor(one).build();
        try {
            CountDownLatch running = new CountDownLatch(1);
            CompletableFuture<Throwable> caller =
                    CompletableFuture.supplyAsync(() -> Face.BLOCKING.failureOf(shared, () -> {
                        running.countDown();
                        while (!Thread.currentThread().isInterrupted()) {
                            Thread.onSpinWait();
                        }
                        return "ends with the flag set";
                    }));
            running.await();
            time.advance(ofMillis(80));
            caller.get(10, TimeUnit.SECONDS);

            assertThat(shared.call(() -> Thread.currentThread().isInterrupted()))
                    .isFalse();
        } finally {
            one.shutdownNow();
        }
    }

    /** The same where the executor is the caller's own thread. */
    @Test
    void leavesNoFlagOnAThreadThatIsNotOfAPool() {
        TimedTask<String> task = new TimedTask<>(() -> "never seen");
        TimedTask<?>[] self = new TimedTask<?>[1];
        TimedTask<String> cancelledFromWithin = new TimedTask<>(() -> {
            self[0].expire();
            return "ends with the flag set";
        });
        self[0] = cancelledFromWithin;

        cancelledFromWithin.run();
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        task.run();
        assertThat(task).isDone();
    }

    /** D2, D3: an interrupt of the caller ends its wait, with the flag set, and interrupts the code. */
    @Test
    void anInterruptOfTheCallerEndsTheWait() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        AtomicReference<Boolean> flag = new AtomicReference<>();
        Thread caller = new Thread(() -> {
            thrown.set(Face.BLOCKING.failureOf(timeout, () -> {
                running.countDown();
                try {
                    return new CountDownLatch(1).await(30, TimeUnit.SECONDS);
                } finally {
                    interrupted.countDown();
                }
            }));
            flag.set(Thread.currentThread().isInterrupted());
        });

        caller.start();
        running.await();
        caller.interrupt();
        caller.join(10_000);

        assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
        assertThat(flag.get()).isTrue();
        assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(time.pending()).isZero();
    }

    @Test
    void passesOnWhatBlockingCodeThrows() {
        IOException away = new IOException("away");
        AssertionError error = new AssertionError("wrong code");

        assertThatThrownBy(() -> timeout.call(() -> {
                    throw away;
                }))
                .isSameAs(away);
        assertThatThrownBy(() -> timeout.call(() -> {
                    throw error;
                }))
                .isSameAs(error);
    }

    @Test
    void rejectsBlockingCodeForWhichThereIsNoThread() {
        Timeout closed = Timeout.builder(ofMillis(80))
                .timeSource(time)
                .callExecutor(task -> {
                    throw new RejectedExecutionException("full");
                })
                .build();

        assertThatThrownBy(() -> closed.call(() -> "never")).isInstanceOf(CallRejectedException.class);
        assertThat(time.pending()).isZero();
    }

    @Test
    void printsItself() {
        assertThat(timeout).hasToString("timeout(80ms)");
        assertThat(timeout.limit()).isEqualTo(ofMillis(80));
        assertThat(Timeout.of(ofSeconds(90))).hasToString("timeout(90s)");
        assertThat(Timeout.of(ofSeconds(120))).hasToString("timeout(2m)");
        assertThat(Timeout.of(ofSeconds(7_200))).hasToString("timeout(2h)");
        assertThat(Timeout.of(ofSeconds(172_800))).hasToString("timeout(2d)");
        assertThat(Timeout.of(java.time.Duration.ofNanos(1_500))).hasToString("timeout(1500ns)");
    }
}
