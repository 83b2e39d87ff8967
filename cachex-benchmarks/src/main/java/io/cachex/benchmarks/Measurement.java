package io.cachex.benchmarks;

import java.util.Locale;

/**
 * What one JVM measured.
 *
 * @param nanos time of an operation in the best iteration
 * @param cpuNanos processor time of an operation in the best iteration, of all threads
 * @param bytes bytes allocated by an operation
 */
record Measurement(String benchmark, String contender, int threads, double nanos, double cpuNanos, double bytes) {

    static Measurement of(String line) {
        String[] parts = line.split("\t", -1);
        return new Measurement(
                parts[0],
                parts[1],
                Integer.parseInt(parts[2]),
                Double.parseDouble(parts[3]),
                Double.parseDouble(parts[4]),
                Double.parseDouble(parts[5]));
    }

    String line() {
        return String.format(
                Locale.ROOT, "%s\t%s\t%d\t%.3f\t%.3f\t%.2f%n", benchmark, contender, threads, nanos, cpuNanos, bytes);
    }

    /** The better of two. */
    Measurement best(Measurement other) {
        return new Measurement(
                benchmark,
                contender,
                threads,
                Math.min(nanos, other.nanos),
                Math.min(cpuNanos, other.cpuNanos),
                Math.min(bytes, other.bytes));
    }
}
