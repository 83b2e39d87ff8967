package io.cachex.redis;

/**
 * How often the bus asks whether its connection lives, and when no answer means that it does not. Pure; times are
 * nanoseconds of the bus's clock. Used by the thread that beats and by the one that hears the answers.
 */
final class Heartbeat {

    /** Beats in a bound: so one may be lost, or late, and another is in time. */
    static final int BEATS = 5;

    private final long bound;

    private volatile long provenAt; // when the last beat that was answered had been sent

    Heartbeat(long bound, long connectedAt) {
        this.bound = bound;
        this.provenAt = connectedAt;
    }

    /** The answer to the beat sent at this time came. Answers come in the order of the beats. */
    long answered(long sentAt) {
        provenAt = sentAt;
        return sentAt + bound; // however late it comes: what it proves was true when it was asked
    }

    /** Whether the connection is to be given up: since so long no answer came that nothing heard on it is proven. */
    boolean isOverdue(long now) {
        return now - provenAt >= bound;
    }
}
