package io.cachex.codec;

import java.util.Arrays;

/**
 * Bytes being read, which may be anybody's: every read is checked, and a length is compared with what remains before
 * anything is allocated for it. The counterpart of {@link ByteSink}.
 */
final class ByteSource {

    private final Nesting nesting = new Nesting();
    private final byte[] bytes;
    private final int end;
    private int position;

    ByteSource(byte[] bytes, int offset, int length) {
        this.bytes = bytes;
        this.position = offset;
        this.end = offset + length;
    }

    byte next() {
        if (position == end) {
            throw new CodecException("the bytes end too early");
        }
        return bytes[position++];
    }

    boolean flag() {
        byte flag = next();
        if (flag != 0 && flag != 1) {
            throw new CodecException("a flag must be 0 or 1: " + flag);
        }
        return flag == 1;
    }

    long unsigned() {
        long number = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            byte next = next();
            number |= (next & 0x7FL) << shift;
            if (next >= 0) {
                return number;
            }
        }
        throw new CodecException("a number must be at most ten bytes");
    }

    long signed() {
        long number = unsigned();
        return (number >>> 1) ^ -(number & 1);
    }

    /** A {@link #signed} number in a range. */
    int signed(int least, int most) {
        long number = signed();
        if (number < least || number > most) {
            throw new CodecException("a number must be from " + least + " to " + most + ": " + number);
        }
        return (int) number;
    }

    int fixedInt() {
        checkLength(Integer.BYTES);
        position += Integer.BYTES;
        return (int) ByteSink.INT.get(bytes, position - Integer.BYTES);
    }

    long fixedLong() {
        checkLength(Long.BYTES);
        position += Long.BYTES;
        return (long) ByteSink.LONG.get(bytes, position - Long.BYTES);
    }

    /** How many elements follow, each of them a byte at least. */
    int count() {
        return checkLength(unsigned());
    }

    byte[] block() {
        int length = checkLength(unsigned());
        position += length;
        return Arrays.copyOfRange(bytes, position - length, position);
    }

    String text() {
        int length = checkLength(unsigned());
        position += length;
        return StrictUtf8.decode(bytes, position - length, length);
    }

    Nesting nesting() {
        return nesting;
    }

    void checkEnd() {
        if (position < end) {
            throw new CodecException("the bytes go on behind the value");
        }
    }

    private int checkLength(long length) {
        int remaining = end - position;
        if (length < 0 || length > remaining) {
            throw new CodecException("a length must be at most the " + remaining + " bytes that remain: " + length);
        }
        return (int) length;
    }
}
