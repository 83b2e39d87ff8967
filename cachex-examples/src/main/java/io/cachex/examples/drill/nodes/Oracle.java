package io.cachex.examples.drill.nodes;

import java.util.OptionalLong;

/**
 * Tells how old what a reader of one fleet saw was. It knows when each version was committed to the database, and when its
 * invalidation was acknowledged, if it was. Thread-safe.
 *
 * <p>A change is acknowledged when the call that tells the other nodes of it has returned and not failed. A read that
 * began after that and saw an older version is stale by the time in between: the earliest acknowledgement of any later
 * version counts. Of a change that was not acknowledged nobody was promised anything; so staleness is also counted from
 * the commit of the next version, whatever became of its invalidation.
 */
final class Oracle {

    private final Times committed;
    private final Times acknowledged;

    /**
     * How old a value was when a reader began to ask for it, in nanoseconds; 0 if it was not.
     *
     * @param sinceAcknowledged since an invalidation of it was acknowledged
     * @param sinceCommitted since the database had a newer one
     */
    record Staleness(long sinceAcknowledged, long sinceCommitted) {}

    /**
     * An oracle that has heard of no invalidation yet.
     *
     * @param committed when the database had each version
     */
    Oracle(int keys, Times committed) {
        this.committed = committed;
        this.acknowledged = new Times(keys);
    }

    /** The invalidation of all that came before this version was acknowledged at this time. */
    void acknowledged(int key, int version, long now) {
        acknowledged.note(key, version, now);
    }

    /** Judges a read that began at this time and saw this version. */
    Staleness judge(int key, int version, long began) {
        return new Staleness(
                age(acknowledged.firstAfter(key, version), began), age(committed.firstAfter(key, version), began));
    }

    private static long age(OptionalLong outdated, long began) {
        return outdated.isPresent() ? Math.max(0, began - outdated.getAsLong()) : 0;
    }
}
