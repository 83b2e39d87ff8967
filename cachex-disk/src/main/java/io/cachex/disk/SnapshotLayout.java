package io.cachex.disk;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/**
 * A snapshot as it stands in a file. Numbers are big-endian:
 *
 * <pre>
 *  header   3  magic: CA 58 53
 *           1  format: 1
 *           4  length of the cache's name
 *           …  the cache's name, UTF-8
 *           4  CRC32C of all that
 *
 *  record   4  length of the content
 *           4  CRC32C of the length and the content
 *           …  content
 *
 *  trailer  4  -1, where a record's length would stand
 *           8  number of records
 *           8  when it was written: microseconds of the wall clock since 1970
 *           4  CRC32C of the whole file up to here
 * </pre>
 */
final class SnapshotLayout {

    static final byte[] MAGIC = {(byte) 0xCA, 0x58, 0x53};
    static final int FORMAT = 1;
    static final int NAME_OFFSET = 8;
    static final int LONGEST_NAME = 1024;
    static final int RECORD_HEAD = 8;
    static final int TRAILER = 24;
    static final int END = -1;

    private SnapshotLayout() {}

    static byte[] header(String cache) {
        byte[] name = cache.getBytes(StandardCharsets.UTF_8);
        if (name.length > LONGEST_NAME) {
            throw new IllegalArgumentException("the name of a cache must be at most 1,024 bytes: " + name.length);
        }
        ByteBuffer header = ByteBuffer.allocate(NAME_OFFSET + name.length + Integer.BYTES);
        header.put(MAGIC).put((byte) FORMAT).putInt(name.length).put(name);
        return header.putInt(checksum(header.array(), 0, header.position())).array();
    }

    static byte[] recordHead(byte[] content) {
        ByteBuffer head = ByteBuffer.allocate(RECORD_HEAD).putInt(content.length);
        return head.putInt(checksum(content)).array();
    }

    /** Of a record's length and content. */
    static int checksum(byte[] content) {
        CRC32C sum = new CRC32C();
        sum.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, content.length));
        sum.update(content, 0, content.length);
        return (int) sum.getValue();
    }

    static int checksum(byte[] bytes, int from, int to) {
        CRC32C sum = new CRC32C();
        sum.update(bytes, from, to - from);
        return (int) sum.getValue();
    }
}
