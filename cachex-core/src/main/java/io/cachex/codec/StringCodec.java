package io.cachex.codec;

import io.cachex.spi.Codec;

/** Strings as UTF-8, strictly: what cannot be written and read back unchanged is refused, not replaced. */
public final class StringCodec implements Codec<String> {

    private static final StringCodec INSTANCE = new StringCodec();

    private StringCodec() {}

    /** The codec. */
    public static StringCodec of() {
        return INSTANCE;
    }

    /**
     * The string's UTF-8; no bytes for an empty string.
     *
     * @throws CodecException if it has a lone surrogate
     */
    @Override
    public byte[] encode(String value) {
        return StrictUtf8.encode(value);
    }

    /**
     * The string of this UTF-8.
     *
     * @throws CodecException if the bytes are not well-formed UTF-8
     */
    @Override
    public String decode(byte[] bytes) {
        return decode(bytes, 0, bytes.length);
    }

    @Override
    public String decode(byte[] bytes, int offset, int length) {
        return StrictUtf8.decode(bytes, offset, length);
    }

    /** {@code string}. */
    @Override
    public String id() {
        return "string";
    }

    @Override
    public String toString() {
        return id();
    }
}
