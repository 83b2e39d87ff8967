package io.cachex;

import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Builds keys for lists and searches: {@code users:~} and a keyed hash of the filters, 44 characters in all behind the
 * colon, whatever the filters are. No key of {@link Keys#of} looks like one.
 *
 * <p>Safe for use by many threads.
 */
public final class HashedKeys {

    static final char MARK = '~'; // Keys.of escapes it

    private static final String ALGORITHM = "HmacSHA256";
    private static final int SHORTEST_SECRET = 16;

    private final SecretKeySpec secret;

    HashedKeys(byte[] secret) {
        if (secret.length < SHORTEST_SECRET) {
            throw new IllegalArgumentException("secret must be at least 16 bytes: " + secret.length);
        }
        this.secret = new SecretKeySpec(secret, ALGORITHM);
    }

    /**
     * The key of the list that these filters select.
     *
     * <p>The order of the filters, and of the elements of a set, does not matter; that of a list does. Numbers and
     * other single values count by their text: {@code 1}, {@code 1L} and {@code "1"} are the same.
     *
     * @param entity what kind of things the list holds; not empty
     * @param filters by name; values may be null, and lists, sets and maps up to 16 levels deep. May be empty
     * @throws IllegalArgumentException if the entity is empty, a value has no {@code toString()} of its own, a text has
     *     a lone surrogate, or the filters are too deep
     */
    public String listKey(String entity, Map<String, ?> filters) {
        StringBuilder key = new StringBuilder();
        Keys.appendEntity(key, entity);
        byte[] hash = mac().doFinal(FilterBytes.of(entity, filters));
        return key.append(':')
                .append(MARK)
                .append(Base64.getUrlEncoder().withoutPadding().encodeToString(hash))
                .toString();
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "HashedKeys";
    }

    private Mac mac() {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(secret);
            return mac;
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("every JDK must have " + ALGORITHM, missing);
        }
    }
}
