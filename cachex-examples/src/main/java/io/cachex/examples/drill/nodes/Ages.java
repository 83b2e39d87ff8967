package io.cachex.examples.drill.nodes;

import io.cachex.examples.drill.replay.Latencies;

/**
 * How old what was read was, by one way of counting.
 *
 * @param all the age of each read, in nanoseconds; 0 for most
 * @param old reads whose age was not 0
 * @param worst the greatest age, in nanoseconds
 * @param beyond reads whose age was greater than the limit
 */
public record Ages(Latencies all, long old, long worst, long beyond) {

    /** Of no reads. */
    public static final Ages NONE = new Ages(Latencies.NONE, 0, 0, 0);

    /** These and others. */
    Ages plus(Ages other) {
        return new Ages(all.plus(other.all), old + other.old, Math.max(worst, other.worst), beyond + other.beyond);
    }
}
