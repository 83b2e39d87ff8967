package io.cachex;

import java.util.concurrent.atomic.AtomicLong;

/** The weight that is taken, which never exceeds the bound, not for a moment: what comes takes its room first. */
final class Room {

    private final long most;
    private final AtomicLong taken = new AtomicLong();

    Room(long most) {
        this.most = most;
    }

    /** Takes so much, or nothing if there is not so much left. */
    boolean take(long weight) {
        long now;
        do {
            now = taken.get();
            if (weight > 0 && now + weight > most) {
                return false;
            }
        } while (!taken.compareAndSet(now, now + weight));
        return true;
    }

    void giveBack(long weight) {
        taken.addAndGet(-weight);
    }

    long taken() {
        return taken.get();
    }
}
