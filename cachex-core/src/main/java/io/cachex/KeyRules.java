package io.cachex;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a user's key must be: not empty, no longer than the limit, without control characters and lone surrogates.
 *
 * <p>Control characters break protocols and logs; lone surrogates have no UTF-8, and encoders that replace them make
 * different keys the same. Checking an ordinary key allocates nothing.
 */
final class KeyRules {

    /** The default limit, in UTF-8 bytes. */
    static final int DEFAULT_MAX_KEY_BYTES = 1024;

    private static final int LONGEST_SHOWN = 64;

    private final int maxKeyBytes;
    private final boolean redact;

    /**
     * The rules of one cache.
     *
     * @param maxKeyBytes the longest key, in UTF-8 bytes; at least 1
     * @param redact whether messages must not contain keys
     */
    KeyRules(int maxKeyBytes, boolean redact) {
        if (maxKeyBytes < 1) {
            throw new IllegalArgumentException("maxKeyBytes must be at least 1: " + maxKeyBytes);
        }
        this.maxKeyBytes = maxKeyBytes;
        this.redact = redact;
    }

    /**
     * Returns if the key keeps the rules.
     *
     * @throws IllegalArgumentException if it does not; the message names the rule
     */
    void check(@Nullable String key) {
        if (key == null) {
            throw new IllegalArgumentException("key must not be null");
        }
        int length = key.length();
        if (length == 0) {
            throw new IllegalArgumentException("key must not be empty");
        }
        if (length > maxKeyBytes) { // a char takes a byte at least; a key of megabytes is not even read
            throw tooLong(key);
        }
        for (int i = 0; i < length; i++) {
            char c = key.charAt(i);
            if (c < 0x20 || c >= 0x7F) {
                checkFrom(key, i);
                return;
            }
        }
    }

    /** The key for a message: quoted, control characters escaped, cut at 64 characters; or a mark in its place. */
    String shown(String key) {
        if (redact) {
            return "(redacted)";
        }
        StringBuilder text = new StringBuilder().append('"');
        for (int i = 0; i < Math.min(key.length(), LONGEST_SHOWN); i++) {
            appendEscaped(text, key.charAt(i));
        }
        return text.append(key.length() > LONGEST_SHOWN ? "\"…" : "\"").toString();
    }

    private void checkFrom(String key, int start) {
        for (int i = start; i < key.length(); i++) {
            if (Character.isISOControl(key.charAt(i))) {
                throw new IllegalArgumentException(
                        "key must not contain control characters (index " + i + "): " + shown(key));
            }
        }
        int bytes = Utf8.length(key);
        if (bytes == Utf8.NONE) {
            throw new IllegalArgumentException("key must not contain a lone surrogate: " + shown(key));
        }
        if (bytes > maxKeyBytes) {
            throw tooLong(key);
        }
    }

    private IllegalArgumentException tooLong(String key) {
        return new IllegalArgumentException(
                "key must be at most " + maxKeyBytes + " UTF-8 bytes: " + key.length() + " chars, " + shown(key));
    }

    private static void appendEscaped(StringBuilder text, char c) {
        switch (c) {
            case '\n' -> text.append("\\n");
            case '\r' -> text.append("\\r");
            case '\t' -> text.append("\\t");
            case '"', '\\' -> text.append('\\').append(c);
            default -> {
                if (isPrintable(c)) {
                    text.append(c);
                } else {
                    text.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
                }
            }
        }
    }

    /** Surrogates are not: a cut may have parted them. Nor what starts a line or turns the direction of writing. */
    private static boolean isPrintable(char c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }
}
