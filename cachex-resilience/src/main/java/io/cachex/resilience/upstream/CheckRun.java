package io.cachex.resilience.upstream;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** One check that is under way. It ends once: with an answer, with a failure, or because its time is over. */
final class CheckRun {

    /** What a check says. */
    enum Answer {
        HEALTHY,
        UNHEALTHY,
        /** Nothing: it could not be made. */
        NONE
    }

    /** Hears the end of a check. */
    @FunctionalInterface
    interface End {

        /** Called once, on the thread on which the check ended. */
        void ended(CheckRun run, Answer answer, @Nullable Throwable failure);
    }

    /** Ends when the verdict has been taken. */
    final CompletableFuture<@Nullable Void> judged = new CompletableFuture<>();

    /** How often the breaker had opened when this began. */
    final int openings;

    final long startedAt;
    private final End end;
    private final AtomicBoolean hasEnded = new AtomicBoolean();
    private volatile @Nullable Interruptible<?> thread;
    private volatile @Nullable CompletableFuture<Boolean> stage;

    CheckRun(int openings, long startedAt, End end) {
        this.openings = openings;
        this.startedAt = startedAt;
        this.end = end;
    }

    /** Asks, on the executor. Never throws. */
    Interruptible<?> start(Probe probe, Executor executor) {
        Interruptible<?> asking = probe.blocking() != null
                ? Interruptible.on(executor, probe.blocking())
                : Interruptible.on(executor, () -> follow(probe));
        thread = asking;
        asking.whenComplete((answer, failure) -> {
            if (asking.isRefused()) {
                ended(Answer.NONE, failure);
            } else if (failure != null || probe.blocking() != null) {
                ended(answer(answer), failure);
            }
        });
        if (hasEnded.get()) {
            asking.cancel(true);
        }
        return asking;
    }

    void expire() {
        ended(Answer.UNHEALTHY, new TimeoutException("the check did not answer in time"));
    }

    /** Ends it without a verdict. */
    void cancel() {
        if (hasEnded.compareAndSet(false, true)) {
            giveUp();
            judged.complete(null);
        }
    }

    private void ended(Answer answer, @Nullable Throwable failure) {
        if (hasEnded.compareAndSet(false, true)) {
            giveUp();
            end.ended(this, answer, failure);
        }
    }

    private @Nullable Void follow(Probe probe) {
        if (probe.async() == null) {
            throw new IllegalStateException("not an asynchronous check");
        }
        CompletionStage<Boolean> answer = probe.async().get();
        if (answer == null) {
            throw new NullPointerException("the check returned null instead of a stage");
        }
        stage = answer.toCompletableFuture();
        if (hasEnded.get()) {
            giveUp();
        }
        answer.whenComplete((isHealthy, failure) -> ended(answer(isHealthy), failure));
        return null;
    }

    private static Answer answer(@Nullable Object isHealthy) {
        return Boolean.TRUE.equals(isHealthy) ? Answer.HEALTHY : Answer.UNHEALTHY;
    }

    /** Nobody waits for it any more. */
    private void giveUp() {
        Interruptible<?> asking = thread;
        if (asking != null && !asking.isDone()) {
            asking.cancel(true);
        }
        CompletableFuture<Boolean> answer = stage;
        if (answer != null && !answer.isDone()) {
            answer.cancel(true);
        }
    }
}
