package io.cachex.store;

import io.cachex.spi.Policy;
import io.cachex.spi.Store;
import io.cachex.spi.StoreOperation;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Holds a store to its promise that a failure is a failed stage, whatever its code throws. */
final class NeverThrowing implements Around {

    private static final Logger LOG = System.getLogger(NeverThrowing.class.getName());

    /** What the clock showed when it last could be read. */
    private volatile long clockMicros;

    /** Starts a call: what it throws is a failed stage, and a null stage is a failure too. */
    static <R extends @Nullable Object> CompletionStage<R> start(Policy.Call<R> call) {
        try {
            CompletionStage<R> stage = call.start();
            return stage != null ? stage : failed(new NullPointerException("the call returned a null stage"));
        } catch (Throwable e) { // user code and drivers
            return failed(e);
        }
    }

    private static <R extends @Nullable Object> CompletionStage<R> failed(Throwable failure) {
        if (failure instanceof InterruptedException) { // thrown past the compiler
            Thread.currentThread().interrupt();
        }
        return CompletableFuture.failedFuture(failure);
    }

    @Override
    public <R extends @Nullable Object> CompletionStage<R> call(StoreOperation operation, Policy.Call<R> call) {
        return start(call);
    }

    /** {@inheritDoc} A clock that fails shows what it showed last, or 0, by which everything is long over. */
    @Override
    public long clockMicros(Store store) {
        try {
            clockMicros = store.clockMicros();
        } catch (Throwable e) {
            LOG.log(Level.DEBUG, "A store's clock failed", e);
        }
        return clockMicros;
    }

    @Override
    public <C> Optional<C> capability(Store store, Class<C> type) {
        try {
            Optional<C> found = store.capability(type);
            if (found != null) {
                return found;
            }
            LOG.log(Level.WARNING, "A store answered null when asked for {0}", type.getSimpleName());
        } catch (Throwable e) {
            LOG.log(Level.WARNING, "A store failed when asked for " + type.getSimpleName(), e);
        }
        return Optional.empty();
    }

    @Override
    public void close(Store store) {
        try {
            store.close();
        } catch (Throwable e) {
            LOG.log(Level.WARNING, "A store failed to close", e);
        }
    }

    @Override
    public String toString() {
        return "neverThrow";
    }
}
