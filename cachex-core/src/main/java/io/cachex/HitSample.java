package io.cachex;

/**
 * Which hits are timed where somebody wants to know: about one in 64. Key and coarse clock decide, so threads need not
 * share a count; the clock moves on, so each key has its turn.
 */
final class HitSample {

    private static final int ONE_IN = 64;

    /** 8.4 ms: about a tick of the coarse clock. */
    private static final int TICK_BITS = 23;

    private HitSample() {}

    static boolean includes(String key, long coarseNanos) {
        return ((key.hashCode() ^ (coarseNanos >>> TICK_BITS)) & (ONE_IN - 1)) == 0;
    }
}
