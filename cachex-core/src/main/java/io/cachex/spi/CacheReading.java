package io.cachex.spi;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A cache's counts since it was built, none of which ever goes back, and how it stands at this moment.
 *
 * @param reads what became of reads
 * @param loads what became of loads
 * @param copies the near tier
 * @param origin whether the origin can be had
 * @param puts values that callers have written, in whatever way
 * @param unreadable stored values that could not be used
 * @param oversized values too large to be kept
 * @param doubts how often the bus could not vouch for having delivered everything
 * @param writes the writes in the background; null if the cache makes none
 */
public record CacheReading(
        Reads reads,
        Loads loads,
        Copies copies,
        Origin origin,
        long puts,
        long unreadable,
        long oversized,
        long doubts,
        WriteQueue.@Nullable Stats writes) {

    /**
     * Reads, one for each key. Each counts once, in one of these.
     *
     * @param nearHits answered fresh by the near tier, known absence included
     * @param storeHits answered fresh by the store
     * @param staleServes answered by a value past its freshness
     * @param failures ended by an exception
     * @param misses all others: found nothing, or waited for a load
     */
    public record Reads(long nearHits, long storeHits, long staleServes, long failures, long misses) {

        /** Answered fresh from a tier. */
        public long hits() {
            return nearHits + storeHits;
        }

        /** All reads. */
        public long total() {
            return nearHits + storeHits + staleServes + failures + misses;
        }
    }

    /**
     * Loads.
     *
     * @param succeeded those that answered
     * @param failed those that did not
     * @param shared reads that waited for somebody else's load
     * @param late those whose result was not kept because the key changed meanwhile
     * @param refreshes those begun before anybody had to wait
     * @param backoffs those not begun because an earlier one had just failed
     * @param refusedFills values that the store did not take because the key had changed or another node loads it
     * @param running those under way now, with those that were given up but have not come back
     * @param oldest how long the oldest of these has been running; zero if none is
     */
    public record Loads(
            long succeeded,
            long failed,
            long shared,
            long late,
            long refreshes,
            long backoffs,
            long refusedFills,
            long running,
            Duration oldest) {}

    /**
     * The near tier.
     *
     * @param entries how many there are, about
     * @param weight what they weigh, where weight is bounded; else 0
     * @param bytes what they take, where bytes are bounded; else 0
     * @param pressure what is used of what is allowed: 0 empty, 1 full; 0 without a near tier
     * @param evictions entries that left by themselves, for each cause; those that {@linkplain EvictionCause#EXPIRED expired}
     *     were not pushed out
     */
    public record Copies(long entries, long weight, long bytes, double pressure, Map<EvictionCause, Long> evictions) {

        /** Entries that were pushed out for want of room. */
        public long evicted() {
            return evictions.entrySet().stream()
                    .filter(entry -> entry.getKey() != EvictionCause.EXPIRED)
                    .mapToLong(Map.Entry::getValue)
                    .sum();
        }
    }

    /**
     * The origin.
     *
     * @param enabled whether it may be asked at all
     * @param available whether it answers, as far as the loads tell
     * @param offline how long it was one or the other not, all in all
     */
    public record Origin(boolean enabled, boolean available, Duration offline) {}
}
