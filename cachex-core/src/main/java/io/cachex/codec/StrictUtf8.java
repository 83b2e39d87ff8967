package io.cachex.codec;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * UTF-8 that refuses what the JDK's quiet replacement would change: lone surrogates and malformed bytes.
 *
 * <p>Works on the JDK's fast paths and looks twice only where a replacement may have happened.
 */
final class StrictUtf8 {

    private static final char REPLACEMENT = '\uFFFD';

    private StrictUtf8() {}

    static byte[] encode(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                i++;
                if (i == text.length() || !Character.isSurrogatePair(text.charAt(i - 1), text.charAt(i))) {
                    throw new CodecException("a string must not contain a lone surrogate (index " + (i - 1) + ")");
                }
            }
        }
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String decode(byte[] bytes, int from, int length) {
        String text = new String(bytes, from, length, StandardCharsets.UTF_8);
        if (text.indexOf(REPLACEMENT) >= 0
                && !Arrays.equals(
                        text.getBytes(StandardCharsets.UTF_8), Arrays.copyOfRange(bytes, from, from + length))) {
            throw new CodecException("the bytes are not UTF-8");
        }
        return text;
    }
}
