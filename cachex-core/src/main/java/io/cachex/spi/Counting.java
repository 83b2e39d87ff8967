package io.cachex.spi;

import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** A store's capability: counters, a key space of their own beside the values. */
public interface Counting {

    /**
     * Adds to the key's counter, atomically; a counter that is not there starts at 0.
     *
     * @param delta may be negative or 0
     * @param ttlIfCreated how long a counter made by this call lives, above zero; an existing one keeps its time
     * @return the new count, or a stage failed with {@link ArithmeticException} if it would overflow a long, which leaves
     *     the count as it is, or with {@link IllegalArgumentException} for a time that is not above zero
     */
    CompletionStage<Long> increment(String key, long delta, Duration ttlIfCreated);
}
