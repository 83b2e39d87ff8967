package io.cachex.testkit;

import io.cachex.spi.Invalidation;
import io.cachex.spi.InvalidationBus;
import io.cachex.spi.Subscription;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A bus that is right, and small; its steps are there to be got wrong by subclasses. */
class SimpleBus implements InvalidationBus {

    final List<Subscriber> subscribers = new CopyOnWriteArrayList<>();
    final Map<String, Long> sequences = new ConcurrentHashMap<>();
    final int maximum;
    volatile boolean closed;

    SimpleBus(int maximum) {
        this.maximum = maximum;
    }

    @Override
    public CompletionStage<Void> publish(Invalidation message) {
        if (closed) {
            return CompletableFuture.failedFuture(new IllegalStateException("closed"));
        }
        deliver(message);
        return CompletableFuture.completedFuture(null);
    }

    synchronized void deliver(Invalidation message) {
        Invalidation numbered = message.numbered(sequences.merge(spaceOf(message.namespace()), 1L, Long::sum));
        subscribers.stream()
                .filter(subscriber -> subscriber.namespace.equals(message.namespace()))
                .forEach(subscriber -> hand(subscriber, numbered));
    }

    @Override
    public synchronized Subscription subscribe(String namespace, Listener listener) {
        if (closed) {
            throw new IllegalStateException("closed");
        }
        if (subscribers.size() >= maximum) {
            throw new IllegalStateException("at most " + maximum + " subscribers");
        }
        Subscriber subscriber = new Subscriber(namespace, listener);
        subscribers.add(subscriber);
        return subscriber;
    }

    @Override
    public void close() {
        closed = true;
        List.copyOf(subscribers).forEach(Subscriber::close);
    }

    /** Tells everybody of doubt, as after a connection was lost. */
    void lose() {
        subscribers.forEach(subscriber -> subscriber.thread.execute(() -> subscriber.listener.onDoubt("reconnected")));
    }

    void hand(Subscriber subscriber, Invalidation message) {
        subscriber.thread.execute(() -> hear(subscriber, message));
    }

    void hear(Subscriber subscriber, Invalidation message) {
        if (subscriber.isActive()) {
            subscriber.listener.onInvalidation(message);
        }
    }

    String spaceOf(String namespace) {
        return namespace;
    }

    static ExecutorService threads(int count) {
        return Executors.newFixedThreadPool(count, task -> {
            Thread daemon = new Thread(task, "simple-bus");
            daemon.setDaemon(true);
            daemon.setUncaughtExceptionHandler((one, failure) -> {}); // of listeners that throw on purpose
            return daemon;
        });
    }

    final class Subscriber implements Subscription {

        final String namespace;
        final Listener listener;
        final ExecutorService thread = threads(1);

        Subscriber(String namespace, Listener listener) {
            this.namespace = namespace;
            this.listener = listener;
        }

        @Override
        public boolean isActive() {
            return subscribers.contains(this);
        }

        @Override
        public void close() {
            subscribers.remove(this);
            thread.shutdown();
        }
    }
}
