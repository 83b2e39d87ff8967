package io.cachex.resilience;

import org.jspecify.annotations.Nullable;

/** The writes of a stripe in the order in which they came, so that the oldest is known. Guarded by the stripe's lock. */
final class Arrivals {

    private @Nullable Waiting oldest;
    private @Nullable Waiting newest;

    void add(Waiting write) {
        write.older = newest;
        if (newest == null) {
            oldest = write;
        } else {
            newest.newer = write;
        }
        newest = write;
    }

    void remove(Waiting write) {
        Waiting before = write.older;
        Waiting after = write.newer;
        if (before == null) {
            oldest = after;
        } else {
            before.newer = after;
        }
        if (after == null) {
            newest = before;
        } else {
            after.older = before;
        }
        write.older = null;
        write.newer = null;
    }

    /** Puts a write that is not in the list into the place of one that is. */
    void replace(Waiting present, Waiting write) {
        write.older = present.older;
        write.newer = present.newer;
        if (write.older == null) {
            oldest = write;
        } else {
            write.older.newer = write;
        }
        if (write.newer == null) {
            newest = write;
        } else {
            write.newer.older = write;
        }
        present.older = null;
        present.newer = null;
    }

    /** How long the oldest has waited; 0 if there is none. */
    long oldestNanos(long now) {
        return oldest == null ? 0 : Math.max(0, now - oldest.since);
    }
}
