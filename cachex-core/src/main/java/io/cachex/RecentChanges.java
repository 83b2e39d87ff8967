package io.cachex;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What this node changed in the store within the last 30 s: should the store lose what it has acknowledged of late, this is
 * to be changed again. When there are more than {@value Recovery#MOST} it cannot say which, and says so. Safe for many
 * threads.
 */
final class RecentChanges {

    static final Duration KEPT = Duration.ofSeconds(30);

    private static final long KEPT_NANOS = KEPT.toNanos();

    private final Map<String, Long> changes =
            new LinkedHashMap<>(); // guarded by this; the oldest first, and when it was
    private boolean isIncomplete; // guarded by this
    private long incompleteUntil; // guarded by this

    synchronized void add(String change, long now) {
        changes.remove(change); // to the end
        changes.put(change, now);
        forgetOld(now);
        if (changes.size() > Recovery.MOST) {
            Iterator<Long> times = changes.values().iterator();
            incompleteUntil = times.next() + KEPT_NANOS;
            isIncomplete = true;
            times.remove();
        }
    }

    /** Those of late, the oldest first. */
    synchronized List<String> list(long now) {
        forgetOld(now);
        return List.copyOf(changes.keySet());
    }

    /** Whether one of late is not on the list. */
    synchronized boolean isIncomplete(long now) {
        isIncomplete &= incompleteUntil - now > 0;
        return isIncomplete;
    }

    private void forgetOld(long now) {
        Iterator<Long> times = changes.values().iterator();
        while (times.hasNext() && now - times.next() >= KEPT_NANOS) {
            times.remove();
        }
    }
}
