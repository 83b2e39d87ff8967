package io.cachex.resilience;

import io.cachex.Failures;
import java.util.ArrayDeque;
import java.util.Deque;

/** The failures of a call before its last one: the latest few, for a call may be repeated many times. */
final class EarlierFailures {

    private static final int MOST = 8;

    private final Deque<Throwable> failures = new ArrayDeque<>(); // guarded by this

    synchronized void add(Throwable failure) {
        if (failures.size() == MOST) {
            failures.removeFirst();
        }
        failures.add(Failures.unwrap(failure));
    }

    /**
     * Adds them to the last failure. One that is thrown again and again (a constant, a shared flight's) does not grow
     * beyond the bound, nor is it suppressed in itself.
     */
    synchronized void suppressIn(Throwable thrown) {
        Throwable last = Failures.unwrap(thrown);
        int room = MOST - last.getSuppressed().length;
        for (Throwable failure : failures) {
            if (failure != last && room-- > 0) {
                last.addSuppressed(failure);
            }
        }
    }
}
