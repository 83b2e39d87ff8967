package io.cachex.benchmarks.turns;

import java.time.Duration;

/**
 * How much to measure.
 *
 * @param rounds how often each contender has its turn
 * @param turn how long a turn is
 * @param warmUpTurns turns of each contender before the first round
 * @param keys in the store: so many that threads hardly ever ask for the same one at once
 * @param nodes JVMs of the stampede, at least 2
 */
public record Plan(int rounds, Duration turn, int warmUpTurns, int keys, int nodes) {

    /** For figures that are to be written down: medians of 12 rounds. */
    public static final Plan FULL = new Plan(12, Duration.ofMillis(250), 4, 1 << 13, 3);

    /** To see that everything runs. */
    public static final Plan SMOKE = new Plan(1, Duration.ofMillis(20), 0, 1 << 10, 2);
}
