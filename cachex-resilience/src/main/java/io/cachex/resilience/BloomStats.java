package io.cachex.resilience;

/**
 * What a {@link BloomGuard} knows and has done, for metrics and health.
 *
 * @param items about how many keys it holds
 * @param capacity for how many it was made
 * @param denied reads that were answered with absence, without a load
 * @param falsePositives loads that it let pass, and that found nothing
 * @param expectedRate the chance with which it says "maybe" of an unknown key now, by its bits
 * @param fill which part of its bits is set
 * @param isComplete whether it knows all keys; while it does not, it says "maybe" of every key
 * @param isBypassed whether it is too full to be asked: more than half of its bits are set
 * @param unguardedTenants how many tenants have added more keys than they may
 * @param rebuilds how often it was made anew
 */
public record BloomStats(
        long items,
        long capacity,
        long denied,
        long falsePositives,
        double expectedRate,
        double fill,
        boolean isComplete,
        boolean isBypassed,
        int unguardedTenants,
        long rebuilds) {

    /** Whether it holds more keys than it was made for. */
    public boolean isSaturated() {
        return items > capacity;
    }

    /** Whether it says "no" at all. */
    public boolean isGuarding() {
        return isComplete && !isBypassed;
    }

    /** The part of the reads of unknown keys that it let pass to the origin; 0 if there were none. */
    public double observedRate() {
        long unknown = denied + falsePositives;
        return unknown == 0 ? 0 : (double) falsePositives / unknown;
    }
}
