package io.cachex.codec;

import java.io.OutputStream;
import java.util.Arrays;

/** Bytes being written, up to a limit; numbers as varints. For one thread and one value. */
final class ByteSink extends OutputStream {

    private static final int FIRST_SIZE = 256;

    private final Nesting nesting = new Nesting();
    private final int limit;
    private byte[] bytes;
    private int size;

    ByteSink(int limit) {
        this.limit = limit;
        this.bytes = new byte[Math.min(limit, FIRST_SIZE)];
    }

    @Override
    public void write(int b) {
        reserve(1);
        bytes[size++] = (byte) b;
    }

    @Override
    public void write(byte[] source) {
        write(source, 0, source.length);
    }

    @Override
    public void write(byte[] source, int from, int length) {
        reserve(length);
        System.arraycopy(source, from, bytes, size, length);
        size += length;
    }

    /** Nothing to release. */
    @Override
    public void close() {}

    /** Seven bits a byte, lowest first: small numbers are short. A negative one takes ten bytes. */
    void unsigned(long number) {
        long rest = number;
        while ((rest & ~0x7FL) != 0) {
            write((int) rest | 0x80);
            rest >>>= 7;
        }
        write((int) rest);
    }

    /** As {@link #unsigned}, with small negative numbers short too. */
    void signed(long number) {
        unsigned((number << 1) ^ (number >> 63));
    }

    /** The lowest bytes of a number, big-endian. */
    void fixed(long number, int length) {
        for (int shift = 8 * (length - 1); shift >= 0; shift -= 8) {
            write((int) (number >> shift));
        }
    }

    /** The length, then the bytes. */
    void block(byte[] block) {
        unsigned(block.length);
        write(block);
    }

    void text(String text) {
        block(StrictUtf8.encode(text));
    }

    Nesting nesting() {
        return nesting;
    }

    byte[] toBytes() {
        return Arrays.copyOf(bytes, size);
    }

    private void reserve(int more) {
        if (more > limit - size) {
            throw new CodecException("a value must be at most " + limit + " bytes");
        }
        if (more > bytes.length - size) {
            int doubled = (int) Math.min(limit, 2L * bytes.length);
            bytes = Arrays.copyOf(bytes, Math.max(doubled, size + more));
        }
    }
}
