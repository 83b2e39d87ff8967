package io.cachex;

import java.util.Map;
import java.util.Set;

/**
 * Reads many values from the origin at once.
 *
 * @param <T> the type of the values
 */
@FunctionalInterface
public interface BulkLoader<T> {

    /**
     * Loads values.
     *
     * @param keys at least one, at most 1,000
     * @return what there is; a key that is missing from the map, or maps to null, is absent at the origin, and keys
     *     that were not asked for are ignored
     * @throws Exception whatever went wrong; it is the failure of each key
     */
    Map<String, T> loadAll(Set<String> keys) throws Exception;
}
