package io.cachex;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** UTF-8 that never replaces what it cannot write: the JDK's own turns every lone surrogate into the same {@code ?}. */
final class Utf8 {

    /** The length of a text with a lone surrogate: it has no UTF-8. */
    static final int NONE = -1;

    private static final char REPLACEMENT = '\uFFFD';

    private Utf8() {}

    /** How many bytes the text takes, or {@link #NONE}. Allocates nothing. */
    static int length(String text) {
        int length = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                length++;
            } else if (c < 0x800) {
                length += 2;
            } else if (!Character.isSurrogate(c)) {
                length += 3;
            } else if (isPair(text, i)) {
                length += 4;
                i++;
            } else {
                return NONE;
            }
        }
        return length;
    }

    /** Writes a text that has a {@link #length} and returns the position behind it. */
    static int write(String text, byte[] target, int position) {
        int at = position;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                target[at++] = (byte) c;
            } else if (c < 0x800) {
                target[at++] = (byte) (0xC0 | c >> 6);
                target[at++] = tail(c);
            } else if (!Character.isSurrogate(c)) {
                target[at++] = (byte) (0xE0 | c >> 12);
                target[at++] = tail(c >> 6);
                target[at++] = tail(c);
            } else {
                int point = text.codePointAt(i++);
                target[at++] = (byte) (0xF0 | point >> 18);
                target[at++] = tail(point >> 12);
                target[at++] = tail(point >> 6);
                target[at++] = tail(point);
            }
        }
        return at;
    }

    /** The text of these bytes, or null if they are not UTF-8. */
    static @Nullable String read(byte[] bytes, int from, int length) {
        String text = new String(bytes, from, length, StandardCharsets.UTF_8);
        // Malformed bytes read as U+FFFD, which a text may also hold: only then is it worth a second look.
        if (text.indexOf(REPLACEMENT) >= 0
                && !Arrays.equals(
                        text.getBytes(StandardCharsets.UTF_8), Arrays.copyOfRange(bytes, from, from + length))) {
            return null;
        }
        return text;
    }

    private static boolean isPair(String text, int i) {
        return Character.isHighSurrogate(text.charAt(i))
                && i + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(i + 1));
    }

    private static byte tail(int bits) {
        return (byte) (0x80 | (bits & 0x3F));
    }
}
