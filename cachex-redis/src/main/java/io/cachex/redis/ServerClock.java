package io.cachex.redis;

import io.cachex.spi.TimeSource;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * The server's clock as well as this node knows it: its last answer to TIME, carried on by monotonic time.
 *
 * <p>Before the first answer it is this node's wall clock. Whoever listens is told of a step: when the server's clock has
 * moved by 250 ms and the round trip more, or less, than time has passed here.
 */
final class ServerClock {

    private static final long STEP_MICROS = 250_000;

    /** What the server's clock showed at a moment of ours. */
    private record Reading(long serverMicros, long nanos) {}

    private final TimeSource time;
    private final Reading guess;
    private final List<Runnable> stepListeners = new CopyOnWriteArrayList<>();
    private volatile @Nullable Reading last; // written under this

    ServerClock(TimeSource time) {
        this.time = time;
        Instant now = time.instant();
        this.guess = new Reading(now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000, time.nanos());
    }

    /** The server's time in microseconds since 1970. */
    long micros() {
        Reading reading = last;
        return at(reading == null ? guess : reading, time.nanos());
    }

    /** Whether the server has ever been asked. */
    boolean isKnown() {
        return last != null;
    }

    /** Hears of every step of the server's clock, on the thread that noticed it. Must be quick and must not throw. */
    void onStep(Runnable listener) {
        stepListeners.add(listener);
    }

    /**
     * An answer to TIME.
     *
     * @param sentNanos when it was asked for, by our clock
     * @param receivedNanos when it was there
     * @return whether the clock was stepped since the answer before; listeners have been told
     */
    boolean observe(long serverMicros, long sentNanos, long receivedNanos) {
        long roundTrip = receivedNanos - sentNanos;
        Reading reading = new Reading(serverMicros, sentNanos + roundTrip / 2);
        boolean stepped;
        synchronized (this) {
            Reading before = last;
            long jump = before == null ? 0 : Math.abs(serverMicros - at(before, reading.nanos));
            stepped = jump > STEP_MICROS + roundTrip / 1_000;
            last = reading;
        }
        if (stepped) {
            stepListeners.forEach(Runnable::run);
        }
        return stepped;
    }

    private static long at(Reading reading, long nanos) {
        return reading.serverMicros + (nanos - reading.nanos) / 1_000;
    }
}
