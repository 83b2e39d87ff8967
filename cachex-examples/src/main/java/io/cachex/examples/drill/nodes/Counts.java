package io.cachex.examples.drill.nodes;

import io.cachex.examples.drill.replay.Latencies;

/**
 * What became of the reads of one fleet that began in one phase.
 *
 * @param nanos how long the phase lasted
 * @param reads that were answered or failed
 * @param errors reads that failed
 * @param times how long each read took
 * @param slowest how long the slowest took, in nanoseconds
 * @param acknowledged how stale they were, counted from the acknowledgement of an invalidation
 * @param committed how stale they were, counted from the commit of a newer version
 * @param apart how long before the read the value had been loaded, where a node had been without Redis for longer than
 *     the limit
 * @param loads queries of the database
 */
public record Counts(
        long nanos,
        long reads,
        long errors,
        Latencies times,
        long slowest,
        Ages acknowledged,
        Ages committed,
        Ages apart,
        long loads) {

    /** Nothing happened, in no time. */
    public static final Counts NONE = new Counts(0, 0, 0, Latencies.NONE, 0, Ages.NONE, Ages.NONE, Ages.NONE, 0);

    /** Reads in a second. */
    public long readsPerSecond() {
        return nanos == 0 ? 0 : Math.round(reads * 1e9 / nanos);
    }

    /** These and those of another phase. */
    public Counts plus(Counts other) {
        return new Counts(
                nanos + other.nanos,
                reads + other.reads,
                errors + other.errors,
                times.plus(other.times),
                Math.max(slowest, other.slowest),
                acknowledged.plus(other.acknowledged),
                committed.plus(other.committed),
                apart.plus(other.apart),
                loads + other.loads);
    }
}
