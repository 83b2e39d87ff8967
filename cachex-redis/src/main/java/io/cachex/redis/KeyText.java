package io.cachex.redis;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A text as a part of a key in Redis: strict UTF-8 with braces and percent signs escaped, so that different texts are
 * different bytes and no text chooses its slot.
 */
final class KeyText {

    /** Stands for no text at all. No text is written like this, because an escape has two digits. */
    private static final byte[] EMPTY = {'%'};

    private KeyText() {}

    /** Whether the text's characters are its bytes: ASCII without anything to be escaped, and not empty. */
    static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 0x80 || isEscaped(c)) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    /**
     * The bytes.
     *
     * @throws IllegalArgumentException if the text has a lone surrogate; the message does not show it
     */
    static byte[] escaped(String text) {
        if (isPlain(text)) {
            return text.getBytes(StandardCharsets.US_ASCII);
        }
        return text.isEmpty() ? EMPTY.clone() : slowlyEscaped(text);
    }

    /** Strict UTF-8 as it stands. */
    static byte[] utf8(String text) {
        try {
            ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            byte[] bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            return bytes;
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("a key must not contain a lone surrogate", e);
        }
    }

    /** The text that is escaped as these bytes; null if none is. */
    static @Nullable String unescaped(byte[] bytes, int from, int to) {
        ByteArrayOutputStream plain = new ByteArrayOutputStream(to - from);
        for (int i = from; i < to; i++) {
            if (bytes[i] != '%') {
                plain.write(bytes[i]);
            } else if (i + 2 < to) {
                plain.write(Character.digit(bytes[i + 1], 16) << 4 | Character.digit(bytes[i + 2], 16));
                i += 2;
            }
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(plain.toByteArray()))
                    .toString();
            byte[] again = escaped(text); // one text, one writing: whatever else this is, no value of ours is there
            return Arrays.equals(again, 0, again.length, bytes, from, to) ? text : null;
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    private static byte[] slowlyEscaped(String text) {
        byte[] plain = utf8(text);
        ByteArrayOutputStream escaped = new ByteArrayOutputStream(plain.length + 8);
        for (byte b : plain) {
            switch (b) {
                case '{' -> escaped.writeBytes(new byte[] {'%', '7', 'B'});
                case '}' -> escaped.writeBytes(new byte[] {'%', '7', 'D'});
                case '%' -> escaped.writeBytes(new byte[] {'%', '2', '5'});
                default -> escaped.write(b);
            }
        }
        return escaped.toByteArray();
    }

    private static boolean isEscaped(char c) {
        return c == '{' || c == '}' || c == '%';
    }
}
