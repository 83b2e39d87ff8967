package io.cachex.examples.drill.replay;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Counts latencies in buckets, 16 to each power of two, so that a percentile is at most 6.25 % above the real one.
 * Recording allocates nothing and takes no lock. Thread-safe.
 */
public final class LatencyRecorder {

    /** Sub-buckets are the four bits below the leading one. */
    private static final int SUB_BITS = 4;

    static final int BUCKETS = (Long.SIZE - SUB_BITS) << SUB_BITS;

    private final AtomicLongArray counts = new AtomicLongArray(BUCKETS);

    /** Counts one latency; a negative one as zero. */
    public void record(long nanos) {
        counts.incrementAndGet(bucket(Math.max(0, nanos)));
    }

    /** What was counted so far. */
    public Latencies snapshot() {
        long[] copy = new long[BUCKETS];
        for (int i = 0; i < BUCKETS; i++) {
            copy[i] = counts.get(i);
        }
        return new Latencies(copy);
    }

    static int bucket(long nanos) {
        int shift = Math.max(0, Long.SIZE - SUB_BITS - 1 - Long.numberOfLeadingZeros(nanos | 1));
        return (shift << SUB_BITS) + (int) (nanos >>> shift);
    }

    /** The largest latency that is counted in {@code bucket}. */
    static long upperBound(int bucket) {
        int shift = Math.max(0, (bucket >>> SUB_BITS) - 1);
        return ((bucket - ((long) shift << SUB_BITS) + 1) << shift) - 1;
    }
}
