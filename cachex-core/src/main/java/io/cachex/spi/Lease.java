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
}
