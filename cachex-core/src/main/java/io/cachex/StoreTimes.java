package io.cachex;

/** Between the cache's nanoseconds and the store's microseconds, without overflow and never down to zero. */
final class StoreTimes {

    private static final long MOST_NANOS = Rules.LONGEST.toNanos() * 4;

    /** By how much a time may be late, in nanoseconds, once it has been through the store: its clock counts microseconds. */
    static final long ROUNDING = 2_000;

    private StoreTimes() {}

    /** Rounded up, so that a short time does not become none. */
    static long micros(long nanos) {
        return Math.max(nanos / 1_000 + (nanos % 1_000 > 0 ? 1 : 0), 0);
    }

    /** At most four years: what is stored may be anything. */
    static long nanos(long micros) {
        return micros >= MOST_NANOS / 1_000 ? MOST_NANOS : Math.max(micros, 0) * 1_000;
    }
}
