package io.cachex;

import org.jspecify.annotations.Nullable;

/**
 * A {@link Loader} that knows what is already there and may say how to keep what it loads.
 *
 * @param <T> the type of the values
 */
@FunctionalInterface
public interface ContextLoader<T> {

    /**
     * Loads one value.
     *
     * @param context good for this call only
     * @return the value, {@link LoadContext#notModified()}, or null if there is none
     * @throws Exception whatever went wrong
     */
    @Nullable
    T load(String key, LoadContext<T> context) throws Exception;
}
