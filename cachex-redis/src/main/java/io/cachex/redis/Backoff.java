package io.cachex.redis;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** How long to wait between the beginnings of two attempts: full jitter below a bound that doubles from 100 ms to 1 s. */
final class Backoff {

    private static final long FIRST_MILLIS = 100;
    private static final long MOST_MILLIS = 1_000;

    private Backoff() {}

    /**
     * A random wait.
     *
     * @param failures how many attempts have failed in a row
     */
    static Duration delay(int failures) {
        long bound = Math.min(FIRST_MILLIS << Math.min(failures, 10), MOST_MILLIS);
        return Duration.ofMillis(ThreadLocalRandom.current().nextLong(bound + 1));
    }
}
