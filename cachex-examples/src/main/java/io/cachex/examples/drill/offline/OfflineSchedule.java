package io.cachex.examples.drill.offline;

import java.time.Duration;

/**
 * How long the fourth act lasts, and how much happens in it.
 *
 * @param seconds length of all phases together, at least {@link #SHORTEST}
 * @param rate requests per second; from 1
 */
public record OfflineSchedule(int seconds, int rate) {

    /** The shortest act: an upstream that answers again is found within half a second. */
    public static final int SHORTEST = 8;

    /** Checks the numbers. */
    public OfflineSchedule {
        if (seconds < SHORTEST) {
            throw new IllegalArgumentException("seconds must be at least " + SHORTEST + ": " + seconds);
        }
        if (rate < 1) {
            throw new IllegalArgumentException("rate must be at least 1: " + rate);
        }
    }

    /** How long a phase lasts. */
    public Duration lengthOf(Stage stage) {
        return Duration.ofMillis(seconds * 1_000L * stage.parts() / Stage.PARTS);
    }
}
