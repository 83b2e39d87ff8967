package io.cachex;

/**
 * Writes to the origin what is written to the cache.
 *
 * @param <T> the type of the values
 */
@FunctionalInterface
public interface Writer<T> {

    /**
     * Writes one value.
     *
     * @throws Exception whatever went wrong; the cache then does not keep the value
     */
    void write(String key, T value) throws Exception;

    /**
     * Deletes one value, when a key is invalidated. Does nothing unless overridden.
     *
     * @throws Exception whatever went wrong
     */
    default void delete(String key) throws Exception {}
}
