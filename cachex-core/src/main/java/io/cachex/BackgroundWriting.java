package io.cachex;

import io.cachex.spi.WriteQueue;
import org.jspecify.annotations.Nullable;

/**
 * Writing to the origin in the background, as a cache is told to: who writes, and where writes wait.
 *
 * @param <T> the type of the values
 */
public interface BackgroundWriting<T> {

    /** Makes the writes that brought no writer of their own; null if each brings its own. */
    @Nullable
    BulkWriter<T> writer();

    /**
     * The queue of one cache. Called once for each cache, while it is built.
     *
     * @throws JournalException if the queue's journal cannot be used
     */
    WriteQueue open(WriteQueue.Setup setup);
}
