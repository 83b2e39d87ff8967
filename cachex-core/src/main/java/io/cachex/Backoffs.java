package io.cachex;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Which keys failed to load lately, and until when they are left alone: a jittered time that doubles with each failure,
 * so that an origin that is coming back is not met by everybody at once.
 */
final class Backoffs {

    private static final int MOST_KEYS = 100_000;

    /** Until when, after how many failures in a row, and the last of them. */
    record Backoff(long until, int failures, Throwable cause) {}

    private final Map<String, Backoff> byKey = new ConcurrentHashMap<>();
    private final long min;
    private final long max;
    private final DoubleSupplier random;

    Backoffs(long min, long max, DoubleSupplier random) {
        this.min = min;
        this.max = max;
        this.random = random;
    }

    /** The back-off the key is in; null if it may be loaded. */
    @Nullable
    Backoff of(String key, long now) {
        if (byKey.isEmpty()) {
            return null;
        }
        Backoff backoff = byKey.get(key);
        return backoff != null && backoff.until - now > 0 ? backoff : null;
    }

    /** A load failed: the next one waits from half to the whole of min x 2^(failures - 1), at most max. */
    void failed(String key, long now, Throwable cause) {
        if (byKey.size() >= MOST_KEYS) {
            byKey.values().removeIf(backoff -> backoff.until - now <= 0);
        }
        if (byKey.size() < MOST_KEYS) {
            byKey.compute(key, (k, before) -> {
                int failures = before == null ? 1 : before.failures + 1;
                double longest = Math.min((double) max, min * Math.pow(2, Math.min(failures - 1, 62)));
                return new Backoff(now + (long) (longest * (0.5 + random.getAsDouble() / 2)), failures, cause);
            });
        }
    }

    /** A load answered. */
    void succeeded(String key) {
        if (!byKey.isEmpty()) {
            byKey.remove(key);
        }
    }
}
