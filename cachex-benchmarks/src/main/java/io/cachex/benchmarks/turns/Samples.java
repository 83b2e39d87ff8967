package io.cachex.benchmarks.turns;

import java.util.Arrays;
import java.util.Collection;

/** How long operations took, in nanoseconds. For one thread. */
public final class Samples {

    private long[] nanos = new long[1 << 12];
    private int count;

    public void add(long sample) {
        if (count == nanos.length) {
            nanos = Arrays.copyOf(nanos, 2 * count);
        }
        nanos[count++] = sample;
    }

    /** Forgets all, and keeps the room. */
    public void clear() {
        count = 0;
    }

    public int count() {
        return count;
    }

    /** The samples of several threads, the smallest first. */
    public static long[] sorted(Collection<Samples> all) {
        long[] sorted = new long[all.stream().mapToInt(Samples::count).sum()];
        int end = 0;
        for (Samples one : all) {
            System.arraycopy(one.nanos, 0, sorted, end, one.count);
            end += one.count;
        }
        Arrays.sort(sorted);
        return sorted;
    }

    /** The sample below which this part of all are, NaN if there are none. */
    public static double quantile(long[] sorted, double part) {
        return sorted.length == 0
                ? Double.NaN
                : sorted[(int) Math.min(sorted.length - 1L, (long) (part * sorted.length))];
    }

    /** The one in the middle, NaN if there are none. */
    public static double median(Collection<Double> values) {
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return sorted.length == 0 ? Double.NaN : sorted[sorted.length / 2];
    }
}
