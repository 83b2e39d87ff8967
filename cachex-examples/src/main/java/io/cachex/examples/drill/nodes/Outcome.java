package io.cachex.examples.drill.nodes;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How the second act went.
 *
 * @param schedule what was planned
 * @param fleets CacheX first
 * @param worstDelayNanos how late a change was made at worst, because this machine was too busy to make it when due
 */
public record Outcome(Schedule schedule, List<OfFleet> fleets, long worstDelayNanos) {

    /**
     * How it went for one fleet.
     *
     * @param name of its kind of cache
     * @param phases what its readers saw, by the phase in which they began
     * @param changes values that were changed
     * @param untold changes whose invalidation failed
     * @param leftOld copies, over all keys and nodes, that were not what the database had when all was over
     * @param firstBreach how it first failed a read or broke the bound, or null if it did not
     */
    public record OfFleet(
            String name,
            Map<Trouble, Counts> phases,
            long changes,
            long untold,
            int leftOld,
            @Nullable String firstBreach) {

        /** All phases. */
        public Counts total() {
            return phases.values().stream().reduce(Counts.NONE, Counts::plus);
        }
    }
}
