package io.cachex;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Between the threads that complete stages and those that may run user code. */
final class Stages {

    private Stages() {}

    /** The same outcome, on this thread if it is there already, else on the executor (or where it came, if that is shut). */
    static <R extends @Nullable Object> CompletableFuture<R> onward(CompletionStage<R> stage, Executor executor) {
        CompletableFuture<R> future = stage.toCompletableFuture();
        if (future.isDone()) {
            return future;
        }
        CompletableFuture<R> onward = new CompletableFuture<>();
        future.whenComplete((value, failure) -> {
            Runnable complete = () -> pass(value, failure, onward);
            try {
                executor.execute(complete);
            } catch (RuntimeException e) {
                complete.run();
            }
        });
        return onward;
    }

    /** The same outcome, in a future of the caller's own, who may cancel it or complete it. */
    static <R extends @Nullable Object> CompletableFuture<R> copy(CompletionStage<R> stage) {
        CompletableFuture<R> copy = new CompletableFuture<>();
        stage.whenComplete((value, failure) -> pass(value, failure, copy));
        return copy;
    }

    /** Ends a future as another one ended. */
    static <R extends @Nullable Object> void pass(R value, @Nullable Throwable failure, CompletableFuture<R> to) {
        if (failure == null) {
            to.complete(value);
        } else {
            to.completeExceptionally(Failures.unwrap(failure));
        }
    }
}
