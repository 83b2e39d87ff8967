package io.cachex;

import org.jspecify.annotations.Nullable;

/**
 * Reads values that were stored under an earlier version of their schema; see {@link CacheBuilder#schemaVersion(int,
 * SchemaUpgrade)}. Called by many threads at once, also for hostile bytes. It need not be quick: what it reads is written
 * anew, in the present form, when the value is loaded or put next.
 *
 * @param <T> the type of the values
 */
@FunctionalInterface
public interface SchemaUpgrade<T> {

    /**
     * The value of bytes that an earlier release's codec wrote.
     *
     * @param fromVersion their schema's version, below the cache's
     * @param bytes as that codec wrote them; the upgrade's to keep
     * @return null if it is better loaded anew
     * @throws Exception if there is no such value in them; a counted miss, as null is
     */
    @Nullable
    T upgrade(int fromVersion, byte[] bytes) throws Exception;
}
