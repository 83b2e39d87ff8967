package io.cachex.examples.drill.replay;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How the drill stands.
 *
 * @param second seconds since the start
 * @param phase the phase of the second that has just passed
 * @param lanes one for each cache, in the order in which they were given
 * @param worstDelayNanos how late a request was sent at worst, because this machine was too busy to send it when due
 */
public record Reading(int second, Phase phase, List<OfLane> lanes, long worstDelayNanos) {

    /**
     * How one cache stands.
     *
     * @param name of the cache
     * @param lastSecond the requests that ended since the last reading
     * @param phases the requests by the phase in which they were due
     * @param firstWarmError how it first failed a key that it had served before, or null when it did not
     */
    public record OfLane(
            String name,
            Figures lastSecond,
            Map<Phase, Figures> phases,
            @Nullable String firstWarmError) {

        /** All requests so far. */
        public Figures total() {
            return phases.values().stream().reduce(Figures.NONE, Figures::plus);
        }
    }
}
