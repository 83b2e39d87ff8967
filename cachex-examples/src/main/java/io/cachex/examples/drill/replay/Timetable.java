package io.cachex.examples.drill.replay;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * When each request is due, and in which phase. Phases begin on whole seconds.
 *
 * @param rate requests per second, at least 1
 * @param seconds length of the drill, at least one for each phase
 */
public record Timetable(int rate, int seconds) {

    /** Shortest drill: a second for each phase. */
    public static final int SHORTEST = 5;

    /** Checks the numbers. */
    public Timetable {
        if (rate < 1) {
            throw new IllegalArgumentException("rate must be at least 1: " + rate);
        }
        if (seconds < SHORTEST) {
            throw new IllegalArgumentException("seconds must be at least " + SHORTEST + ": " + seconds);
        }
    }

    /** How many requests each cache gets. */
    public long requests() {
        return (long) rate * seconds;
    }

    /** When request {@code n} is due, in nanoseconds since the start. */
    public long dueNanos(long n) {
        return (long) (n * (double) TimeUnit.SECONDS.toNanos(1) / rate);
    }

    /** The phase in which request {@code n} is due. */
    public Phase phaseOf(long n) {
        return phaseAt((int) (n / rate));
    }

    /** The phase of the second that begins {@code second} seconds after the start. */
    public Phase phaseAt(int second) {
        Phase current = Phase.NORMAL;
        for (Phase phase : Phase.values()) {
            if (second >= startOf(phase)) {
                current = phase;
            }
        }
        return current;
    }

    /** The second in which {@code phase} begins. */
    public int startOf(Phase phase) {
        return (int) Math.round(phase.begins() * seconds);
    }

    /** A TTL much shorter than the outage, so that everything expires while the origin is away: 3 s, less in a short drill. */
    public Duration ttl() {
        return Duration.ofMillis(Math.min(3_000, seconds * 75L));
    }
}
