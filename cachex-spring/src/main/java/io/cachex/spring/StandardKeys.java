package io.cachex.spring;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** See {@link CacheKeys#standard()}. Checking an ordinary text allocates nothing. */
final class StandardKeys implements CacheKeys {

    static final StandardKeys INSTANCE = new StandardKeys();

    /** Above that a key is hashed, in UTF-8 bytes. */
    static final int MOST_BYTES = 256;

    /** What all keys but plain texts begin with. */
    private static final char MARK = '~';

    private StandardKeys() {}

    @Override
    public String text(Object key) {
        if (key instanceof String text && isPlain(text)) {
            return text;
        }
        KeyTerms terms = new KeyTerms();
        terms.append(key);
        String text = MARK + terms.toString();
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return bytes.length <= MOST_BYTES ? text : MARK + "#" + hash(bytes);
    }

    /** Whether a text can be a key as it is, and cannot be taken for one of the others. */
    private static boolean isPlain(String text) {
        int length = text.length();
        if (length == 0 || length > MOST_BYTES || text.charAt(0) == MARK) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c < 0x20 || c >= 0x7F) {
                return isPlainBeyondAscii(text);
            }
        }
        return true;
    }

    private static boolean isPlainBeyondAscii(String text) {
        return text.codePoints().noneMatch(c -> Character.isISOControl(c) || isLoneSurrogate(c))
                && text.getBytes(StandardCharsets.UTF_8).length <= MOST_BYTES;
    }

    static boolean isLoneSurrogate(int codePoint) {
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    }

    private static String hash(byte[] bytes) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
            return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return "standard keys";
    }
}
