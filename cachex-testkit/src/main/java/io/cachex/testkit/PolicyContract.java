package io.cachex.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.cachex.spi.Policy;
import io.cachex.spi.Policy.Call;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/**
 * What every {@link Policy} must do, whatever it is for. Extend it and give the policy, in a state that lets calls through.
 *
 * <p>With a {@link FakeTime}, waits of the policy are passed over.
 */
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
public abstract class PolicyContract extends TimedContract {

    private static final String ANSWER = "answer";
    private static final long FIVE_SECONDS = 5_000_000_000L;

    @SuppressWarnings("NullAway.Init") // set before each test
    private Policy policy;

    /** For subclasses. */
    protected PolicyContract() {}

    /** A new policy that lets a first call through. Called once for each test. */
    protected abstract Policy createPolicy();

    /** Whether blocking code runs on its caller's thread (true); false for a policy that says it does not. */
    protected boolean keepsTheCallersThread() {
        return true;
    }

    @BeforeEach
    final void makePolicy() {
        policy = createPolicy();
    }

    @Test
    void passesAnAnswerOn() {
        CountedCall<String> call = new CountedCall<>(() -> CompletableFuture.completedFuture(ANSWER));

        assertThat(Stages.answerOf(settled(policy.execute(call)))).isSameAs(ANSWER);
        assertThat(call.starts()).as("starts of a call that went well").isEqualTo(1);
    }

    @Test
    void passesALateAnswerOn() {
        CompletableFuture<String> answer = new CompletableFuture<>();
        CountedCall<String> call = new CountedCall<>(() -> answer);

        CompletionStage<String> result = policy.execute(call);
        assertThat(result.toCompletableFuture()).isNotDone();
        answer.complete(ANSWER);

        assertThat(Stages.answerOf(settled(result))).isSameAs(ANSWER);
        assertThat(call.starts()).as("starts of a call that went well").isEqualTo(1);
    }

    @Test
    void takesNullForAnAnswer() {
        CountedCall<@Nullable String> call = new CountedCall<>(() -> CompletableFuture.completedFuture(null));

        assertThat(Stages.answerOf(settled(policy.execute(call)))).isNull();
        assertThat(call.starts()).as("starts of a call that went well").isEqualTo(1);
    }

    @Test
    void passesAFailureOn() {
        IOException failure = new IOException("away");

        assertFailsBecauseOf(failure, () -> CompletableFuture.failedFuture(failure));
    }

    @Test
    void passesALateFailureOn() {
        IOException failure = new IOException("away");
        CompletableFuture<String> answer = new CompletableFuture<>();

        CompletionStage<String> result = policy.execute(() -> answer);
        answer.completeExceptionally(new CompletionException(failure));

        assertCausedBy(failure, Stages.failureOf(settled(result)));
    }

    @Test
    void takesWhatACallThrowsForAFailedStage() {
        IllegalStateException exception = new IllegalStateException("thrown by start()");
        assertFailsBecauseOf(exception, () -> {
            throw exception;
        });

        policy = createPolicy();
        AssertionError error = new AssertionError("thrown by start()");
        assertFailsBecauseOf(error, () -> {
            throw error;
        });
    }

    @Test
    @SuppressWarnings("NullAway") // on purpose
    void takesANullStageForAFailure() {
        CompletionStage<String> result = policy.execute(() -> null);

        assertThat(Stages.failureOf(settled(result))).isNotNull();
    }

    @Test
    void doesNotWaitForACallThatHangs() throws Exception {
        CompletableFuture<CompletionStage<String>> executed =
                CompletableFuture.supplyAsync(() -> policy.execute(() -> new CompletableFuture<>()));

        assertThat(executed.get(3, TimeUnit.SECONDS)).as("a stage, at once").isNotNull();
    }

    @Test
    void doesNotBeginWhatCannotFinishInTheTimeThatRemains() {
        assumeTrue(time() instanceof FakeTime, "needs a fake clock, to see that nothing waits");
        IOException failure = new IOException("away");
        CountedCall<String> call = new CountedCall<>(() -> CompletableFuture.failedFuture(failure), 1);

        CompletionStage<String> result = policy.execute(call);

        assertThat(result.toCompletableFuture())
                .as("with 1 ns left it fails without a wait")
                .isDone();
        Stages.failureOf(result);
    }

    @Test
    void leavesNoTaskBehindWhenACallWentWell() {
        assumeTrue(time() instanceof FakeTime, "needs a fake clock, to see its tasks");

        for (int i = 0; i < 3; i++) {
            Stages.answerOf(settled(createPolicy().execute(() -> CompletableFuture.completedFuture(ANSWER))));
        }

        assertThat(((FakeTime) time()).pending()).isZero();
    }

    @Test
    void answersEachOfManyThreadsWithItsOwn() {
        AtomicInteger starts = new AtomicInteger();

        int answered = Crowd.all(thread -> {
                    int mine = 0;
                    for (int i = 0; i < 100; i++) {
                        String own = thread + "/" + i;
                        CompletionStage<String> result = policy.execute(() -> {
                            starts.incrementAndGet();
                            return CompletableFuture.completedFuture(own);
                        });
                        CompletableFuture<String> future = result.toCompletableFuture();
                        if (future.isDone() && !future.isCompletedExceptionally()) { // a full policy may refuse or wait
                            assertThat(future.join()).isEqualTo(own);
                            mine++;
                        }
                    }
                    return mine;
                })
                .stream()
                .mapToInt(i -> i)
                .sum();

        assertThat(answered).as("calls answered at once").isPositive();
        assertThat(starts.get()).as("calls started").isGreaterThanOrEqualTo(answered);
    }

    @Test
    void runsBlockingCodeOnTheCallersThread() throws Exception {
        assumeTrue(keepsTheCallersThread(), "the policy says that it runs code elsewhere");

        assertThat(policy.call(Thread::currentThread)).isSameAs(Thread.currentThread());
    }

    @Test
    void blockingCodeMayAnswerNull() throws Exception {
        assertThat(policy.<@Nullable String>call(() -> null)).isNull();
    }

    @Test
    void throwsWhatBlockingCodeThrew() {
        IllegalStateException failure = new IllegalStateException("permanent"); // so that no policy waits to repeat it

        assertThatThrownBy(() -> withTimeRunning(() -> policy.call(() -> {
                    throw failure;
                })))
                .satisfies(thrown -> assertCausedBy(failure, thrown))
                .isNotInstanceOf(CompletionException.class);
    }

    @Test
    void doesNotLoseAnInterrupt() {
        boolean[] seen = new boolean[1];

        assertThatThrownBy(() -> withTimeRunning(() -> {
                    try {
                        return policy.call(() -> {
                            throw new InterruptedException("the caller gave up");
                        });
                    } catch (Exception e) {
                        seen[0] = Thread.interrupted() || e instanceof InterruptedException;
                        throw e;
                    }
                }))
                .isInstanceOf(Exception.class);

        assertThat(seen[0])
                .as("the flag is set, or InterruptedException thrown")
                .isTrue();
    }

    @Test
    void runsAnotherPolicyInside() {
        CountedCall<String> call = new CountedCall<>(() -> CompletableFuture.completedFuture(ANSWER), FIVE_SECONDS);
        InnerPolicy inner = new InnerPolicy();

        assertThat(Stages.answerOf(settled(policy.execute(inner, call)))).isSameAs(ANSWER);

        assertThat(inner.uses()).as("uses of the inner policy").isEqualTo(1);
        assertThat(call.starts()).as("starts of a call that went well").isEqualTo(1);
        assertThat(inner.remainingNanos())
                .as("what the inner policy sees of the deadline")
                .isBetween(0L, FIVE_SECONDS);
    }

    @Test
    void takesWhatACallInsideAnotherPolicyThrowsForAFailedStage() {
        IllegalStateException exception = new IllegalStateException("thrown by start()");

        CompletionStage<String> result = policy.execute(Policy.none(), () -> {
            throw exception;
        });

        assertCausedBy(exception, Stages.failureOf(settled(result)));
    }

    @Test
    void runsBlockingCodeInsideAnotherPolicy() throws Exception {
        InnerPolicy inner = new InnerPolicy();

        assertThat(policy.call(inner, () -> ANSWER)).isSameAs(ANSWER);

        assertThat(inner.uses()).as("uses of the inner policy").isEqualTo(1);
    }

    @Test
    void namesItself() {
        assertThat(policy.toString())
                .isNotBlank()
                .doesNotContain("\n")
                .doesNotContain(policy.getClass().getSimpleName() + "@")
                .doesNotContain("$$Lambda");
    }

    private void assertFailsBecauseOf(Throwable failure, Call<String> call) {
        CompletionStage<String> result = policy.execute(call);

        assertCausedBy(failure, Stages.failureOf(settled(result)));
    }

    private static void assertCausedBy(Throwable failure, Throwable seen) {
        assertThat(isIn(failure, seen))
                .as("the call's own failure is %s or its cause", seen)
                .isTrue();
    }

    private static boolean isIn(Throwable failure, @Nullable Throwable seen) {
        for (Throwable t = seen; t != null; t = t.getCause()) {
            if (t == failure) {
                return true;
            }
        }
        return false;
    }

    /** The stage itself, after the waits of a policy by fake time are over. */
    private <R extends @Nullable Object> CompletionStage<R> settled(CompletionStage<R> stage) {
        assertThat(stage).as("a stage, never null").isNotNull();
        int passed = 0;
        while (passed < 1_000 && !stage.toCompletableFuture().isDone() && passToNextTask()) {
            passed++;
        }
        return stage;
    }

    private boolean passToNextTask() {
        if (time() instanceof FakeTime fake && fake.untilNext().isPresent()) {
            fake.advance(fake.untilNext().orElseThrow());
            return true;
        }
        return false;
    }

    /** Runs blocking code on this thread while another one passes over the policy's waits. */
    private <R extends @Nullable Object> R withTimeRunning(Code<R> code) throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        CompletableFuture<Void> passing = CompletableFuture.runAsync(() -> {
            while (!isOver(over)) {
                passToNextTask();
            }
        });
        try {
            return code.run();
        } finally {
            over.countDown();
            passing.join();
        }
    }

    /** Waits a moment for the end. */
    private static boolean isOver(CountDownLatch over) {
        try {
            return over.await(1, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    @FunctionalInterface
    private interface Code<R extends @Nullable Object> {
        R run() throws Exception;
    }

    /** A policy that does nothing but take notes. */
    private static final class InnerPolicy implements Policy {

        private final AtomicInteger uses = new AtomicInteger();
        private volatile long remainingNanos;

        @Override
        public <R extends @Nullable Object> CompletionStage<R> execute(Call<R> call) {
            uses.incrementAndGet();
            remainingNanos = call.remainingNanos();
            return call.start();
        }

        int uses() {
            return uses.get();
        }

        long remainingNanos() {
            return remainingNanos;
        }
    }

    /** A call that knows how often it was started. */
    private static final class CountedCall<R extends @Nullable Object> implements Call<R> {

        private final Call<R> call;
        private final long remainingNanos;
        private final AtomicInteger starts = new AtomicInteger();

        CountedCall(Call<R> call) {
            this(call, Long.MAX_VALUE);
        }

        CountedCall(Call<R> call, long remainingNanos) {
            this.call = call;
            this.remainingNanos = remainingNanos;
        }

        int starts() {
            return starts.get();
        }

        @Override
        public CompletionStage<R> start() {
            starts.incrementAndGet();
            return call.start();
        }

        @Override
        public long remainingNanos() {
            return remainingNanos;
        }
    }
}
