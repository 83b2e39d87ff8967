package io.cachex;

import java.util.List;
import java.util.Map;

/**
 * Writes many values to the origin at once, in the background.
 *
 * @param <T> the type of the values
 */
@FunctionalInterface
public interface BulkWriter<T> {

    /**
     * Makes these writes, no two of which are of one key.
     *
     * @return why which keys were not written; what is missing from it was
     * @throws Exception whatever went wrong; it is the failure of all, and the parts of the batch are tried
     */
    Map<String, Throwable> write(List<Write<T>> batch) throws Exception;
}
