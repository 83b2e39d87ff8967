package io.cachex;

import org.jspecify.annotations.Nullable;

/** Which values are too large to be kept, as far as it can be told without encoding them: bytes and text. */
final class Oversized {

    private Oversized() {}

    static boolean isTooLarge(@Nullable Object value, int limit) {
        if (value instanceof byte[] bytes) {
            return bytes.length > limit;
        }
        return value instanceof String text && text.length() > limit;
    }
}
