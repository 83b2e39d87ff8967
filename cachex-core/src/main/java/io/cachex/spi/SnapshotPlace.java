package io.cachex.spi;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Where a cache keeps a snapshot of its near tier while its process is away. {@code Snapshot} of {@code cachex-disk} is the
 * one to use.
 *
 * <p>There is one snapshot at a time, whole or not at all: whoever opens gets the last that was committed, whatever has
 * become of the process that wrote another since. Methods block, and are called on a thread that may; of one cache never by
 * two at once. What a snapshot holds is for the cache to know: records, in an order that is kept.
 */
public interface SnapshotPlace {

    /** How often a cache that is open writes a snapshot; zero: only when it is closed, and when it is asked to. */
    Duration interval();

    /** How many bytes a second are written while the cache is open, so that its callers have the disk and the processor, too. */
    long bytesPerSecond();

    /**
     * Begins a snapshot, which takes the place of the last when it is committed, and not before.
     *
     * @param cache whose it is
     * @throws IOException if it cannot be written there, or what is there belongs to another cache
     */
    Draft begin(String cache) throws IOException;

    /**
     * Opens the last snapshot.
     *
     * @param cache whose it has to be
     * @return null if there is none
     * @throws IOException if it cannot be read, was damaged, is another cache's or of a later release; the message says which
     */
    @Nullable
    Saved open(String cache) throws IOException;

    /** A snapshot that is being written. For one thread. */
    interface Draft extends Closeable {

        /**
         * Adds a record.
         *
         * @return false if there is no room for it; there may be for a smaller one
         * @throws IOException if it could not be written; the draft is useless then
         */
        boolean add(byte[] record) throws IOException;

        /**
         * Makes this the last snapshot, to survive the machine.
         *
         * @param written the wall clock, for {@link Saved#written}
         * @throws IOException if that failed; then either this or the one before is the last
         */
        void commit(Instant written) throws IOException;

        /** Ends it; one that was not committed leaves no trace. Idempotent. */
        @Override
        void close() throws IOException;
    }

    /** A snapshot that is being read. For one thread. */
    interface Saved extends Closeable {

        /** When it was written, by the wall clock of then, in microseconds. */
        Instant written();

        /** How many records it has. */
        long records();

        /**
         * The next record, exactly as it was added.
         *
         * @return null after the last
         * @throws IOException if it cannot be read, or is not what was written
         */
        byte @Nullable [] next() throws IOException;

        @Override
        void close() throws IOException;
    }
}
