package io.cachex;

import java.util.AbstractMap;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a bulk read found: a map of values in the order asked for, and beside it the failures of single keys. A key that
 * is in neither is absent. Not modifiable.
 *
 * @param <T> the type of the values
 */
public final class BulkResult<T> extends AbstractMap<String, T> {

    private final Map<String, T> values;
    private final Map<String, CacheException> failures;

    BulkResult(Map<String, T> values, Map<String, CacheException> failures) {
        this.values = Collections.unmodifiableMap(values);
        this.failures = Collections.unmodifiableMap(failures);
    }

    /** The keys that failed, with why; empty if none did. */
    public Map<String, CacheException> failures() {
        return failures;
    }

    /**
     * This result if no key failed.
     *
     * @throws BulkException naming every failure
     */
    public BulkResult<T> orThrow() {
        if (!failures.isEmpty()) {
            throw new BulkException("read", failures);
        }
        return this;
    }

    @Override
    public @Nullable T get(Object key) {
        return values.get(key);
    }

    @Override
    public boolean containsKey(Object key) {
        return values.containsKey(key);
    }

    @Override
    public int size() {
        return values.size();
    }

    @Override
    public Set<Entry<String, T>> entrySet() {
        return values.entrySet();
    }
}
