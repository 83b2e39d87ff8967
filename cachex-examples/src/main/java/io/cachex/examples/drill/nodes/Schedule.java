package io.cachex.examples.drill.nodes;

import java.time.Duration;

/**
 * How long the second act lasts, and how much happens in it.
 *
 * @param seconds length of all phases together, at least {@link #SHORTEST}
 * @param rate reads per second of each cache, over all its nodes; at least 1
 * @param seed of the keys that are read and changed
 */
public record Schedule(int seconds, int rate, long seed) {

    /** The shortest act: one phase takes less than a second, and the bound is a fraction of that. */
    public static final int SHORTEST = 6;

    /** Service nodes of each cache. */
    public static final int NODES = 3;

    /** The one that is cut off, from 0. */
    static final int CUT_OFF = 2;

    /** Keys in the database. */
    public static final int KEYS = 500;

    /** Changes of values per second. */
    public static final int CHANGES = 60;

    /** Threads that read on a node, one read at a time each. */
    static final int READERS = 50;

    private static final long LONGEST_BOUND_MILLIS = 2_000;

    /** Checks the numbers. */
    public Schedule {
        if (seconds < SHORTEST) {
            throw new IllegalArgumentException("seconds must be at least " + SHORTEST + ": " + seconds);
        }
        if (rate < 1) {
            throw new IllegalArgumentException("rate must be at least 1: " + rate);
        }
    }

    /** The bound on staleness that CacheX is given: 2 s, its default; less in a short act, so that phases outlast it. */
    public Duration bound() {
        return Duration.ofMillis(Math.min(LONGEST_BOUND_MILLIS, seconds * 1_000L / 14));
    }

    /** The bound, and 1 percent for clocks that run differently: what nothing may exceed. */
    public Duration limit() {
        return bound().plus(bound().dividedBy(100));
    }

    /** How long everything runs before it is measured. */
    Duration warmUp() {
        return bound().dividedBy(2);
    }

    /** When a phase begins, counted from the start of the first. */
    public Duration startOf(Trouble trouble) {
        return Duration.ofSeconds(seconds).multipliedBy(trouble.begins()).dividedBy(Trouble.PARTS);
    }

    /** When a phase ends. */
    Duration endOf(Trouble trouble) {
        return Duration.ofSeconds(seconds).multipliedBy(trouble.ends()).dividedBy(Trouble.PARTS);
    }

    /** How long a phase lasts. */
    public Duration lengthOf(Trouble trouble) {
        return endOf(trouble).minus(startOf(trouble));
    }
}
