package io.cachex.resilience;

import java.util.ArrayList;
import java.util.List;

/**
 * Where a {@link Circuit} stands. A phase never changes, it is replaced; a result that comes back with the permit of a
 * phase that is over therefore finds nothing to change.
 */
sealed interface Phase {

    /** The phase as users know it. */
    CircuitBreaker.State state();

    /** Calls go through, and their results into the tally. One object per closed phase: it is the permit of its calls. */
    final class Closed implements Phase, Permit {

        final Tally tally;

        Closed(Tally tally) {
            this.tally = tally;
        }

        @Override
        public CircuitBreaker.State state() {
            return CircuitBreaker.State.CLOSED;
        }
    }

    /**
     * Calls are rejected.
     *
     * @param since when it opened, in nanoseconds of the breaker's clock
     * @param nanos how long until a trial may be admitted
     * @param round how many times it opened again before, without having closed
     * @param forced whether it stays so, whatever the time
     */
    record Open(long since, long nanos, int round, boolean forced) implements Phase {

        /** How long until a trial may be admitted, zero or negative if one may. */
        long remaining(long now) {
            return forced ? Long.MAX_VALUE : nanos - (now - since);
        }

        @Override
        public CircuitBreaker.State state() {
            return CircuitBreaker.State.OPEN;
        }
    }

    /**
     * A few calls are admitted on trial.
     *
     * @param round as that of the open phase before
     * @param successes how many trials succeeded
     * @param trials those whose results are awaited
     */
    record HalfOpen(int round, int successes, List<Trial> trials) implements Phase {

        /** The phase with a trial more and without those whose leases have run out. */
        HalfOpen with(Trial trial, long now) {
            List<Trial> next = waiting(now);
            next.add(trial);
            return new HalfOpen(round, successes, List.copyOf(next));
        }

        /** The phase after a trial has ended; {@code more} successes were won by it. */
        HalfOpen without(Trial trial, int more) {
            List<Trial> next = new ArrayList<>(trials);
            next.remove(trial);
            return new HalfOpen(round, successes + more, List.copyOf(next));
        }

        /** The trials whose leases run. */
        List<Trial> waiting(long now) {
            List<Trial> waiting = new ArrayList<>(trials);
            waiting.removeIf(trial -> trial.isExpired(now));
            return waiting;
        }

        @Override
        public CircuitBreaker.State state() {
            return CircuitBreaker.State.HALF_OPEN;
        }
    }
}
