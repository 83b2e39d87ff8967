package io.cachex;

import org.jspecify.annotations.Nullable;

/**
 * Reads a value from the origin.
 *
 * <p>Called by many threads at once, but for one key by one of them at a time. It runs on the caller's thread if the
 * call has no time limit, else on the cache's executor, where it is interrupted when its load deadline is over.
 *
 * @param <T> the type of the values
 */
@FunctionalInterface
public interface Loader<T> {

    /**
     * Loads one value.
     *
     * @return the value, or null if there is none: absence is an answer, not an error
     * @throws Exception whatever went wrong; callers get it as the cause of a {@link LoadException}
     */
    @Nullable
    T load(String key) throws Exception;
}
