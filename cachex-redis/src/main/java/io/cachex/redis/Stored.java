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

    private final long version;
    private final long writtenMicros;
    private final long deadlineMicros;
    private final byte[] body;

    private Stored(long version, long writtenMicros, long deadlineMicros, byte[] body) {
        this.version = version;
        this.writtenMicros = writtenMicros;
        this.deadlineMicros = deadlineMicros;
        this.body = body;
    }

    /** Reads all of the buffer; null if these bytes are no value. */
    static @Nullable Stored read(ByteBuffer bytes) {
        if (bytes.remaining() < HEAD) {
            return null;
        }
        long version = bytes.getLong();
        long written = bytes.getLong();
        long deadline = bytes.getLong();
        if (version < 1 || version > LAST_NUMBER || written < 1 || deadline <= written || deadline > LAST_NUMBER) {
            return null;
        }
        byte[] body = new byte[bytes.remaining()];
        bytes.get(body);
        return new Stored(version, written, deadline, body);
    }

    /**
     * The value and how much of its time remains; null if nothing does, or more than it was given: then the server's clock
     * was set back, and it would live too long.
     */
    @Nullable
    StoredValue at(long nowMicros) {
        return deadlineMicros <= nowMicros || writtenMicros > nowMicros + SKEW_MICROS ? null : value(nowMicros);
    }

    /** The value, whose time the server itself has just looked at. */
    StoredValue live(long nowMicros) {
        return value(Math.min(nowMicros, deadlineMicros - 1));
    }

    private StoredValue value(long nowMicros) {
        long remaining = Math.min(deadlineMicros - nowMicros, deadlineMicros - writtenMicros);
        return StoredValue.of(body, Duration.ofNanos(remaining * 1_000), version);
    }
}
