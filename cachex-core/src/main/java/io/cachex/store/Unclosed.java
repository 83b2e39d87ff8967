package io.cachex.store;

import io.cachex.spi.Policy;
import io.cachex.spi.Store;
import io.cachex.spi.StoreOperation;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** One user's share of a store that others use too: closing it ends the share alone. */
final class Unclosed implements Around {

    private volatile boolean closed;

    @Override
    public <R extends @Nullable Object> CompletionStage<R> call(StoreOperation operation, Policy.Call<R> call) {
        return closed
                ? CompletableFuture.failedFuture(new IllegalStateException("store is closed"))
                : NeverThrowing.start(call);
    }

    @Override
    public void close(Store store) {
        closed = true;
    }

    @Override
    public String toString() {
        return "unclosed";
    }
}
