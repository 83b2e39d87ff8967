package io.cachex.codec;

import java.io.OutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Bytes being written, up to a limit; numbers as varints. For one thread and one value. */
final class ByteSink extends OutputStream {

    static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private static final int FIRST_SIZE = 1_024;
    private static final int LONGEST_NUMBER = 10;

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
        if (bytes.length - size < LONGEST_NUMBER) {
            unsignedAtTheEdge(number);
            return;
        }
        long rest = number;
        int at = size;
        while ((rest & ~0x7FL) != 0) {
            bytes[at++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[at++] = (byte) rest;
        size = at;
    }

    /** Where the array must grow, or the limit is near. */
    private void unsignedAtTheEdge(long number) {
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

    /** Four bytes, big-endian. */
    void fixed(int number) {
        reserve(Integer.BYTES);
        INT.set(bytes, size, number);
        size += Integer.BYTES;
    }

    /** Eight bytes, big-endian. */
    void fixed(long number) {
        reserve(Long.BYTES);
        LONG.set(bytes, size, number);
        size += Long.BYTES;
    }

    /** The length, then the bytes. */
    void block(byte[] block) {
        unsigned(block.length);
        write(block);
    }

    /** The length in bytes, then UTF-8. */
    void text(String text) {
        if (!ascii(text)) {
            block(StrictUtf8.encode(text));
        }
    }

    /** Most texts are ASCII, which is its own UTF-8; whether it is shows on the way. */
    private boolean ascii(String text) {
        int length = text.length();
        if (bytes.length - size - LONGEST_NUMBER < length) {
            return false;
        }
        int start = size;
        unsigned(length);
        byte[] target = bytes;
        int at = size;
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                size = start;
                return false;
            }
            target[at + i] = (byte) c;
        }
        size = at + length;
        return true;
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
