package io.cachex.examples.drill.nodes;

import java.util.Arrays;
import java.util.Random;

/** Keys of which few are popular: the n-th is chosen 1/n times as often as the first. Thread-safe. */
final class Zipf {

    private final double[] upTo;

    Zipf(int keys) {
        this.upTo = new double[keys];
        double sum = 0;
        for (int i = 0; i < keys; i++) {
            sum += 1.0 / (i + 1);
            upTo[i] = sum;
        }
    }

    /** A key from 0, as chance has it. */
    int next(Random random) {
        double point = random.nextDouble() * upTo[upTo.length - 1];
        int found = Arrays.binarySearch(upTo, point);
        return Math.min(found < 0 ? -found - 1 : found, upTo.length - 1);
    }
}
