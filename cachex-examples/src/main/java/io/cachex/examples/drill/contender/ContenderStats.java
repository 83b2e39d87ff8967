package io.cachex.examples.drill.contender;

/**
 * What a cache says about itself.
 *
 * @param hits requests that it answered with what it had, fresh or stale
 * @param misses requests that only the origin could answer
 * @param staleServes those of the hits that were answered with an entry past its TTL
 * @param loads calls of the origin, whatever came of them
 * @param breaker state of its circuit breaker, or {@link #NO_BREAKER}; not a count
 */
public record ContenderStats(long hits, long misses, long staleServes, long loads, String breaker) {

    /** Stands for the state of a breaker that is not there. */
    public static final String NO_BREAKER = "-";

    /** Nothing counted yet. */
    public static final ContenderStats NONE = new ContenderStats(0, 0, 0, 0, NO_BREAKER);

    /** What was counted since {@code earlier}; the breaker's state is the later one. */
    public ContenderStats since(ContenderStats earlier) {
        return new ContenderStats(
                hits - earlier.hits,
                misses - earlier.misses,
                staleServes - earlier.staleServes,
                loads - earlier.loads,
                breaker);
    }

    /** What was counted here and in {@code later}; the breaker's state is the later one, if known. */
    public ContenderStats plus(ContenderStats later) {
        return new ContenderStats(
                hits + later.hits,
                misses + later.misses,
                staleServes + later.staleServes,
                loads + later.loads,
                later.breaker.equals(NO_BREAKER) ? breaker : later.breaker);
    }

    /** The share of look-ups that the cache answered with what it had; NaN when there were none. */
    public double hitRatio() {
        return (double) hits / (hits + misses);
    }
}
