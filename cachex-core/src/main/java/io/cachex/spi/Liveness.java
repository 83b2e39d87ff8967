package io.cachex.spi;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * What the {@link Subscription} of a bus that crosses a network offers in addition: proof, by an answered heartbeat on the
 * very connection that carries the messages, of until when nothing was missed.
 *
 * <p>A cache uses a copy in its process while the copy's load began less than {@link #bound()} ago, or while the
 * subscription is live and no doubt was raised since the copy was made. So no reader sees a value more than {@code bound}
 * (and one percent for clocks that run differently) after the invalidation of that value was acknowledged. After Gray and
 * Cheriton, Leases (SOSP 1989).
 */
public interface Liveness {

    /** The bound S on staleness. */
    Duration bound();

    /**
     * Until when, in nanoseconds of the bus's {@link TimeSource}, every change that was acknowledged has been heard here.
     * In the past if that is not proven. Cheap: one volatile read.
     */
    long liveUntil();

    /**
     * Proves as soon as it can that everything has been heard here that was acknowledged before this call. Many who ask at once
     * may share a question.
     *
     * @return true when it is proven; false if it cannot be, or not soon. Never fails. False, unless overridden
     */
    default CompletionStage<Boolean> heardAll() {
        return CompletableFuture.completedFuture(false);
    }
}
