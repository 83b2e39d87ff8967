package io.cachex.examples.drill.nodes;

import io.cachex.examples.drill.replay.LatencyRecorder;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;

/** Counts the reads of one fleet in one phase. Thread-safe. */
final class Tally {

    private final LongAdder reads = new LongAdder();
    private final LongAdder errors = new LongAdder();
    private final LatencyRecorder times = new LatencyRecorder();
    private final LongAccumulator slowest = new LongAccumulator(Math::max, 0);
    private final AgeTally acknowledged;
    private final AgeTally committed;
    private final AgeTally apart;

    Tally(long limitNanos) {
        this.acknowledged = new AgeTally(limitNanos);
        this.committed = new AgeTally(limitNanos);
        this.apart = new AgeTally(limitNanos);
    }

    void took(long nanos) {
        reads.increment();
        times.record(nanos);
        slowest.accumulate(nanos);
    }

    void failed() {
        errors.increment();
    }

    /** Returns whether the promise on acknowledged invalidations was kept. */
    boolean saw(Oracle.Staleness staleness) {
        committed.record(staleness.sinceCommitted());
        return acknowledged.record(staleness.sinceAcknowledged());
    }

    /** A node that has long been without Redis served a value that old; returns whether it may have. */
    boolean sawApart(long nanosSinceLoad) {
        return apart.record(Math.max(0, nanosSinceLoad));
    }

    Counts counts(long phaseNanos, long loads) {
        return new Counts(
                phaseNanos,
                reads.sum(),
                errors.sum(),
                times.snapshot(),
                slowest.get(),
                acknowledged.ages(),
                committed.ages(),
                apart.ages(),
                loads);
    }
}
