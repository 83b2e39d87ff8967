package io.cachex.redis;

import java.time.Duration;

/** What a lock may be called, how long it may last, and how much of that its holder may count on. */
final class LockRules {

    static final Duration SHORTEST = Duration.ofMillis(10);
    static final int LONGEST_NAME = 1_024;

    /** What a holder leaves unused for clocks that run at different rates: a hundredth, and this. */
    private static final long DRIFT_NANOS = Duration.ofMillis(2).toNanos();

    private LockRules() {}

    /** The nanoseconds for which a lock of this time is certainly held, counted from before it was asked for. */
    static long validity(Duration ttl) {
        long nanos = ttl.toNanos();
        return nanos - nanos / 100 - DRIFT_NANOS;
    }

    static void checkTtl(Duration ttl, Duration longest) {
        if (ttl.compareTo(SHORTEST) < 0 || ttl.compareTo(longest) > 0) {
            throw new IllegalArgumentException(
                    "ttl must be from 10 ms to " + longest.toMillis() + " ms (longestLock): " + ttl);
        }
    }

    /** The message does not show the name, which may be secret. */
    static void checkName(String name) {
        int bytes = KeyText.utf8(name).length;
        if (bytes < 1 || bytes > LONGEST_NAME) {
            throw new IllegalArgumentException("name must be from 1 to 1024 UTF-8 bytes: " + bytes);
        }
    }
}
