package io.cachex;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * What writers have changed and maintenance has not looked at: a ring that many threads fill and one at a time empties. It says
 * no rather than grow.
 */
final class Backlog<E> {

    private final AtomicReferenceArray<@Nullable E> ring;
    private final int mask;
    private final AtomicInteger next = new AtomicInteger();
    private volatile int first; // written by whoever holds the tier's lock

    Backlog(int capacity) {
        this.ring = new AtomicReferenceArray<>(capacity);
        this.mask = capacity - 1;
        if ((capacity & mask) != 0) {
            throw new IllegalArgumentException("capacity must be a power of two: " + capacity);
        }
    }

    /** Adds one; false if there is no room. */
    boolean offer(E one) {
        int place;
        do {
            place = next.get();
            if (place - first > mask) {
                return false;
            }
        } while (!next.compareAndSet(place, place + 1));
        ring.setRelease(place & mask, one);
        return true;
    }

    /** Takes the oldest; null if there is none, or if it is just being written. For one thread at a time. */
    @Nullable
    E poll() {
        int oldest = first;
        E one = ring.getAcquire(oldest & mask);
        if (one != null) {
            ring.setPlain(oldest & mask, null);
            first = oldest + 1;
        }
        return one;
    }

    int size() {
        return next.get() - first;
    }
}
