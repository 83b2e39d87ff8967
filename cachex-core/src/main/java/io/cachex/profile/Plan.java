package io.cachex.profile;

import io.cachex.spi.TimeSource;
import java.util.Optional;

/**
 * What a document's sections have made so far for the whole process: sections hand parts to each other here, by type.
 *
 * <p>Used by one thread at a time. Made by {@code cachex-config}; sections only use it.
 */
public interface Plan {

    /** The clock of everything that is made of the document. */
    TimeSource time();

    /**
     * Hands a part to the sections that are applied later.
     *
     * <p>A part of the process, once there, is the caller's no more: all caches of the document find it, and if it is
     * {@link AutoCloseable} it is closed with the document, the last one first. A part of one cache is found by that cache's
     * later sections only, and is the cache's to close.
     *
     * @throws IllegalStateException if there is a part of the type already; of a part that the user gave there may be another
     */
    <S> void share(Class<S> type, S part);

    /** A part of this type: one that was shared, or else one that the user gave to the document. */
    <S> Optional<S> find(Class<S> type);
}
