package io.cachex;

import java.util.List;
import java.util.Map;

/**
 * Writes several values to the origin at once.
 *
 * <p>It may get a write that it has made before, after a crash or an answer that was lost: {@link Write#id} tells, or
 * {@link Write#version} where the origin keeps one.
 *
 * @param <T> the type of the values
 */
@FunctionalInterface
public interface BulkWriter<T> {

    /**
     * Makes writes, no two of which are of one key.
     *
     * @return why some were not made, by their keys; empty if all were
     * @throws Exception if none was made, as far as is known; a batch that fails as a whole is tried again in halves
     */
    Map<String, Throwable> write(List<Write<T>> writes) throws Exception;

    /** A bulk writer that makes one write after the other. */
    static <T> BulkWriter<T> of(Writer<T> writer) {
        return new EachWriter<>(Rules.notNull("writer", writer));
    }
}
