package io.cachex.codec;

import io.cachex.spi.Codec;
import java.util.Arrays;

/**
 * Raw bytes. Every array is a copy, on the way in and out, so that none is shared between callers or with the store.
 */
public final class BytesCodec implements Codec<byte[]> {

    private static final BytesCodec INSTANCE = new BytesCodec();

    private BytesCodec() {}

    /** The codec. */
    public static BytesCodec of() {
        return INSTANCE;
    }

    @Override
    public byte[] encode(byte[] value) {
        return value.clone();
    }

    @Override
    public byte[] decode(byte[] bytes) {
        return bytes.clone();
    }

    @Override
    public byte[] decode(byte[] bytes, int offset, int length) {
        return Arrays.copyOfRange(bytes, offset, offset + length);
    }

    /** {@code bytes}. */
    @Override
    public String id() {
        return "bytes";
    }

    @Override
    public String toString() {
        return id();
    }
}
