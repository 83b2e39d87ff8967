package io.cachex;

import io.cachex.spi.Codec;
import org.jspecify.annotations.Nullable;

/** How large values are: which are too large to be kept, as far as it can be told without encoding them, of bytes and text. */
final class Oversized {

    private Oversized() {}

    static boolean isTooLarge(@Nullable Object value, int limit) {
        if (value instanceof byte[] bytes) {
            return bytes.length > limit;
        }
        return value instanceof String text && text.length() > limit;
    }

    /** How many bytes a value takes where no store asks: its own if it is bytes, else those that the codec makes of it. */
    static <T> long encodedSize(T value, Codec<T> codec) {
        return value instanceof byte[] bytes ? bytes.length : codec.encode(value).length;
    }
}
