package io.cachex.redis;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** What scripts answer. */
final class Answers {

    private Answers() {}

    static String text(Object bytes) {
        return new String((byte[]) bytes, StandardCharsets.UTF_8);
    }

    static long number(Object bytes) {
        return Requests.number((byte[]) bytes);
    }

    /** The server's clock in microseconds, from an answer that begins with what TIME says. */
    static long micros(List<Object> answer) {
        return number(answer.get(0)) * 1_000_000 + number(answer.get(1));
    }
}
