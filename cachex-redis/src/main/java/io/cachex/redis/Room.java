package io.cachex.redis;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How much may be under way on one connection, so that a server that does not answer costs a bounded part of the heap.
 *
 * <p>A request that timed out still counts: Lettuce keeps it until the server answers or the connection ends.
 */
final class Room {

    static final int MOST_REQUESTS = 10_000;
    static final long MOST_BYTES = 64L << 20;

    /** Why there is no entering. */
    static final String FULL = "too much is waiting for its answers already";

    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();

    /** Lets a request in if there is room; one of any size if there is no other. */
    boolean enter(long weight) {
        if (requests.incrementAndGet() > MOST_REQUESTS) {
            requests.decrementAndGet();
            return false;
        }
        long sum = bytes.addAndGet(weight);
        if (sum > MOST_BYTES && sum != weight) {
            leave(weight);
            return false;
        }
        return true;
    }

    void leave(long weight) {
        bytes.addAndGet(-weight);
        requests.decrementAndGet();
    }

    int requests() {
        return requests.get();
    }
}
