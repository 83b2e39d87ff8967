package io.cachex;

import io.cachex.spi.WriteQueue;
import org.jspecify.annotations.Nullable;

/**
 * How a cache writes to its origin in the background: what {@link CacheBuilder#writeBehind} takes. {@code WriteBehind} of
 * {@code cachex-resilience} is the one to use.
 *
 * @param <T> the type of the values
 */
public interface BackgroundWriting<T> {

    /** Makes all writes that bring no writer of their own; null if each brings one. */
    @Nullable
    BulkWriter<T> writer();

    /**
     * Makes the queue for one cache, and opens its journal. Called once for each cache that is built with this.
     *
     * @throws JournalException if the journal cannot be used
     */
    WriteQueue open(WriteQueue.Setup setup);
}
