package io.cachex.redis;

import io.cachex.spi.Invalidation;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;

/** A namespace that somebody listens to. Told of everything by one thread at a time, in the order of the connections. */
final class Topic {

    private final String namespace;
    private final NamespaceState state;
    private final LongAdder doubts;
    private final List<BusSubscription> subscriptions = new CopyOnWriteArrayList<>();

    Topic(String namespace, NamespaceState state, LongAdder doubts) {
        this.namespace = namespace;
        this.state = state;
        this.doubts = doubts;
    }

    String namespace() {
        return namespace;
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

    /** A message arrived from a master; returns what became of it. */
    NamespaceState.Heard hear(String master, Invalidation message, long now) {
        NamespaceState.Heard heard = state.hear(master, message, now);
        if (heard.doubt() != null) {
            tellDoubt(heard.doubt(), now);
        }
        if (heard.isNews()) {
            Invalidation told = state.numbered(message);
            subscriptions.forEach(subscription -> subscription.hear(told));
        }
        return heard;
    }

    /** Something changed that no message tells of. */
    void tell(Invalidation change) {
        subscriptions.forEach(subscription -> subscription.hear(change));
    }

    /** A heartbeat was answered by a master. */
    void answer(String master, long last, String incarnation, long until, long now) {
        String doubt = state.answer(master, last, incarnation, until, now);
        if (doubt != null) {
            tellDoubt(doubt, now);
        } else {
            long proven = state.liveUntil();
            subscriptions.forEach(subscription -> subscription.prove(proven));
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

    /** The connection to a master is another one, or none. */
    void forget(String master, String reason, long now) {
        state.forget(master, now);
        tellDoubt(reason, now);
    }

    private void tellDoubt(String reason, long now) {
        doubts.increment();
        subscriptions.forEach(subscription -> subscription.doubt(reason, now));
    }
}
