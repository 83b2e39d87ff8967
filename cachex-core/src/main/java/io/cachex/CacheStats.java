package io.cachex;

import io.cachex.spi.EvictionCause;
import java.time.Duration;
import java.util.Map;

/**
 * A cache's counters since it was built. Every read counts exactly once: {@code reads = nearHits + storeHits + misses}.
 * A stale answer is a miss that was covered, and counts as a stale serve, too.
 *
 * @param nearHits reads answered fresh by the near tier, known absence included
 * @param storeHits reads answered fresh by the store
 * @param misses reads that found nothing fresh
 * @param loads loads that answered
 * @param loadFailures loads that failed
 * @param sharedLoads reads that waited for somebody else's load
 * @param staleServes reads answered by a value past its freshness
 * @param lateLoads loads whose result was not kept because the key changed meanwhile
 * @param refreshes loads begun before anybody had to wait
 * @param backoffs loads not begun because an earlier one had just failed
 * @param unreadable stored values that could not be used
 * @param oversized values too large to be kept
 * @param refusedFills loaded values that the store refused because the key had changed or another node loads it
 * @param doubts how often the bus could not vouch for having delivered everything
 * @param evictions entries that left the near tier for want of room
 * @param nearSize entries in the near tier, about
 * @param nearWeight the bytes or the weight in the near tier, where those are bounded; else 0
 * @param evictionsByCause entries that left the near tier by themselves, for each cause; those that expired are not among
 *     the evictions
 * @param runningLoads loads under way, those that were given up but have not come back included
 * @param oldestLoad how long the oldest of them has been running; zero if none is
 * @param puts values that callers have written, in whatever way
 */
public record CacheStats(
        long nearHits,
        long storeHits,
        long misses,
        long loads,
        long loadFailures,
        long sharedLoads,
        long staleServes,
        long lateLoads,
        long refreshes,
        long backoffs,
        long unreadable,
        long oversized,
        long refusedFills,
        long doubts,
        long evictions,
        long nearSize,
        long nearWeight,
        Map<EvictionCause, Long> evictionsByCause,
        long runningLoads,
        Duration oldestLoad,
        long puts) {

    /** All reads. */
    public long reads() {
        return nearHits + storeHits + misses;
    }

    /** Fresh answers from a tier among all reads; 1 if there were none. */
    public double hitRatio() {
        long reads = reads();
        return reads == 0 ? 1 : (double) (nearHits + storeHits) / reads;
    }
}
