package io.cachex.examples.drill.replay;

import io.cachex.examples.drill.contender.ContenderStats;
import java.util.concurrent.atomic.LongAdder;

/** Counts how the requests of one cache in one phase ended. Thread-safe. */
final class Tally {

    private final LongAdder requests = new LongAdder();
    private final LongAdder errors = new LongAdder();
    private final LongAdder warmRequests = new LongAdder();
    private final LongAdder warmErrors = new LongAdder();
    private final LatencyRecorder latencies = new LatencyRecorder();

    void record(long nanos, boolean answered, boolean warm) {
        requests.increment();
        latencies.record(nanos);
        if (warm) {
            warmRequests.increment();
        }
        if (!answered) {
            errors.increment();
            if (warm) {
                warmErrors.increment();
            }
        }
    }

    Figures figures(ContenderStats stats) {
        return new Figures(
                requests.sum(), errors.sum(), warmRequests.sum(), warmErrors.sum(), latencies.snapshot(), stats);
    }
}
