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
     * The same by the cache's own writer ({@link CacheBuilder#writer}), if it is to make these writes: then it makes none at
     * once. By default it is not.
     */
    default BackgroundWriting<T> orBy(Writer<T> writer) {
        return this;
    }

    /**
     * Makes the queue for one cache, and opens its journal. Called once for each cache that is built with this.
     *
     * @throws JournalException if the journal cannot be used
     */
    WriteQueue open(WriteQueue.Setup setup);
}
