package io.cachex.redis;

import io.cachex.spi.StoredValue;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** What scripts are told, as they read it. */
final class Arguments {

    static final byte[] NONE = {};

    private Arguments() {}

    static byte[] of(long number) {
        return Long.toString(number).getBytes(StandardCharsets.US_ASCII);
    }

    static byte[] of(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** In milliseconds, rounded up, at most {@link Stored#LONGEST}. */
    static byte[] millis(Duration time) {
        return of((micros(time) + 999) / 1_000);
    }

    /** How long a value is to be kept, in microseconds, rounded up, at most {@link Stored#LONGEST}. */
    static byte[] keepFor(StoredValue value) {
        return of(micros(value.keepFor()));
    }

    private static long micros(Duration time) {
        if (time.compareTo(Stored.LONGEST) >= 0) {
            return Stored.LONGEST.toSeconds() * 1_000_000;
        }
        return time.toSeconds() * 1_000_000 + (time.toNanosPart() + 999) / 1_000;
    }
}
