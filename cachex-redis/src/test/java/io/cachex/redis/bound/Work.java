package io.cachex.redis.bound;

import io.cachex.spi.TimeSource;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** What the readers and the writer of a node do until the end. */
final class Work {

    static final int KEYS = 42;
    static final int NODES = 3;
    private static final int BURST = 8;
    private static final int OWN = KEYS / NODES;

    private final TimeSource time = TimeSource.system();
    private final Tiers tiers;
    private final Ledger ledger;
    private final int node;
    private final BooleanSupplier hasEnded;

    /**
     * The work of a node.
     *
     * @param node its number, from 0
     */
    Work(Tiers tiers, Ledger ledger, int node, BooleanSupplier hasEnded) {
        this.tiers = tiers;
        this.ledger = ledger;
        this.node = node;
        this.hasEnded = hasEnded;
    }

    /** Reads in bursts: a reader that never rests would leave nothing of the processor for the others. */
    void read(Random random) {
        for (int i = 0; !hasEnded.getAsBoolean(); i++) {
            if (i % BURST == 0) {
                LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(500));
            }
            int key = random.nextInt(KEYS);
            long began = time.nanos();
            int version = tiers.read(key);
            if (version >= 0) {
                ledger.saw(key, version, began, key % NODES == node);
            }
        }
    }

    /**
     * Each writer has keys of its own, half of them changed often, half of them seldom: what is left old in a near tier shows
     * until the next change. A change whose invalidation fails is not acknowledged.
     */
    void write(Random random) {
        while (!hasEnded.getAsBoolean()) {
            LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(random.nextInt(5_000)));
            boolean isSeldom = random.nextInt(100) == 0;
            int key = (random.nextInt(OWN / 2) * 2 + (isSeldom ? 1 : 0)) * NODES + node;
            if (!ledger.isFull(key)) {
                int version = ledger.change(key);
                if (tiers.invalidate(key)) {
                    ledger.acknowledge(key, version, time.nanos());
                }
            }
        }
    }
}
