package io.cachex;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Some keys of a bulk call failed; the others were served. The first failure is the cause, the rest are suppressed. */
public final class BulkException extends CacheException {

    private static final long serialVersionUID = 1;

    private final transient Map<String, CacheException> failures;

    BulkException(String verb, Map<String, CacheException> failures) {
        super(
                verb + " failed for " + failures.size() + " keys",
                failures.values().iterator().next());
        this.failures = Collections.unmodifiableMap(new LinkedHashMap<>(failures));
        failures.values().stream().skip(1).limit(10).forEach(this::addSuppressed);
    }

    /** Each key that failed, with why, in the order of the call. */
    public Map<String, CacheException> failures() {
        return failures;
    }
}
