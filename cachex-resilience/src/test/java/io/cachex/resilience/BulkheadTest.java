package io.cachex.resilience;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cachex.CallRejectedException;
import io.cachex.spi.Policy;
import io.cachex.testkit.FakeTime;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** D4: concurrent calls, the line before them, and permits that always come back. */
@Timeout(60)
class BulkheadTest {

    private final FakeTime time = new FakeTime();
    private final List<CompletableFuture<String>> calls = new ArrayList<>();

    @ParameterizedTest
    @EnumSource
    void rejectsACallTooManyAtOnce(Face face) throws Exception {
        Bulkhead bulkhead = builder(2).build();
        hang(bulkhead);
        hang(bulkhead);
        AtomicInteger starts = new AtomicInteger();

        assertThat(face.failureOf(bulkhead, starts::incrementAndGet))
                .isInstanceOf(CallRejectedException.class)
                .hasMessageContaining("bulkhead(2)");
        assertThat(starts).hasValue(0);
        calls.get(0).complete("well");

        assertThat(face.run(bulkhead, () -> "next")).isEqualTo("next");
    }

    /** A permit comes back however a call ends. */
    @ParameterizedTest
    @EnumSource
    void takesThePermitBackHoweverTheCallEnds(Face face) throws Exception {
        Bulkhead bulkhead = builder(1).build();

        for (int i = 0; i < 10; i++) {
            face.run(bulkhead, () -> "well");
            face.fail(1, bulkhead, new IOException("away"));
            face.fail(1, bulkhead, new InterruptedException());
            Thread.interrupted();
            face.failureOf(Policy.all(bulkhead, new BrokenPolicy()), () -> "never");
            CompletableFuture<String> cancelled = hang(bulkhead).toCompletableFuture();
            assertThat(cancelled.cancel(true)).isTrue();
            hang(bulkhead);
            calls.get(calls.size() - 1).completeExceptionally(new IOException("late"));
        }

        assertThat(bulkhead.available()).isEqualTo(1);
    }

    /** A minimal stage is a CompletableFuture by its class and refuses to act as one. */
    @Test
    void takesAMinimalStage() {
        Bulkhead bulkhead = builder(1).build();
        CompletableFuture<String> call = new CompletableFuture<>();

        assertThat(bulkhead.execute(() -> CompletableFuture.completedStage("well")))
                .isCompletedWithValue("well");
        CompletionStage<String> late = bulkhead.execute(call::minimalCompletionStage);
        assertThat(bulkhead.available()).isZero();
        call.complete("late");

        assertThat(late).isCompletedWithValue("late");
        assertThat(bulkhead.available()).isEqualTo(1);
    }

    /** Before the caller goes on, the permit is back. */
    @Test
    void aContinuationFindsThePermitBack() {
        Bulkhead bulkhead = builder(1).build();

        CompletionStage<String> next =
                hang(bulkhead).thenCompose(value -> bulkhead.execute(Policy.Call.of(() -> "after " + value)));
        calls.get(0).complete("first");

        assertThat(next).isCompletedWithValue("after first");
    }

    @Test
    void letsCallsWaitInLine() {
        Bulkhead bulkhead = builder(1).queue(2).build();
        hang(bulkhead);
        List<String> order = new ArrayList<>();
        CompletionStage<Boolean> second = bulkhead.execute(Policy.Call.of(() -> order.add("second")));
        CompletionStage<Boolean> third = bulkhead.execute(Policy.Call.of(() -> order.add("third")));

        assertThat(bulkhead.waiting()).isEqualTo(2);
        assertThat(Face.STAGE.failureOf(bulkhead, () -> "fourth")).isInstanceOf(CallRejectedException.class);
        calls.get(0).complete("first");

        assertThat(second).isCompletedWithValue(true);
        assertThat(third).isCompletedWithValue(true);
        assertThat(order).containsExactly("second", "third");
        assertThat(bulkhead.available()).isEqualTo(1);
        assertThat(time.pending()).as("timers left behind").isZero();
    }

    /** Fair: a call that comes while others wait does not overtake them. */
    @Test
    void nobodyOvertakesTheLine() {
        List<Runnable> handedOver = new ArrayList<>();
        Bulkhead bulkhead = Bulkhead.builder()
                .maxConcurrent(1)
                .queue(5)
                .timeSource(time)
                .executor(handedOver::add)
                .build();
        List<String> order = new ArrayList<>();
        hang(bulkhead);
        bulkhead.execute(Policy.Call.of(() -> order.add("second")));
        bulkhead.execute(Policy.Call.of(() -> order.add("third")));

        calls.get(0).complete("first");
        bulkhead.execute(Policy.Call.of(() -> order.add("fourth")));
        for (int i = 0; i < handedOver.size(); i++) {
            handedOver.get(i).run();
        }

        assertThat(order).containsExactly("second", "third", "fourth");
    }

    /** The call that makes room does not run the one that waited. */
    @Test
    void theNextCallStartsOnTheExecutor() {
        List<Runnable> handedOver = new ArrayList<>();
        Bulkhead bulkhead = Bulkhead.builder()
                .maxConcurrent(1)
                .queue(1)
                .timeSource(time)
                .executor(handedOver::add)
                .build();
        hang(bulkhead);
        CompletionStage<String> second = bulkhead.execute(Policy.Call.of(() -> "second"));

        calls.get(0).complete("first");
        assertThat(second.toCompletableFuture()).isNotDone();
        handedOver.forEach(Runnable::run);

        assertThat(second).isCompletedWithValue("second");
    }

    @Test
    void givesUpAfterTheLongestWait() {
        Bulkhead bulkhead = builder(1).queue(2).maxWait(ofMillis(500)).build();
        hang(bulkhead);

        CompletableFuture<String> waiting =
                bulkhead.execute(Policy.Call.of(() -> "never")).toCompletableFuture();
        time.advance(ofMillis(499));
        assertThat(waiting).isNotDone();
        time.advance(ofMillis(1));

        assertThat(waiting)
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .withCauseInstanceOf(CallRejectedException.class);
        assertThat(bulkhead.waiting()).isZero();
        calls.get(0).complete("first");
        assertThat(bulkhead.available()).isEqualTo(1);
    }

    /** D2: nor beyond the caller's deadline. */
    @Test
    void givesUpAtTheDeadline() {
        Bulkhead bulkhead = builder(1).queue(2).maxWait(ofMillis(500)).build();
        hang(bulkhead);

        CompletableFuture<String> waiting =
                bulkhead.execute(new DyingCall(ofMillis(100).toNanos())).toCompletableFuture();
        assertThat(bulkhead.execute(new DyingCall(0)).toCompletableFuture()).isCompletedExceptionally();
        time.advance(ofMillis(100));

        assertThat(waiting).isCompletedExceptionally();
    }

    /** D3: cancelling cancels the wait; the place is free. */
    @Test
    void cancellingLeavesTheLine() {
        Bulkhead bulkhead = builder(1).queue(1).build();
        hang(bulkhead);

        CompletableFuture<String> waiting =
                bulkhead.execute(Policy.Call.of(() -> "never")).toCompletableFuture();
        waiting.cancel(true);

        assertThat(bulkhead.waiting()).isZero();
        assertThat(time.pending()).isZero();
        calls.get(0).complete("first");
        assertThat(bulkhead.available()).isEqualTo(1);
    }

    /** A permit that was granted to somebody who left meanwhile comes back. */
    @Test
    void cancellingBetweenGrantAndStartGivesThePermitBack() {
        List<Runnable> handedOver = new ArrayList<>();
        Bulkhead bulkhead = Bulkhead.builder()
                .maxConcurrent(1)
                .queue(1)
                .timeSource(time)
                .executor(handedOver::add)
                .build();
        AtomicInteger starts = new AtomicInteger();
        hang(bulkhead);
        CompletableFuture<Integer> waiting =
                bulkhead.execute(Policy.Call.of(starts::incrementAndGet)).toCompletableFuture();

        calls.get(0).complete("first");
        waiting.cancel(true);
        assertThat(bulkhead.available()).isZero();
        handedOver.forEach(Runnable::run);

        assertThat(bulkhead.available()).isEqualTo(1);
        assertThat(starts).hasValue(0);
    }

    @Test
    void cancellingACallThatWaitedAndRunsGivesThePermitBack() {
        Bulkhead bulkhead = builder(1).queue(1).build();
        hang(bulkhead);
        CompletableFuture<String> second = hang(bulkhead).toCompletableFuture();
        calls.get(0).complete("first");

        second.cancel(true);

        assertThat(calls.get(1)).isCancelled();
        assertThat(bulkhead.available()).isEqualTo(1);
    }

    @Test
    void aPermitThatNoThreadTakesComesBack() {
        Bulkhead bulkhead = Bulkhead.builder()
                .maxConcurrent(1)
                .queue(1)
                .timeSource(time)
                .executor(task -> {
                    throw new RejectedExecutionException("closed");
                })
                .build();
        hang(bulkhead);
        CompletionStage<String> second = bulkhead.execute(Policy.Call.of(() -> "never"));

        calls.get(0).complete("first");

        assertThat(second).isCompletedExceptionally();
        assertThat(bulkhead.available()).isEqualTo(1);

        hang(bulkhead);
        CompletionStage<String> third = bulkhead.execute(Policy.Call.of(() -> "never"));
        time.advance(ofSeconds(1));
        assertThat(third).isCompletedExceptionally();
    }

    /** The two faces stand in one line. */
    @Test
    void aThreadWaitsInTheSameLine() throws Exception {
        Bulkhead bulkhead = builder(1).queue(2).build();
        hang(bulkhead);
        CompletableFuture<String> thread = CompletableFuture.supplyAsync(() -> blocking(bulkhead));
        await().until(() -> bulkhead.waiting() == 1);
        CompletionStage<String> stage = bulkhead.execute(Policy.Call.of(() -> "stage"));

        calls.get(0).complete("first");

        assertThat(thread.get(10, TimeUnit.SECONDS)).isEqualTo("thread");
        assertThat(stage.toCompletableFuture().get(10, TimeUnit.SECONDS)).isEqualTo("stage");
        await().until(() -> bulkhead.available() == 1);
        assertThat(time.pending()).isZero();
    }

    @Test
    void aThreadGivesUpAfterTheLongestWait() throws Exception {
        Bulkhead bulkhead = builder(1).queue(1).maxWait(ofMillis(500)).build();
        hang(bulkhead);
        CompletableFuture<Throwable> thread =
                CompletableFuture.supplyAsync(() -> Face.BLOCKING.failureOf(bulkhead, () -> "never"));

        await().until(() -> time.pending() == 1);
        time.advance(ofMillis(500));

        assertThat(thread.get(10, TimeUnit.SECONDS)).isInstanceOf(CallRejectedException.class);
        assertThat(bulkhead.waiting()).isZero();
    }

    /** D2: an interrupt ends the wait, with the flag set, and leaves the line. */
    @Test
    void anInterruptedThreadLeavesTheLine() throws Exception {
        Bulkhead bulkhead = builder(1).queue(1).build();
        hang(bulkhead);
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        AtomicReference<Boolean> flag = new AtomicReference<>();
        Thread caller = new Thread(() -> {
            thrown.set(Face.BLOCKING.failureOf(bulkhead, () -> "never"));
            flag.set(Thread.currentThread().isInterrupted());
        });

        caller.start();
        await().until(() -> time.pending() == 1);
        caller.interrupt();
        caller.join(10_000);

        assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
        assertThat(flag.get()).isTrue();
        assertThat(bulkhead.waiting()).isZero();
        assertThat(time.pending()).isZero();
        calls.get(0).complete("first");
        assertThat(bulkhead.available()).isEqualTo(1);
    }

    /** The permit arrives together with the interrupt: it must not be lost. */
    @RepeatedTest(value = 200, failureThreshold = 1)
    void anInterruptAtTheMomentOfTheGrantLosesNoPermit() throws Exception {
        Bulkhead bulkhead = builder(1).queue(1).build();
        hang(bulkhead);
        Thread caller = new Thread(() -> {
            try {
                bulkhead.call(() -> "sometimes");
            } catch (Exception e) {
                assertThat(e).isInstanceOf(InterruptedException.class);
            }
        });
        caller.start();
        while (bulkhead.waiting() == 0) {
            Thread.onSpinWait();
        }

        CompletableFuture<Void> grant =
                CompletableFuture.runAsync(() -> calls.get(0).complete("first"));
        caller.interrupt();
        grant.join();
        caller.join(10_000);

        assertThat(bulkhead.available()).isEqualTo(1);
        assertThat(bulkhead.waiting()).isZero();
    }

    /** Never more than so many at a time, nobody forgotten, under contention on both faces. */
    @Test
    void holdsItsBoundUnderContention() throws Exception {
        Bulkhead bulkhead = Bulkhead.builder()
                .maxConcurrent(3)
                .queue(1_000)
                .maxWait(ofSeconds(3_600))
                .timeSource(time)
                .build();
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger done = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int t = 0; t < 8; t++) {
                Face face = Face.values()[t % 2];
                all.add(threads.submit(() -> {
                    for (int i = 0; i < 1_000; i++) {
                        face.run(bulkhead, () -> {
                            most.accumulateAndGet(running.incrementAndGet(), Math::max);
                            Thread.yield();
                            running.decrementAndGet();
                            return done.incrementAndGet();
                        });
                    }
                    return null;
                }));
            }
            for (Future<?> one : all) {
                one.get(50, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }

        assertThat(done).hasValue(8_000);
        assertThat(most.get()).isBetween(1, 3);
        await().until(() -> bulkhead.available() == 3);
        assertThat(bulkhead.waiting()).isZero();
    }

    @Test
    void printsItself() {
        assertThat(Bulkhead.of(32)).hasToString("bulkhead(32)");
        assertThat(builder(32).queue(100).build()).hasToString("bulkhead(32+100)");
    }

    private static String blocking(Bulkhead bulkhead) {
        try {
            return bulkhead.call(() -> "thread");
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private CompletionStage<String> hang(Bulkhead bulkhead) {
        CompletableFuture<String> call = new CompletableFuture<>();
        calls.add(call);
        return bulkhead.execute(() -> call);
    }

    private BulkheadBuilder builder(int maxConcurrent) {
        return Bulkhead.builder().maxConcurrent(maxConcurrent).timeSource(time).executor(Runnable::run);
    }

    /** A call with so much time left. */
    private record DyingCall(long remainingNanos) implements Policy.Call<String> {
        @Override
        public CompletionStage<String> start() {
            throw new AssertionError("must not start");
        }
    }
}
