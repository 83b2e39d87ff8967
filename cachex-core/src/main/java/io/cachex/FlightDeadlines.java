package io.cachex;

import io.cachex.spi.TimeSource;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Gives up flights that take too long. All have the same time, counted from their beginning, so one timer serves all: it goes
 * off when the oldest is due, and then waits for the next.
 *
 * <p>The race with a flight that begins to be watched: (1) the timer's thread looks through the flights, (2) another one is
 * watched and sees the timer armed, (3) the timer is disarmed. So it is disarmed first, and then the flights are looked
 * through.
 */
final class FlightDeadlines<T> {

    /** Those that are due so soon are given up together. */
    private static final long TOGETHER = 1_000_000;

    private final Engine<T> engine;
    private final TimeSource time;
    private final long deadline;
    private volatile boolean armed; // written under this
    private boolean closed; // guarded by this
    private long due; // guarded by this: when the timer goes off
    private TimeSource.@Nullable Scheduled timer; // guarded by this

    FlightDeadlines(Engine<T> engine) {
        this.engine = engine;
        this.time = engine.time;
        this.deadline = engine.settings.loadDeadline;
    }

    /** Watches a registered flight, if that is not so yet: when it waits for the store, or at the latest when it loads. */
    void watch(Flight<T> flight, Call<T> call) {
        if (deadline > 0 && flight.watchedFor == null) {
            flight.watchedFor = call;
            if (!armed) {
                arm(deadline);
            }
        }
    }

    /** Unless it goes off as soon anyway: a flight that was watched meanwhile has armed it for its own end. */
    private synchronized void arm(long nanos) {
        long end = time.nanos() + nanos;
        if (closed || (armed && end - due >= 0)) {
            return;
        }
        if (armed && timer != null) {
            timer.cancel();
        }
        armed = true;
        due = end;
        timer = time.schedule(Duration.ofNanos(nanos), this::sweep);
    }

    private synchronized void disarm() {
        armed = false;
    }

    private void sweep() {
        disarm();
        long now = time.nanos();
        Sweep sweep = new Sweep(now);
        engine.loading.forEach(sweep);
        engine.looking.forEach(sweep);
        if (sweep.next < Long.MAX_VALUE) {
            arm(sweep.next);
        }
    }

    /** A look at all flights. */
    private final class Sweep implements Consumer<Flight<T>> {

        private final long now;

        /** How long until the next one is due. */
        private long next = Long.MAX_VALUE;

        Sweep(long now) {
            this.now = now;
        }

        @Override
        public void accept(Flight<T> flight) {
            Call<T> call = flight.watchedFor;
            if (call == null) {
                return;
            }
            long left = flight.startedAt + deadline - now;
            if (left > TOGETHER) {
                next = Math.min(next, left);
            } else {
                engine.run(() -> engine.landing.failed(flight, tooLong(flight), call));
            }
        }
    }

    private CacheTimeoutException tooLong(Flight<T> flight) {
        return new CacheTimeoutException("the load of " + engine.settings.shown(flight.key) + " did not end in "
                + Duration.ofNanos(deadline).toMillis() + " ms");
    }

    synchronized void close() {
        closed = true;
        if (timer != null) {
            timer.cancel();
        }
    }
}
