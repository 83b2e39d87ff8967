package io.cachex.redis;

import io.cachex.spi.StoredValue;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A value as it lies in Redis: version, when it was written, when its time is over, and what the store was given. The
 * scripts write it; here it is read. Anybody may have written anything: what is not understood is not there.
 */
final class Stored {

    static final int HEAD = 24;

    /**
     * The longest time that a value is kept for; longer ones are cut. With it, deadlines are exact numbers in a script until
     * the year 2155.
     */
    static final Duration LONGEST = Duration.ofDays(36_525);

    private static final long LAST_NUMBER = 1L << 53;

    /** By how much a value may be from the future, for clocks are not exact: then the server's clock has gone back. */
    private static final long SKEW_MICROS = 250_000;

    private Stored() {}

    /**
     * The value that these bytes hold and how much of its time remains; null if they hold none, if none of its time remains,
     * or more than it was given: then the server's clock was set back, and it would live too long. Reads all of the buffer.
     */
    static @Nullable StoredValue read(ByteBuffer bytes, long nowMicros) {
        return read(bytes, nowMicros, false);
    }

    /** The value that these bytes hold, whose time the server itself has just looked at; null if they hold none. */
    static @Nullable StoredValue readLive(ByteBuffer bytes, long nowMicros) {
        return read(bytes, nowMicros, true);
    }

    private static @Nullable StoredValue read(ByteBuffer bytes, long nowMicros, boolean isLive) {
        if (bytes.remaining() < HEAD) {
            return null;
        }
        long version = bytes.getLong();
        long written = bytes.getLong();
        long deadline = bytes.getLong();
        if (version < 1 || version > LAST_NUMBER || written < 1 || deadline <= written || deadline > LAST_NUMBER) {
            return null;
        }
        if (!isLive && (deadline <= nowMicros || written > nowMicros + SKEW_MICROS)) {
            return null;
        }
        byte[] body = new byte[bytes.remaining()];
        bytes.get(body);
        long remaining = Math.min(Math.max(deadline - nowMicros, 1), deadline - written);
        return StoredValue.of(body, Duration.ofNanos(remaining * 1_000), version);
    }
}
