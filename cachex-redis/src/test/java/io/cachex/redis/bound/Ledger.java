package io.cachex.redis.bound;

import io.cachex.redis.jvms.ChildMain;
import io.cachex.redis.jvms.SharedNumbers;

/**
 * The oracle: what the origin holds, when each change of it was acknowledged, and how old what readers saw was. A reader who
 * began at t and saw a version is stale by t less the time at which the next version's invalidation was acknowledged.
 *
 * <p>It lives in shared numbers, so that the readers and writers may be processes: the monotonic clock is one for the whole
 * machine. Each key has one writer.
 */
final class Ledger {

    private static final int MOST_VERSIONS = 1 << 14;
    private static final int READS = ChildMain.FREE;
    private static final int STALE = READS + 1;
    private static final int BEYOND = READS + 2;
    private static final int WORST = READS + 3;
    private static final int OWN = READS + 4;
    private static final int CHANGES = READS + 5;
    private static final int ROWS = READS + 8;

    private final SharedNumbers numbers;
    private final long boundNanos;

    /** The ledger in these numbers, of which there are {@link #size}. */
    Ledger(SharedNumbers numbers, long boundNanos) {
        this.numbers = numbers;
        this.boundNanos = boundNanos;
    }

    /** How many numbers so many keys take. */
    static int size(int keys) {
        return row(keys);
    }

    /** What the origin says. */
    int current(int key) {
        return (int) numbers.get(row(key));
    }

    /** Changes the origin; returns the new version. */
    int change(int key) {
        return (int) numbers.add(row(key), 1);
    }

    boolean isFull(int key) {
        return current(key) >= MOST_VERSIONS - 2;
    }

    /** The invalidation of what came before this version was acknowledged. */
    void acknowledge(int key, int version, long now) {
        numbers.set(row(key) + 1 + version, now);
        numbers.add(CHANGES, 1);
    }

    /**
     * A reader who began then saw this version.
     *
     * @param isOwn whether it is a node that changes this key itself
     */
    void saw(int key, int version, long began, boolean isOwn) {
        numbers.add(READS, 1);
        int last = current(key);
        for (int later = version + 1; later <= last; later++) {
            long acknowledged = numbers.get(row(key) + 1 + later);
            if (acknowledged != 0 && began - acknowledged > 0) {
                stale(began - acknowledged, isOwn);
                return;
            }
        }
    }

    private void stale(long age, boolean isOwn) {
        numbers.add(STALE, 1);
        numbers.raise(WORST, age);
        if (age > boundNanos) {
            numbers.add(BEYOND, 1);
        }
        if (isOwn) {
            numbers.add(OWN, 1);
        }
    }

    long reads() {
        return numbers.get(READS);
    }

    long changes() {
        return numbers.get(CHANGES);
    }

    long beyond() {
        return numbers.get(BEYOND);
    }

    /** How many reads did not see what their own node had changed. */
    long own() {
        return numbers.get(OWN);
    }

    @Override
    public String toString() {
        return reads() + " reads, " + changes() + " changes, " + numbers.get(STALE) + " stale, the worst by "
                + numbers.get(WORST) / 1_000_000 + " ms, " + beyond() + " beyond " + boundNanos / 1_000_000 + " ms, "
                + own() + " of their own";
    }

    private static int row(int key) {
        return ROWS + key * (MOST_VERSIONS + 1);
    }
}
