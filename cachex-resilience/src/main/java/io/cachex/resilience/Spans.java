package io.cachex.resilience;

import java.time.Duration;

/** Durations as the configuration writes them: {@code 80ms}, {@code 30s}, {@code 5m}. */
final class Spans {

    private Spans() {}

    /** In the largest unit that gives a whole number, from days down to nanoseconds. */
    static String text(Duration span) {
        if (span.toNanosPart() % 1_000_000 != 0) {
            return span.toNanos() + "ns";
        }
        if (span.toNanosPart() != 0) {
            return span.toMillis() + "ms";
        }
        long seconds = span.toSeconds();
        if (seconds % 86_400 == 0 && seconds > 0) {
            return seconds / 86_400 + "d";
        }
        if (seconds % 3_600 == 0 && seconds > 0) {
            return seconds / 3_600 + "h";
        }
        return seconds % 60 == 0 && seconds > 0 ? seconds / 60 + "m" : seconds + "s";
    }
}
