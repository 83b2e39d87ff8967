package io.cachex.store;

import java.util.concurrent.atomic.AtomicLong;

/** The bytes that all stripes together may hold. */
final class Budget {

    private final long maximum;
    private final AtomicLong used = new AtomicLong();

    Budget(long maximum) {
        this.maximum = maximum;
    }

    long maximum() {
        return maximum;
    }

    long used() {
        return used.get();
    }

    /** Takes these bytes (gives them back if negative), or takes none and answers how many are missing. */
    long take(long bytes) {
        while (true) {
            long before = used.get();
            long missing = before + bytes - maximum;
            if (missing > 0) {
                return missing;
            }
            if (used.compareAndSet(before, before + bytes)) {
                return 0;
            }
        }
    }
}
