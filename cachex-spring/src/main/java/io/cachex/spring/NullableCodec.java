package io.cachex.spring;

import io.cachex.spi.Codec;
import org.springframework.cache.support.NullValue;

/** A codec that can also write that a method answered null: a byte before what the codec within makes. */
final class NullableCodec implements Codec<Object> {

    private static final byte NULL = 0;
    private static final byte VALUE = 1;

    private final Codec<Object> within;

    private NullableCodec(Codec<Object> within) {
        this.within = within;
    }

    /** The codec with nulls; they are {@link NullValue#INSTANCE} here. Values of another type are refused when written. */
    @SuppressWarnings(
            "unchecked") // a value of another type fails in the codec, which is where its user wants to see it
    static NullableCodec of(Codec<?> within) {
        return new NullableCodec((Codec<Object>) within);
    }

    @Override
    public byte[] encode(Object value) {
        if (value == NullValue.INSTANCE) {
            return new byte[] {NULL};
        }
        byte[] body = within.encode(value);
        byte[] bytes = new byte[body.length + 1];
        bytes[0] = VALUE;
        System.arraycopy(body, 0, bytes, 1, body.length);
        return bytes;
    }

    @Override
    public Object decode(byte[] bytes) {
        return decode(bytes, 0, bytes.length);
    }

    @Override
    public Object decode(byte[] bytes, int offset, int length) {
        if (length == 1 && bytes[offset] == NULL) {
            return NullValue.INSTANCE;
        }
        if (length < 1 || bytes[offset] != VALUE) {
            throw new IllegalArgumentException("neither a value nor null");
        }
        return within.decode(bytes, offset + 1, length - 1);
    }

    /** That of the codec within, marked. */
    @Override
    public String id() {
        return within.id() + "+null";
    }

    @Override
    public int schemaVersion() {
        return within.schemaVersion();
    }

    @Override
    public String toString() {
        return within + " or null";
    }
}
