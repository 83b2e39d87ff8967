package io.cachex.benchmarks.redis;

import java.util.Collection;

/**
 * What one contender did in one turn.
 *
 * @param p50 nanoseconds that half of the operations took at most
 * @param p99 the same for 99 in 100
 * @param longest the slowest operation
 * @param perSecond operations of all threads together
 * @param bytes allocated by an operation, on whatever thread
 * @param failures operations without an answer
 */
record Turn(double p50, double p99, double longest, double perSecond, double bytes, int failures) {

    static Turn of(Collection<Samples> samples, long nanos, long bytes, int failures) {
        long[] sorted = Samples.sorted(samples);
        return new Turn(
                Samples.quantile(sorted, 0.5),
                Samples.quantile(sorted, 0.99),
                Samples.quantile(sorted, 1),
                sorted.length * 1e9 / nanos,
                (double) bytes / sorted.length,
                failures);
    }
}
