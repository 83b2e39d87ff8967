package io.cachex.resilience;

import io.cachex.OriginStatusException;
import java.nio.charset.StandardCharsets;

/**
 * What a dead letter says of its failure beside the class. The messages of CacheX's own exceptions; of others none, for a
 * database quotes the row that it refuses.
 */
final class Causes {

    private static final int MOST_BYTES = 2_048;
    private static final int SHORTEST_VALUE = 3; // what is shorter stands in messages by chance
    private static final String OMITTED = "[value]";

    private Causes() {}

    static String message(Throwable cause, byte[] value) {
        if (cause instanceof OriginStatusException answer) {
            return "the origin answered " + answer.status(); // the rest is the origin's text
        }
        String message = cause.getMessage();
        if (message == null || !cause.getClass().getName().startsWith("io.cachex.")) {
            return "";
        }
        String text = new String(value, StandardCharsets.UTF_8);
        return cut(text.length() < SHORTEST_VALUE ? message : message.replace(text, OMITTED));
    }

    /** At most so many bytes of UTF-8, and no half character at the end. */
    private static String cut(String message) {
        byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
        if (bytes.length <= MOST_BYTES) {
            return message;
        }
        int end = MOST_BYTES;
        while ((bytes[end] & 0xC0) == 0x80) {
            end--;
        }
        return new String(bytes, 0, end, StandardCharsets.UTF_8);
    }
}
