package io.cachex.redis.bound;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;

/**
 * The oracle: what the origin holds, when each change of it was acknowledged, and how old what readers saw was. A reader who
 * began at t and saw a version is stale by t less the time at which the next version's invalidation was acknowledged.
 */
final class Ledger {

    private static final int MOST_VERSIONS = 1 << 14;

    private final Row[] rows;
    private final LongAdder reads = new LongAdder();
    private final LongAdder staleReads = new LongAdder();
    private final LongAdder beyond = new LongAdder();
    private final AtomicLong worst = new AtomicLong();
    private final long boundNanos;

    /** A key of the origin; one writer each. */
    private static final class Row {
        private final AtomicInteger version = new AtomicInteger();
        private final AtomicLongArray acknowledged = new AtomicLongArray(MOST_VERSIONS);
    }

    Ledger(int keys, long boundNanos) {
        this.rows = IntStream.range(0, keys).mapToObj(i -> new Row()).toArray(Row[]::new);
        this.boundNanos = boundNanos;
    }

    int keys() {
        return rows.length;
    }

    /** What the origin says. */
    int current(int key) {
        return rows[key].version.get();
    }

    /** Changes the origin; returns the new version. */
    int change(int key) {
        return rows[key].version.incrementAndGet();
    }

    boolean isFull(int key) {
        return rows[key].version.get() >= MOST_VERSIONS - 1;
    }

    /** The invalidation of what came before this version was acknowledged. */
    void acknowledge(int key, int version, long now) {
        rows[key].acknowledged.set(version, now);
    }

    /** A reader who began then saw this version. */
    void saw(int key, int version, long began) {
        reads.increment();
        Row row = rows[key];
        int last = row.version.get();
        for (int later = version + 1; later <= last; later++) {
            long acknowledged = row.acknowledged.get(later);
            if (acknowledged != 0 && began - acknowledged > 0) {
                long age = began - acknowledged;
                staleReads.increment();
                worst.accumulateAndGet(age, Math::max);
                if (age > boundNanos) {
                    beyond.increment();
                }
                return;
            }
        }
    }

    long reads() {
        return reads.sum();
    }

    long beyond() {
        return beyond.sum();
    }

    long worstNanos() {
        return worst.get();
    }

    @Override
    public String toString() {
        return reads + " reads, " + staleReads + " stale, the worst by " + worst.get() / 1_000_000 + " ms, " + beyond
                + " beyond " + boundNanos / 1_000_000 + " ms";
    }
}
