package io.cachex.examples.drill.replay;

import java.util.Arrays;
import java.util.function.LongBinaryOperator;

/** How often which latency occurred: a copy of what a {@link LatencyRecorder} has counted. Immutable. */
public final class Latencies {

    /** None recorded. */
    public static final Latencies NONE = new Latencies(new long[LatencyRecorder.BUCKETS]);

    private final long[] counts;

    Latencies(long[] counts) {
        this.counts = counts;
    }

    /** These and those of {@code other}. */
    public Latencies plus(Latencies other) {
        return combine(other, Long::sum);
    }

    /** What was recorded since {@code earlier}, a copy of the same recorder. */
    public Latencies since(Latencies earlier) {
        return combine(earlier, (later, before) -> later - before);
    }

    private Latencies combine(Latencies other, LongBinaryOperator operation) {
        long[] combined = new long[counts.length];
        Arrays.setAll(combined, i -> operation.applyAsLong(counts[i], other.counts[i]));
        return new Latencies(combined);
    }

    /** How many were recorded. */
    public long count() {
        return Arrays.stream(counts).sum();
    }

    /** The latency in nanoseconds that {@code percent} of all requests did not exceed; 0 when none were recorded. */
    public long percentile(double percent) {
        long rank = (long) Math.ceil(count() * percent / 100);
        long seen = 0;
        for (int i = 0; i < counts.length; i++) {
            seen += counts[i];
            if (seen >= rank && counts[i] > 0) {
                return LatencyRecorder.upperBound(i);
            }
        }
        return 0;
    }
}
