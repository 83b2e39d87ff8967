package io.cachex.benchmarks.turns;

import java.util.Collection;
import java.util.List;

/**
 * What one contender did in one turn.
 *
 * @param p50 nanoseconds that half of the operations took at most
 * @param p99 the same for 99 in 100
 * @param worstP99 the p99 of the thread that fared worst: where one thread gets all, the others' operations are too few to
 *     show in the p99 of all
 * @param perSecond operations of all threads together
 * @param bytes allocated by an operation, on whatever thread
 * @param failures operations without an answer
 */
public record Turn(double p50, double p99, double worstP99, double perSecond, double bytes, int failures) {

    public static Turn of(Collection<Samples> samples, long nanos, long bytes, int failures) {
        long[] sorted = Samples.sorted(samples);
        return new Turn(
                Samples.quantile(sorted, 0.5),
                Samples.quantile(sorted, 0.99),
                samples.stream().mapToDouble(Turn::p99).max().orElse(Double.NaN),
                sorted.length * 1e9 / nanos,
                (double) bytes / sorted.length,
                failures);
    }

    private static double p99(Samples ofOneThread) {
        return Samples.quantile(Samples.sorted(List.of(ofOneThread)), 0.99);
    }
}
