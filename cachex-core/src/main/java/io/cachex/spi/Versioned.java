package io.cachex.spi;

import java.util.concurrent.CompletionStage;

/** A store's capability: writing only over what one has seen. */
public interface Versioned {

    /** The version of a key that is not there. */
    long ABSENT = 0;

    /**
     * Writes a value if the stored one has exactly this version, atomically.
     *
     * @param expected the version seen, or {@link #ABSENT}
     * @param value kept with its own version, which must be above {@code expected}
     * @return whether the value was written; failed with {@link IllegalArgumentException} if its version is too low
     */
    CompletionStage<Boolean> writeIfVersion(String key, long expected, StoredValue value);
}
