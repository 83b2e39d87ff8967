package io.cachex.spi;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Starts the call and keeps what {@link Policy#execute} promises: whatever the call does, it does not throw. */
enum NoPolicy implements Policy {
    NONE;

    @Override
    public <R extends @Nullable Object> CompletionStage<R> execute(Call<R> call) {
        CompletionStage<R> stage;
        try {
            stage = call.start();
        } catch (Throwable e) { // user code: what it throws is the failure of its stage
            return CompletableFuture.failedFuture(e);
        }
        return stage != null ? stage : CompletableFuture.failedFuture(new NullPointerException("the call's stage"));
    }

    @Override
    public <R extends @Nullable Object> CompletionStage<R> execute(Policy inner, Call<R> call) {
        return execute(() -> inner.execute(call)); // inside may be user code that breaks its promise
    }

    @Override
    public <R extends @Nullable Object> R call(Callable<R> callable) throws Exception {
        return callable.call();
    }

    @Override
    public <R extends @Nullable Object> R call(Policy inner, Callable<R> callable) throws Exception {
        return inner.call(callable);
    }

    @Override
    public String toString() {
        return "none";
    }
}
