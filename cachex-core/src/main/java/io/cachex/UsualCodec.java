package io.cachex;

import io.cachex.codec.BytesCodec;
import io.cachex.codec.JsonCodec;
import io.cachex.codec.StringCodec;
import io.cachex.spi.Codec;

/** The codec of a cache that was given a class: bytes and text go as they are, the rest is JSON. */
final class UsualCodec {

    private UsualCodec() {}

    @SuppressWarnings("unchecked") // the codec of a class is a codec of its values
    static <T> Codec<T> of(Class<T> type) {
        if (type == byte[].class) {
            return (Codec<T>) BytesCodec.of();
        }
        return type == String.class ? (Codec<T>) StringCodec.of() : JsonCodec.of(type);
    }
}
