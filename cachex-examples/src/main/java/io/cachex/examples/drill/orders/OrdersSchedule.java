package io.cachex.examples.drill.orders;

import java.time.Duration;

/**
 * How long the third act lasts, and how much happens in it.
 *
 * @param seconds length of all phases together, at least {@link #SHORTEST}
 * @param rate orders per second; from 1
 */
public record OrdersSchedule(int seconds, int rate) {

    /** The shortest act: a service takes about a second to start. */
    public static final int SHORTEST = 8;

    /** How long what waits may take to be written when all is well again. */
    static final Duration DRAINING = Duration.ofSeconds(60);

    /** Checks the numbers. */
    public OrdersSchedule {
        if (seconds < SHORTEST) {
            throw new IllegalArgumentException("seconds must be at least " + SHORTEST + ": " + seconds);
        }
        if (rate < 1) {
            throw new IllegalArgumentException("rate must be at least 1: " + rate);
        }
    }

    /** When a phase begins, counted from the start of the first. */
    public Duration startOf(Trouble trouble) {
        return Duration.ofSeconds(seconds).multipliedBy(trouble.begins()).dividedBy(Trouble.PARTS);
    }

    /** When a phase ends. */
    Duration endOf(Trouble trouble) {
        return Duration.ofSeconds(seconds).multipliedBy(trouble.ends()).dividedBy(Trouble.PARTS);
    }
}
