package io.cachex;

import io.cachex.spi.Liveness;
import io.cachex.spi.TimeSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Whether a copy in this process may be used although other nodes change the same keys: decided on the read, from
 * monotonic time, never by a timer.
 *
 * <p>A copy is good while its load began less than S ago. It is good for longer only while the bus proves that nothing
 * was missed, and no doubt was raised since the copy was made: each doubt begins a new epoch, which costs one number and
 * no sweep. A bus within this process proves nothing and misses nothing; with it only epochs count.
 *
 * <p>A reader takes three looks, in this order: (1) until when the bus is proven, (2) the near tier, (3) the epoch. Were
 * (2) before (1), a reader could stand still in between while an invalidation removes the copy it holds and an answered
 * heartbeat says that all is well. Were (3) before (1), it could miss the doubt that came before the proof.
 */
final class Coherence {

    private final TimeSource time;
    private final long suspicion;
    private volatile int epoch;
    private volatile @Nullable Long lostAt; // when the store was found to have lost changes; null if never

    // Written once, before the cache is handed out.
    private @Nullable Liveness liveness;
    private long bound;

    /**
     * Of a bus of which nothing is known yet.
     *
     * @param suspicion for how long, in ns, after the store has lost changes its older values count as fallbacks only
     */
    Coherence(TimeSource time, long suspicion) {
        this.time = time;
        this.suspicion = suspicion;
    }

    /** From now on this proof counts. */
    void rely(Liveness proof) {
        bound = proof.bound().toNanos();
        liveness = proof;
    }

    /** The clock that decides: the coarse one would be behind after this process was paused. */
    long now() {
        return liveness == null ? time.coarseNanos() : time.nanos();
    }

    /** Until when nothing was missed; to be read before the near tier. */
    long proven() {
        Liveness proof = liveness;
        return proof == null ? 0 : proof.liveUntil();
    }

    /** Whether a change elsewhere may be acknowledged before this node has heard of it. */
    boolean needsProof() {
        return liveness != null;
    }

    /** Whether all has been heard that was acknowledged before this call; to be asked where it {@linkplain #needsProof needs proof}. */
    CompletionStage<Boolean> heardAll() {
        Liveness proof = liveness;
        return proof == null ? CompletableFuture.completedFuture(true) : proof.heardAll();
    }

    /** Whether an entry that was found after {@code proven} was read may be used at {@code now}. */
    boolean trusts(Entry<?> entry, long now, long proven) {
        if (liveness == null) {
            return entry.epoch == epoch();
        }
        return now - entry.startedAt < bound || (proven - now > 0 && entry.epoch == epoch());
    }

    /** Whether a caller who comes now may wait for what a flight brings. */
    boolean isJoinable(Flight<?> flight) {
        if (liveness == null) {
            return flight.epoch == epoch();
        }
        long proven = proven();
        long now = time.nanos();
        return now - flight.startedAt < bound || (proven - now > 0 && flight.epoch == epoch());
    }

    /** For what begins now. */
    short epoch() {
        return (short) epoch;
    }

    /** For what an earlier run has left: no epoch of which anything is trusted. */
    short epochBefore() {
        return (short) (epoch - 1);
    }

    /** When a copy of an earlier run began, so that it is not good for its youth: the clock that tells its age may lie. */
    long notTrusted(long startedAt) {
        long least = time.nanos() - bound;
        return startedAt - least < 0 ? startedAt : least;
    }

    /** The store may have lost changes that it had acknowledged: what it has from before may have been invalidated. */
    void lost() {
        lostAt = time.nanos();
    }

    /** Whether what the store holds is to be loaded anew, because its invalidation may be among what the store has lost. */
    boolean suspects(Entry<?> found, long now) {
        Long lost = lostAt;
        return lost != null && now - lost < suspicion && found.startedAt - lost < 0;
    }

    /**
     * Begins a new epoch: what was begun before is in doubt.
     *
     * @return whether epochs of long ago may come again, so that what is left of them has to go now
     */
    synchronized boolean doubt() {
        epoch++;
        return (epoch & 0x7FFF) == 0;
    }
}
