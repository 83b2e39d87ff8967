package io.cachex.examples.drill.nodes;

import io.cachex.examples.drill.replay.LatencyRecorder;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;

/** Counts ages of reads. Thread-safe. */
final class AgeTally {

    private final long limitNanos;
    private final LatencyRecorder all = new LatencyRecorder();
    private final LongAdder old = new LongAdder();
    private final LongAccumulator worst = new LongAccumulator(Math::max, 0);
    private final LongAdder beyond = new LongAdder();

    AgeTally(long limitNanos) {
        this.limitNanos = limitNanos;
    }

    /** Counts one read; returns whether it is within the limit. */
    boolean record(long ageNanos) {
        all.record(ageNanos);
        worst.accumulate(ageNanos);
        if (ageNanos > 0) {
            old.increment();
        }
        boolean within = ageNanos <= limitNanos;
        if (!within) {
            beyond.increment();
        }
        return within;
    }

    Ages ages() {
        return new Ages(all.snapshot(), old.sum(), worst.get(), beyond.sum());
    }
}
