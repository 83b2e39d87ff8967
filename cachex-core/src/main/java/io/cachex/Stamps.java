package io.cachex;

import io.cachex.spi.TimeSource;
import java.util.concurrent.atomic.AtomicLong;

/** The clock's readings, each above the one before: so the moment an entry began also tells it from every other. */
final class Stamps {

    private final TimeSource time;
    private final long origin;
    private final AtomicLong last;

    Stamps(TimeSource time) {
        this.time = time;
        this.origin = time.nanos();
        this.last = new AtomicLong(origin - 1); // the first answer is the clock itself
    }

    /** The time in nanoseconds, or one more than the last answer if the clock has not moved on. */
    long next() {
        long now = time.nanos();
        long before;
        long next;
        do {
            before = last.get();
            next = now - before > 0 ? now : before + 1;
        } while (!last.compareAndSet(before, next));
        return next;
    }

    /** A stamp as a version: a positive number that grows. */
    long version(long stamp) {
        return Math.max(stamp - origin + 1, 1);
    }
}
