package io.cachex;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * Builds keys of the form {@code entity:id}, such that different parts always make different keys.
 *
 * <pre>{@code
 * Keys.of("user", 42)             // user:42
 * Keys.of("order", "2024", 7)     // order:2024:7
 * Keys.of("a:b", "c")             // a%3Ab:c     never a:b:c
 * }</pre>
 *
 * <p>{@code :}, {@code %}, {@code ~} and control characters are written as {@code %XX}; all else stays as it is. Parts
 * are their texts: {@code 42} and {@code "42"} are the same id. Texts are compared by their characters, so a letter
 * with an accent and the same letter followed by a combining accent (Unicode NFC and NFD) make different keys;
 * normalise where both may occur.
 */
public final class Keys {

    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private Keys() {}

    /**
     * The key of one entity.
     *
     * @param entity what kind of thing it is; not empty
     * @param id which one: anything with a {@code toString()} of its own
     * @param more further parts of a composite id
     * @throws IllegalArgumentException if the entity is empty, an id is null or has no text of its own (an array, a
     *     class without {@code toString()}), or a text has a lone surrogate
     */
    public static String of(String entity, Object id, Object... more) {
        StringBuilder key = new StringBuilder();
        appendEntity(key, entity);
        append(key.append(':'), KeyText.of("id", id));
        for (Object part : more) {
            append(key.append(':'), KeyText.of("id", part));
        }
        return key.toString();
    }

    /**
     * Keys for lists and searches, which a hash of their filters names.
     *
     * @param secret the key of the HMAC-SHA-256, at least 16 bytes, the same on every node; copied. It keeps those who
     *     see keys from finding the filters by trial
     * @throws IllegalArgumentException if the secret is too short
     */
    public static HashedKeys hashed(byte[] secret) {
        return new HashedKeys(secret);
    }

    static void appendEntity(StringBuilder key, String entity) {
        String text = KeyText.of("entity", entity);
        if (text.isEmpty()) {
            throw new IllegalArgumentException("entity must not be empty");
        }
        append(key, text);
    }

    private static void append(StringBuilder key, String part) {
        for (int i = 0; i < part.length(); i++) {
            char c = part.charAt(i);
            if (c == ':' || c == '%' || c == HashedKeys.MARK || Character.isISOControl(c)) {
                for (byte b : String.valueOf(c).getBytes(StandardCharsets.UTF_8)) {
                    key.append('%').append(HEX.toHexDigits(b));
                }
            } else {
                key.append(c);
            }
        }
    }
}
