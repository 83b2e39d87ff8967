package io.cachex.redis;

import io.cachex.local.LocalBus;
import io.cachex.spi.Invalidation;
import io.cachex.spi.Liveness;
import io.cachex.spi.Subscription;
import io.cachex.spi.TimeSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A listener as a cache is one: called on the event loop. It remembers everything. */
final class Listening implements LocalBus.DirectListener {

    private final TimeSource time = TimeSource.system();
    private final List<Invalidation> messages = new CopyOnWriteArrayList<>();
    private final List<String> doubts = new CopyOnWriteArrayList<>();
    private final AtomicInteger losses = new AtomicInteger();
    private final Subscription subscription;

    Listening(RedisBus bus, String namespace) {
        subscription = bus.subscribe(namespace, this);
    }

    /** Waits until it is proven that it hears. */
    Listening untilLive() {
        Nodes.soon().until(this::isLive);
        return this;
    }

    @Override
    public void onInvalidation(Invalidation message) {
        messages.add(message);
    }

    @Override
    public void onDoubt(String reason) {
        doubts.add(reason);
    }

    @Override
    public void onLostChanges() {
        losses.incrementAndGet();
    }

    /** How often it was told that changes may be lost. */
    int losses() {
        return losses.get();
    }

    boolean isLive() {
        return liveUntil() - time.nanos() > 0;
    }

    long liveUntil() {
        return ((Liveness) subscription).liveUntil();
    }

    List<String> keys() {
        return messages.stream().flatMap(message -> message.keys().stream()).toList();
    }

    List<Invalidation> messages() {
        return messages;
    }

    List<String> doubts() {
        return doubts;
    }

    Subscription subscription() {
        return subscription;
    }
}
