package io.cachex.store;

import io.cachex.spi.CacheObserver;
import io.cachex.spi.Policy;
import io.cachex.spi.StoreOperation;
import io.cachex.spi.TimeSource;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Tells an observer of every call when it ends, before those who wait for the call hear of it. */
record Observed(CacheObserver observer, String cache, TimeSource time) implements Around {

    @Override
    public <R extends @Nullable Object> CompletionStage<R> call(StoreOperation operation, Policy.Call<R> call) {
        long began = time.nanos();
        return NeverThrowing.start(call)
                .whenComplete((result, failure) -> tell(operation, time.nanos() - began, failure));
    }

    private void tell(StoreOperation operation, long nanos, @Nullable Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : null;
        try {
            observer.onStoreCall(cache, operation, nanos, cause == null ? failure : cause);
        } catch (Throwable e) { // dropped, as the observer's contract says: it must not change the call's outcome
        }
    }

    @Override
    public String toString() {
        return "observed";
    }
}
