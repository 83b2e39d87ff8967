package io.cachex.spi;

import java.util.concurrent.CompletionStage;

/**
 * Rows of bits that nodes have in common, in a store. A bit is only ever set; a row is lost as a whole or not at all, and one
 * that was lost comes again under another id.
 *
 * <p>What is asked here is answered by the store and costs a round trip: for what is done now and then, such as catching up
 * with other nodes, never for a look-up. Never blocks or throws; a failure is a failed stage. For many threads.
 */
public interface SharedBits {

    /** The most places of one {@link #set}. */
    int MOST_PLACES = 10_000;

    /** The most bytes of one {@link #read}: 1 MiB. */
    int MOST_BYTES = 1 << 20;

    /**
     * A row.
     *
     * @param id another one each time the row begins anew; 1 to 64 characters of {@code A-Z a-z 0-9 _ -}
     * @param bits how many there are, from 1 to 2^32 - 1
     * @param hashes how many bits a key has, from 1 to 255
     * @param k0 first half of the seed by which keys are hashed
     * @param k1 second half
     * @param isComplete whether somebody has said that it has all keys
     */
    record Row(String id, long bits, int hashes, long k0, long k1, boolean isComplete) {

        /** Without the seed, which is a secret. */
        @Override
        public String toString() {
            return "row " + id + " of " + bits + " bits" + (isComplete ? ", complete" : "");
        }
    }

    /**
     * The row of this name as it is; this one, empty, if there is none or if the store may have lost changes since it began.
     *
     * @param name a namespace
     */
    CompletionStage<Row> open(String name, Row ifAbsent);

    /**
     * Sets bits.
     *
     * @param places from 0; at most {@link #MOST_PLACES} of them
     * @param completes whether the row has all keys with these
     * @return false if the row of this id is not there any more: nothing was set
     */
    CompletionStage<Boolean> set(String name, String id, long[] places, boolean completes);

    /**
     * Bits of a row, eight in a byte, the first one highest.
     *
     * @param from the first byte
     * @param length how many bytes at most, from 1 to {@link #MOST_BYTES}
     * @return empty if the row of this id is not there any more, or has no more bytes
     */
    CompletionStage<byte[]> read(String name, String id, long from, int length);

    /** Drops the row of this id, if it is there. */
    CompletionStage<Void> discard(String name, String id);
}
