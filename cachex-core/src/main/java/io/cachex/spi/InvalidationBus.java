package io.cachex.spi;

import java.util.concurrent.CompletionStage;

/**
 * Carries invalidations between the nodes that share a namespace.
 *
 * <p>A bus numbers the messages of a namespace and tells its listeners when it cannot vouch for having delivered them
 * all. It never waits for a listener: a slow or throwing one harms nobody.
 */
public interface InvalidationBus extends AutoCloseable {

    /**
     * Sends a message to every subscriber of its namespace, the sender's own included.
     *
     * @return done when the bus has taken the message over; failed if it could not, or does not know
     */
    CompletionStage<Void> publish(Invalidation message);

    /**
     * Begins to listen to a namespace.
     *
     * @throws IllegalStateException if the bus is closed or has as many subscribers as it allows, naming the number
     */
    Subscription subscribe(String namespace, Listener listener);

    /** Ends every subscription; what is published later fails. Idempotent. */
    @Override
    void close();

    /**
     * Hears messages one at a time and in the bus's order. Must be quick and must not block. One that throws hears the
     * next message all the same, or is told of doubt.
     */
    interface Listener {

        /** A message arrived; its number is above that of the one before, or 0 if nobody sent it: the bus saw a change by itself. */
        void onInvalidation(Invalidation message);

        /**
         * Messages may have been lost: whatever was kept on the strength of this subscription is in doubt.
         *
         * @param reason for people: "gap 17..19", "reconnected", "slow listener"
         */
        void onDoubt(String reason);

        /**
         * The store behind this bus may have lost changes that it had acknowledged: it was restarted, or a replica took over
         * that had not heard of them. Who made some of late makes them again. Comes with a doubt, and before anything is
         * proven again. Does nothing unless overridden.
         */
        default void onLostChanges() {}
    }
}
