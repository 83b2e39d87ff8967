package io.cachex.spi;

import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** A lock held until its time is over. All methods may be called by any thread. */
public interface Lease {

    /** A number above that of every lease given out for this name before, to be checked by what the lock protects. */
    long fencingToken();

    /** How long the lease is certainly still valid; zero once it is over, released or lost. Needs no round trip. */
    Duration remaining();

    /**
     * Makes the lease last for {@code ttl} from now.
     *
     * @param ttl in the range that the provider allows
     * @return false if it is no longer held: a lost lease is never taken again; failed with
     *     {@link IllegalArgumentException}, and the lease as it was, for a time out of range
     */
    CompletionStage<Boolean> extend(Duration ttl);

    /**
     * Gives the lock back if it is still held; never frees another holder's.
     *
     * @return whether this call freed it
     */
    CompletionStage<Boolean> release();

    /**
     * Done with the cause when the lease ends other than by {@link #release()}: as soon as that is known, and at the
     * latest when its time is over, as exactly as the provider's timer goes. {@link #remaining()} is zero from before that.
     * Never done for a lease that was released in time; never fails. Whoever waits for it is told on any thread, must be quick
     * and must not block.
     */
    CompletionStage<Loss> lost();

    /** Why a lease ended before its holder released it. */
    enum Loss {
        /** Its time is over. */
        EXPIRED,
        /** Its server no longer has it as this holder's, though its time was not over: deleted, or somebody else's. */
        TAKEN,
        /** Its server was restarted, or is another one than before, and does not know of it. */
        SERVER_CHANGED,
        /** Its server's clock was set, so that its time may end there too early or too late. */
        CLOCK_STEP
    }
}
