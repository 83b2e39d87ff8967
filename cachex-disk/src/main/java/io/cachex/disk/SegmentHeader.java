package io.cachex.disk;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * The beginning of a file of the log. Numbers are big-endian:
 *
 * <pre>
 *  offset  size  content
 *       0     8  magic: CXJOURNL
 *       8     4  format version: 1
 *      12     4  length of the header
 *      16     4  CRC32C of the header but for itself
 *      20    16  id of the journal
 *      36     8  number of the first record
 *      44     …  name of the cache, UTF-8, to the end of the header
 * </pre>
 *
 * The first twenty bytes are the same in every format, so that a newer one can be told from damage.
 *
 * @param journal made up when the journal is made
 * @param first the number of its first record, from 1
 * @param cache whose writes it holds
 */
record SegmentHeader(UUID journal, long first, String cache) {

    static final int FORMAT = 1;

    /** No header is longer. */
    static final int LONGEST = 8 * 1024;

    private static final byte[] MAGIC = "CXJOURNL".getBytes(StandardCharsets.US_ASCII);
    private static final int CHECKSUM_OFFSET = 16;
    private static final int NAME_OFFSET = 44;

    /** What the beginning of a file turned out to be. */
    sealed interface Reading {
        /** A header of this length. */
        record Header(SegmentHeader header, int length) implements Reading {}

        /** One of a later release. */
        record Newer(int format) implements Reading {}

        /** None, or one that is damaged. */
        record Bad() implements Reading {}
    }

    byte[] encode() {
        byte[] name = cache.getBytes(StandardCharsets.UTF_8);
        int length = NAME_OFFSET + name.length;
        if (length > LONGEST) {
            throw new IllegalArgumentException("a cache's name must be shorter: " + name.length + " B");
        }
        ByteBuffer bytes = ByteBuffer.allocate(length);
        bytes.put(MAGIC).putInt(FORMAT).putInt(length).putInt(0);
        bytes.putLong(journal.getMostSignificantBits()).putLong(journal.getLeastSignificantBits());
        bytes.putLong(first).put(name);
        bytes.putInt(CHECKSUM_OFFSET, checksum(bytes.array(), length));
        return bytes.array();
    }

    /** Reads the first bytes of a file, at most {@link #LONGEST}. */
    static Reading decode(byte[] start) {
        if (start.length < NAME_OFFSET || !Arrays.equals(start, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            return new Reading.Bad();
        }
        ByteBuffer bytes = ByteBuffer.wrap(start);
        int format = bytes.getInt(MAGIC.length);
        int length = bytes.getInt(12);
        boolean isWhole = length >= NAME_OFFSET && length <= start.length;
        if (!isWhole || bytes.getInt(CHECKSUM_OFFSET) != checksum(start, length)) {
            return new Reading.Bad();
        }
        if (format != FORMAT) {
            return new Reading.Newer(format);
        }
        UUID journal = new UUID(bytes.getLong(20), bytes.getLong(28));
        String name = new String(start, NAME_OFFSET, length - NAME_OFFSET, StandardCharsets.UTF_8);
        return new Reading.Header(new SegmentHeader(journal, bytes.getLong(36), name), length);
    }

    private static int checksum(byte[] header, int length) {
        CRC32C sum = new CRC32C();
        sum.update(header, 0, CHECKSUM_OFFSET);
        sum.update(header, CHECKSUM_OFFSET + 4, length - CHECKSUM_OFFSET - 4);
        return (int) sum.getValue();
    }

    /** The header of a later file of the same journal. */
    SegmentHeader at(long number) {
        return new SegmentHeader(journal, number, cache);
    }
}
