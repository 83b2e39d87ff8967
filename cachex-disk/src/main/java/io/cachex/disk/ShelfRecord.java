package io.cachex.disk;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * What a disk store keeps for a key. Numbers are big-endian:
 *
 * <pre>
 *  offset  size  content
 *       0     1  format: 1
 *       1     4  CRC32C of the key in UTF-8 and of all that follows
 *       5     8  place in the order of eviction
 *      13     8  until when it is kept: microseconds of the store's clock
 *      21     8  version of a value, count of a counter
 *      29     …  value
 * </pre>
 *
 * The checksum is ours because the library has none that a wrong byte in the middle of a file is sure to meet.
 */
final class ShelfRecord {

    private static final byte FORMAT = 1;
    private static final int CHECKED = 5;
    private static final int FIXED = 29;

    private final long place;
    private final long until;
    private final long number;
    private final byte[] value;

    ShelfRecord(long place, long until, long number, byte[] value) {
        this.place = place;
        this.until = until;
        this.number = number;
        this.value = value;
    }

    long place() {
        return place;
    }

    long until() {
        return until;
    }

    long number() {
        return number;
    }

    /** The bytes themselves, not a copy. */
    byte[] value() {
        return value;
    }

    byte[] encode(String key) {
        ByteBuffer bytes = ByteBuffer.allocate(FIXED + value.length).put(FORMAT).putInt(0);
        bytes.putLong(place).putLong(until).putLong(number).put(value);
        return bytes.putInt(1, checksum(key, bytes.array())).array();
    }

    /** Null if these bytes are not what was written for this key. */
    static @Nullable ShelfRecord decode(String key, byte[] bytes) {
        if (bytes.length < FIXED || bytes[0] != FORMAT) {
            return null;
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        if (buffer.getInt(1) != checksum(key, bytes)) {
            return null;
        }
        byte[] value = new byte[bytes.length - FIXED];
        buffer.get(FIXED, value);
        return new ShelfRecord(buffer.getLong(5), buffer.getLong(13), buffer.getLong(21), value);
    }

    private static int checksum(String key, byte[] bytes) {
        CRC32C sum = new CRC32C();
        byte[] name = key.getBytes(StandardCharsets.UTF_8);
        sum.update(name, 0, name.length);
        sum.update(bytes, CHECKED, bytes.length - CHECKED);
        return (int) sum.getValue();
    }
}
