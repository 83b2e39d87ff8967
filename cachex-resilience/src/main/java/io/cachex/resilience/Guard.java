package io.cachex.resilience;

import io.cachex.spi.Policy;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A policy of this package: written once around an inner policy, which is {@link Policy#none()} at the end of a list. */
interface Guard extends Policy {

    @Override
    <R extends @Nullable Object> CompletionStage<R> execute(Policy inner, Call<R> call);

    @Override
    <R extends @Nullable Object> R call(Policy inner, Callable<R> callable) throws Exception;

    @Override
    default <R extends @Nullable Object> CompletionStage<R> execute(Call<R> call) {
        return execute(Policy.none(), call);
    }

    @Override
    default <R extends @Nullable Object> R call(Callable<R> callable) throws Exception {
        return call(Policy.none(), callable);
    }

    /** Starts what is inside. Whatever that does, this does not throw: a permit held by the caller cannot be lost. */
    static <R extends @Nullable Object> CompletableFuture<R> start(Policy inner, Policy.Call<R> call) {
        try {
            return inner.execute(call).toCompletableFuture(); // not a cast: a minimal stage is one but does not act so
        } catch (Throwable e) { // a user's policy that breaks its promise
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Whether a stage has its value already. */
    static boolean isValue(CompletableFuture<?> stage) {
        return stage.isDone() && !stage.isCompletedExceptionally();
    }
}
