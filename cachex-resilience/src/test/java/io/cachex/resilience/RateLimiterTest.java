package io.cachex.resilience;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cachex.CallRejectedException;
import io.cachex.spi.Policy;
import io.cachex.testkit.FakeTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** D4: rate limiter, 1,000/s with a burst of 100. */
@Timeout(60)
class RateLimiterTest {

    private final FakeTime time = new FakeTime();
    private final AtomicInteger starts = new AtomicInteger();

    @ParameterizedTest
    @EnumSource
    void admitsABurstAndThenTheRate(Face face) {
        RateLimiter limiter = builder().build();

        assertThat(admitted(face, limiter, 500)).isEqualTo(100);
        time.advance(ofMillis(1).minusNanos(1));
        assertThat(admitted(face, limiter, 5)).isZero();
        time.advance(Duration.ofNanos(1));
        assertThat(admitted(face, limiter, 5)).isEqualTo(1);
        time.advance(ofMillis(10));
        assertThat(admitted(face, limiter, 50)).isEqualTo(10);
        time.advance(ofSeconds(3_600));
        assertThat(admitted(face, limiter, 500)).isEqualTo(100);
        assertThat(starts).hasValue(211);
    }

    @ParameterizedTest
    @EnumSource
    void rejectsAtOnceWithoutACall(Face face) {
        RateLimiter limiter = builder().burst(1).build();
        admitted(face, limiter, 1);

        assertThat(face.failureOf(limiter, starts::incrementAndGet))
                .isInstanceOf(CallRejectedException.class)
                .hasMessageContaining("rate(1000/s)");
        assertThat(starts).hasValue(1);
    }

    /** In any second at most rate + burst. */
    @Test
    void holdsTheRateUnderConcurrency() throws Exception {
        RateLimiter limiter = builder().build();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<Integer>> all = new ArrayList<>();
            for (int t = 0; t < 8; t++) {
                Face face = Face.values()[t % 2];
                all.add(threads.submit(() -> {
                    int mine = 0;
                    for (int i = 0; i < 125; i++) {
                        mine += admitted(face, limiter, 5);
                        time.advance(ofMillis(1));
                    }
                    return mine;
                }));
            }
            int admitted = 0;
            for (Future<Integer> one : all) {
                admitted += one.get();
            }
            assertThat(admitted).isBetween(1_000, 1_100);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void letsAStageWaitForItsTurn() {
        RateLimiter limiter =
                builder().perSecond(10).burst(1).maxWait(ofMillis(200)).build();
        admitted(Face.STAGE, limiter, 1);

        CompletionStage<Integer> second = limiter.execute(Policy.Call.of(starts::incrementAndGet));
        CompletionStage<Integer> third = limiter.execute(Policy.Call.of(starts::incrementAndGet));
        CompletableFuture<Integer> fourth =
                limiter.execute(Policy.Call.of(starts::incrementAndGet)).toCompletableFuture();
        assertThat(fourth).as("300 ms would be too long").isCompletedExceptionally();
        time.advance(ofMillis(100));
        assertThat(second).isCompletedWithValue(2);
        assertThat(third.toCompletableFuture()).isNotDone();
        time.advance(ofMillis(100));

        assertThat(third).isCompletedWithValue(3);
    }

    @Test
    void letsAThreadWaitForItsTurn() throws Exception {
        RateLimiter limiter =
                builder().perSecond(10).burst(1).maxWait(ofSeconds(1)).build();
        admitted(Face.BLOCKING, limiter, 1);
        CompletableFuture<Integer> thread = CompletableFuture.supplyAsync(() -> admitted(Face.BLOCKING, limiter, 1));

        await().until(() -> time.pending() == 1);
        assertThat(starts).hasValue(1);
        time.advance(ofMillis(100));

        assertThat(thread.get(10, TimeUnit.SECONDS)).isEqualTo(1);
    }

    /** D2: it does not wait beyond the caller's deadline, nor take a token then. */
    @Test
    void doesNotWaitBeyondTheDeadline() {
        RateLimiter limiter =
                builder().perSecond(10).burst(1).maxWait(ofSeconds(1)).build();
        admitted(Face.STAGE, limiter, 1);

        assertThat(limiter.execute(new TimedCall(ofMillis(100).toNanos())).toCompletableFuture())
                .isCompletedExceptionally();
        CompletionStage<Integer> inTime =
                limiter.execute(new TimedCall(ofMillis(100).toNanos() + 1));
        time.advance(ofMillis(100));

        assertThat(inTime).isCompletedWithValue(2);
    }

    /** D3: cancelling cancels the wait. */
    @Test
    void cancellingEndsTheWait() {
        RateLimiter limiter =
                builder().perSecond(10).burst(1).maxWait(ofSeconds(1)).build();
        admitted(Face.STAGE, limiter, 1);

        limiter.execute(Policy.Call.of(starts::incrementAndGet))
                .toCompletableFuture()
                .cancel(true);

        assertThat(time.pending()).isZero();
        time.advance(ofSeconds(1));
        assertThat(starts).hasValue(1);
    }

    /** D2: an interrupt ends the wait with the flag set. */
    @Test
    void anInterruptEndsTheWait() throws Exception {
        RateLimiter limiter =
                builder().perSecond(10).burst(1).maxWait(ofSeconds(1)).build();
        admitted(Face.BLOCKING, limiter, 1);
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        AtomicReference<Boolean> flag = new AtomicReference<>();
        Thread caller = new Thread(() -> {
            thrown.set(Face.BLOCKING.failureOf(limiter, starts::incrementAndGet));
            flag.set(Thread.currentThread().isInterrupted());
        });

        caller.start();
        await().until(() -> time.pending() == 1);
        caller.interrupt();
        caller.join(10_000);

        assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
        assertThat(flag.get()).isTrue();
        assertThat(starts).hasValue(1);
    }

    @Test
    void worksAcrossTheWrapOfNanoseconds() {
        FakeTime wrapping = FakeTime.at(Long.MAX_VALUE - 1);
        RateLimiter limiter = RateLimiter.builder().timeSource(wrapping).build();

        assertThat(admitted(Face.STAGE, limiter, 500)).isEqualTo(100);
        wrapping.advance(ofMillis(10));

        assertThat(admitted(Face.STAGE, limiter, 500)).isEqualTo(10);
    }

    @Test
    void printsItself() {
        assertThat(RateLimiter.defaults()).hasToString("rate(1000/s)");
        assertThat(RateLimiter.perSecond(0.5)).hasToString("rate(0.5/s)");
    }

    private int admitted(Face face, RateLimiter limiter, int calls) {
        int admitted = 0;
        for (int i = 0; i < calls; i++) {
            try {
                face.run(limiter, starts::incrementAndGet);
                admitted++;
            } catch (CallRejectedException e) {
                assertThat(e).hasMessageStartingWith("more calls than rate(");
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
        return admitted;
    }

    private RateLimiterBuilder builder() {
        return RateLimiter.builder().timeSource(time).executor(Runnable::run);
    }

    /** A call with so much time left. */
    private final class TimedCall implements Policy.Call<Integer> {

        private final long remainingNanos;

        TimedCall(long remainingNanos) {
            this.remainingNanos = remainingNanos;
        }

        @Override
        public CompletionStage<Integer> start() {
            return CompletableFuture.completedFuture(starts.incrementAndGet());
        }

        @Override
        public long remainingNanos() {
            return remainingNanos;
        }
    }
}
