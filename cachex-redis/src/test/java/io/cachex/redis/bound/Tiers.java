package io.cachex.redis.bound;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A near tier, Redis, and the origin behind them, as one node has them; keys and versions are numbers. */
interface Tiers extends AutoCloseable {

    /** The version that a reader of this node is given; negative if none. */
    int read(int key);

    /** Tells all nodes that the origin's version has changed; returns whether that was acknowledged. */
    boolean invalidate(int key);

    /** What there is to count. */
    String counters();

    @Override
    void close();

    /** What the origin says, which may take a while to arrive. */
    static int load(Ledger origin, int key) {
        int version = origin.current(key);
        ThreadLocalRandom random = ThreadLocalRandom.current();
        if (random.nextInt(8) == 0) {
            LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(random.nextInt(20_000)));
        }
        return version;
    }
}
