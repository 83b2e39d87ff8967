package io.cachex.redis;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether the masters that are heard are all the masters there are: only then a heartbeat proves something. With its answer
 * each master tells its view, which is its epoch and the ids of all masters it knows. Pure logic; for one thread at a time.
 *
 * <p>Why it is a proof. Let all of these masters have answered, with one and the same view, heartbeats that were sent at p
 * or later. Then no other master has acknowledged a change before p, unless it did so when the view was not yet settled:
 *
 * <ol>
 *   <li>Who makes changes has slots, or is about to be given some.
 *   <li>Slots are given by election. The votes of most masters are needed, and who votes has raised its epoch before. Two
 *       majorities share a master, so one of these here would tell the new epoch.
 *   <li>Or slots are given by their owner, who must know the other node before it sends anybody there: then it names it.
 *   <li>A master that is cut off from most of the others stops serving, and then tells no view. Until it has noticed, it is
 *       the others who tell the new epoch.
 *   <li>An epoch may be known before the master whom it brings is. So a view proves nothing until it has been the same
 *       everywhere for a heartbeat; and nothing does while views differ.
 * </ol>
 *
 * <p>Where slots are taken without votes ({@code CLUSTER FAILOVER TAKEOVER}), and where the nodes of the cluster take
 * longer than a heartbeat to hear of an election they took part in, the bound grows by the time until they tell each other.
 */
final class ClusterView {

    /** What an answer is worth. */
    enum Proof {
        /** Nothing was missed. */
        GIVEN,
        /** Not yet: the masters agree, or are about to, since a moment ago. */
        OPEN,
        /** What was proven before is in doubt. */
        BROKEN
    }

    private final long settleNanos;
    private final Map<String, String> seen = new HashMap<>();
    private Set<String> masters = Set.of();
    private @Nullable String agreed;
    private long settledAt;

    /**
     * Of nobody.
     *
     * @param settleNanos for how long all must agree
     */
    ClusterView(long settleNanos) {
        this.settleNanos = settleNanos;
    }

    /** Those who are heard are these. */
    void masters(Set<String> ids) {
        if (!masters.equals(ids)) {
            masters = Set.copyOf(ids);
            seen.clear();
            agreed = null;
        }
    }

    /**
     * A master has answered.
     *
     * @param sent when it was asked
     */
    Proof answered(String master, String view, long sent, long now) {
        if (master.equals(Shard.ALONE)) {
            return Proof.GIVEN; // there are no others
        }
        if (view.equals(agreed)) {
            return sent - settledAt >= 0 ? Proof.GIVEN : Proof.OPEN;
        }
        boolean isBroken = agreed != null;
        agreed = null;
        seen.put(master, view);
        if (seen.size() == masters.size()
                && namesAll(view)
                && seen.values().stream().allMatch(view::equals)) {
            agreed = view;
            settledAt = now + settleNanos;
        }
        return isBroken ? Proof.BROKEN : Proof.OPEN;
    }

    /** Whether a view has the very masters that are heard. */
    boolean namesAll(String view) {
        String[] words = view.split(" ", -1);
        return masters.equals(new HashSet<>(Arrays.asList(words).subList(1, words.length)));
    }
}
