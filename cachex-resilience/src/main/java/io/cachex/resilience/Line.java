package io.cachex.resilience;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;

/**
 * The permits of a bulkhead (Resilience4j's, a semaphore) and the line of those who wait for one, which is ours: threads
 * and stages stand in the same line, first come first served.
 *
 * <p>No turn is lost. Somebody who finds no permit (1) gets in line, (2) looks for a permit once more; somebody who leaves
 * (1) gives the permit back, (2) looks at the line. Whichever is second sees the other.
 */
final class Line {

    private final Bulkhead permits;
    private final int room;
    private final LinkedHashSet<Turn> waiting = new LinkedHashSet<>(); // guarded by this

    /** The size of {@link #waiting}, for a look without the lock. */
    private volatile int length;

    Line(int maxConcurrent, int room) {
        this.permits = Bulkhead.of(
                "bulkhead",
                BulkheadConfig.custom()
                        .maxConcurrentCalls(maxConcurrent)
                        .maxWaitDuration(Duration.ZERO)
                        .build());
        this.room = room;
    }

    /** Takes a permit, if there is one and nobody waits. */
    boolean tryEnter() {
        return length == 0 && permits.tryAcquirePermission();
    }

    /** Gets in line; returns whether there was room. The turn may be granted before this returns. */
    boolean queue(Turn turn) {
        synchronized (this) {
            if (waiting.size() >= room) {
                return false;
            }
            waiting.add(turn);
            length = waiting.size();
        }
        serve();
        return true;
    }

    /** Gets out of line; returns whether the turn was still waiting, otherwise it has been granted or was never there. */
    synchronized boolean giveUp(Turn turn) {
        boolean waited = waiting.remove(turn);
        length = waiting.size();
        return waited;
    }

    /** Gives a permit back. */
    void leave() {
        permits.onComplete();
        if (length > 0) {
            serve();
        }
    }

    /** How many wait. */
    int length() {
        return length;
    }

    /** How many permits are left. */
    int available() {
        return permits.getMetrics().getAvailableConcurrentCalls();
    }

    Bulkhead permits() {
        return permits;
    }

    private void serve() {
        for (Turn turn : granted()) {
            turn.granted();
        }
    }

    private synchronized List<Turn> granted() {
        List<Turn> granted = new ArrayList<>(1);
        Iterator<Turn> line = waiting.iterator();
        while (line.hasNext() && permits.tryAcquirePermission()) {
            granted.add(line.next());
            line.remove();
        }
        length = waiting.size();
        return granted;
    }

    /** A place in the line. */
    interface Turn {

        /** The permit is here; must not block. */
        void granted();
    }
}
