package io.cachex.redis;

import io.cachex.spi.Invalidation;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;

/** A namespace that somebody listens to. Told of everything by one thread at a time, in the order of the connection. */
final class Topic {

    private final byte[] key;
    private final NamespaceState state;
    private final LongAdder doubts;
    private final List<BusSubscription> subscriptions = new CopyOnWriteArrayList<>();

    Topic(byte[] key, NamespaceState state, LongAdder doubts) {
        this.key = key;
        this.state = state;
        this.doubts = doubts;
    }

    /** The hash in Redis that holds the sequence. */
    byte[] key() {
        return key;
    }

    NamespaceState state() {
        return state;
    }

    void add(BusSubscription subscription) {
        subscriptions.add(subscription);
    }

    /** Returns whether it was there. */
    boolean remove(BusSubscription subscription) {
        return subscriptions.remove(subscription);
    }

    List<BusSubscription> subscriptions() {
        return subscriptions;
    }

    /** A message arrived; returns what became of it. */
    NamespaceState.Heard hear(Invalidation message, long now) {
        NamespaceState.Heard heard = state.hear(message, now);
        if (heard.doubt() != null) {
            tellDoubt(heard.doubt(), now);
        }
        if (heard.isNews()) {
            subscriptions.forEach(subscription -> subscription.hear(message));
        }
        return heard;
    }

    /** Something changed that no message tells of. */
    void tell(Invalidation change) {
        subscriptions.forEach(subscription -> subscription.hear(change));
    }

    /** A heartbeat was answered. */
    void answer(long last, String incarnation, long until, long now) {
        String doubt = state.answer(last, incarnation, until, now);
        if (doubt != null) {
            tellDoubt(doubt, now);
        } else {
            subscriptions.forEach(subscription -> subscription.prove(until));
        }
    }

    /** Something that was received could not be used, or the server's clock is not to be trusted. */
    void doubt(String reason, long now) {
        state.doubt(now);
        tellDoubt(reason, now);
    }

    /** Changes that were acknowledged may be lost. */
    void lostChanges() {
        subscriptions.forEach(BusSubscription::lostChanges);
    }

    /** The connection is another one, or none. */
    void forget(String reason, long now) {
        state.forget(now);
        tellDoubt(reason, now);
    }

    private void tellDoubt(String reason, long now) {
        doubts.increment();
        subscriptions.forEach(subscription -> subscription.doubt(reason, now));
    }
}
