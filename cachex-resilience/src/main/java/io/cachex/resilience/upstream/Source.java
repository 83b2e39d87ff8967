package io.cachex.resilience.upstream;

import io.cachex.AsyncLoader;
import io.cachex.ContextLoader;
import io.cachex.LoadContext;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** Where an upstream's values come from: a loader that blocks or one that does not, one of the two is there. */
record Source<T>(
        @Nullable ContextLoader<T> blocking, @Nullable AsyncLoader<T> async) {

    boolean isAsync() {
        return async != null;
    }

    /** Loads on this thread; waits for a loader that answers later. */
    @Nullable
    T load(String key, LoadContext<T> context) throws Exception {
        if (blocking != null) {
            return blocking.load(key, context);
        }
        CompletableFuture<? extends @Nullable T> stage = start(key, context).toCompletableFuture();
        try {
            return stage.get();
        } catch (InterruptedException e) {
            stage.cancel(true);
            throw e;
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            if (cause instanceof Error error) {
                throw error;
            }
            throw cause instanceof Exception exception ? exception : e;
        }
    }

    /** Starts a loader that answers later. */
    CompletionStage<? extends @Nullable T> start(String key, LoadContext<T> context) throws Exception {
        if (async == null) {
            throw new IllegalStateException("a blocking loader has no stage");
        }
        CompletionStage<? extends @Nullable T> stage = async.load(key, context);
        if (stage == null) {
            throw new NullPointerException("the loader returned null instead of a stage");
        }
        return stage;
    }
}
