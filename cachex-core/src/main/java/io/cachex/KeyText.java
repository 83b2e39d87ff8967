package io.cachex;

import org.jspecify.annotations.Nullable;

/** The text by which an object stands in a key. */
final class KeyText {

    private KeyText() {}

    /**
     * The object's {@code toString()}.
     *
     * @throws IllegalArgumentException if it is null, only has the text that {@link Object} gives it, which differs
     *     from run to run, or holds a lone surrogate
     */
    static String of(String argument, @Nullable Object value) {
        if (value == null) {
            throw new IllegalArgumentException(argument + " must not be null");
        }
        String text = value.toString();
        if (!(value instanceof String) && text.equals(textOfObject(value))) {
            throw new IllegalArgumentException(argument + " must have a toString() of its own: "
                    + value.getClass().getTypeName());
        }
        if (Utf8.length(text) == Utf8.NONE) {
            throw new IllegalArgumentException(argument + " must not contain a lone surrogate");
        }
        return text;
    }

    private static String textOfObject(Object value) {
        return value.getClass().getName() + '@' + Integer.toHexString(value.hashCode());
    }
}
