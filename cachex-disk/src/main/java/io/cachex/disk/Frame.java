package io.cachex.disk;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * A record as it stands in a file. Numbers are big-endian:
 *
 * <pre>
 *  offset  size  content
 *       0     4  length of all that follows the checksum
 *       4     4  CRC32C of the length and of all that follows
 *       8     8  number: one more than that of the record before
 *      16     1  type: see {@link Records}
 *      17     8  order: the number it had first; of two entries the one with the smaller is the older, wherever they stand
 *      25     …  content
 * </pre>
 *
 * Number, order and checksum are filled in by the one who writes.
 */
final class Frame {

    static final int TYPE_OFFSET = 16;
    static final int CONTENT_OFFSET = 25;

    /** No record is larger: 1 GiB. */
    static final int LARGEST = 1 << 30;

    /** The order of an entry that is written for the first time. */
    static final long NEW = -1;

    private static final int CHECKSUM_OFFSET = 4;
    private static final int NUMBER_OFFSET = 8;
    private static final int ORDER_OFFSET = 17;

    private Frame() {}

    /**
     * A record to be filled with so many bytes of content, from {@link #CONTENT_OFFSET} on.
     *
     * @throws IllegalArgumentException if it would be too large
     */
    static ByteBuffer of(int type, long contentBytes) {
        long size = CONTENT_OFFSET + contentBytes;
        if (size > LARGEST) {
            throw new IllegalArgumentException("an entry of a journal must be under 1 GiB: " + size + " B");
        }
        ByteBuffer frame = ByteBuffer.allocate((int) size);
        frame.putInt(0, (int) size - NUMBER_OFFSET).put(TYPE_OFFSET, (byte) type);
        return frame.position(CONTENT_OFFSET);
    }

    /** Fills in what only the writer knows; returns the order. */
    static long stamp(byte[] frame, long number, long order) {
        ByteBuffer bytes = ByteBuffer.wrap(frame);
        long stamped = order == NEW ? number : order;
        bytes.putLong(NUMBER_OFFSET, number).putLong(ORDER_OFFSET, stamped);
        bytes.putInt(CHECKSUM_OFFSET, checksum(frame));
        return stamped;
    }

    /** How many bytes a record takes that says so of itself; impossible ones below zero. */
    static long sizeOf(int statedLength) {
        long size = statedLength + (long) NUMBER_OFFSET;
        return size >= CONTENT_OFFSET && size <= LARGEST ? size : -1;
    }

    static boolean isWhole(byte[] frame) {
        return ByteBuffer.wrap(frame).getInt(CHECKSUM_OFFSET) == checksum(frame);
    }

    static long number(byte[] frame) {
        return ByteBuffer.wrap(frame).getLong(NUMBER_OFFSET);
    }

    static long order(byte[] frame) {
        return ByteBuffer.wrap(frame).getLong(ORDER_OFFSET);
    }

    static int type(byte[] frame) {
        return frame[TYPE_OFFSET] & 0xFF;
    }

    private static int checksum(byte[] frame) {
        CRC32C sum = new CRC32C();
        sum.update(frame, 0, CHECKSUM_OFFSET);
        sum.update(frame, NUMBER_OFFSET, frame.length - NUMBER_OFFSET);
        return (int) sum.getValue();
    }
}
