package io.cachex.store;

import io.cachex.spi.Policy;
import io.cachex.spi.Store;
import io.cachex.spi.StoreOperation;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What a decorator does around the calls of a store. {@link AroundStore} sees to it that every call comes here, those of
 * capabilities included. {@link Object#toString()} names the decorator without what it wraps.
 */
interface Around {

    /** Makes the call, or does not, or makes it again. Never throws. */
    <R extends @Nullable Object> CompletionStage<R> call(StoreOperation operation, Policy.Call<R> call);

    /** As {@link #call(StoreOperation, Policy.Call)}, of one key, for a decorator that wants to know. */
    default <R extends @Nullable Object> CompletionStage<R> call(
            StoreOperation operation, String key, Policy.Call<R> call) {
        return call(operation, call);
    }

    /** As {@link #call(StoreOperation, Policy.Call)}, of several keys. */
    default <R extends @Nullable Object> CompletionStage<R> call(
            StoreOperation operation, Set<String> keys, Policy.Call<R> call) {
        return call(operation, call);
    }

    /** As {@link #call(StoreOperation, Policy.Call)}, of the keys of several entries. */
    default <R extends @Nullable Object> CompletionStage<R> call(
            StoreOperation operation, Map<String, ?> entries, Policy.Call<R> call) {
        return call(operation, call);
    }

    /** Reads the store's clock. */
    default long clockMicros(Store store) {
        return store.clockMicros();
    }

    /** Looks for a capability of the store. */
    default <C> Optional<C> capability(Store store, Class<C> type) {
        return store.capability(type);
    }

    /** Closes the store. */
    default void close(Store store) {
        store.close();
    }
}
