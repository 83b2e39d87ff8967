package io.cachex.benchmarks;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/** Draws ranks from 0 on, of which rank {@code r} is as likely as 1 / (r + 1)<sup>exponent</sup>. */
public final class Zipf {

    private final double[] cumulated;

    /** A distribution over so many ranks. */
    public Zipf(int ranks, double exponent) {
        cumulated = new double[ranks];
        double sum = 0;
        for (int rank = 0; rank < ranks; rank++) {
            sum += 1 / Math.pow(rank + 1, exponent);
            cumulated[rank] = sum;
        }
    }

    /** The next rank. */
    public int next(RandomGenerator random) {
        int found = Arrays.binarySearch(cumulated, random.nextDouble() * cumulated[cumulated.length - 1]);
        return Math.min(found < 0 ? -found - 1 : found + 1, cumulated.length - 1);
    }
}
