package io.cachex.resilience;

import io.cachex.spi.Subscription;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs a breaker's changes and tells its listeners, one change after the other, in their order.
 *
 * <p>Changes are added while they are made and delivered afterwards, outside any lock, by the thread that made one or by
 * one that is still delivering an earlier one.
 */
final class BreakerChanges {

    private static final Logger LOG = LoggerFactory.getLogger(CircuitBreaker.class);

    private final CopyOnWriteArraySet<Listener> listeners = new CopyOnWriteArraySet<>();
    private final Queue<BreakerChange> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger undelivered = new AtomicInteger();

    Subscription listen(Consumer<BreakerChange> listener) {
        Listener subscription = new Listener(listener);
        listeners.add(subscription);
        return subscription;
    }

    void add(BreakerChange change) {
        waiting.add(change);
    }

    void deliver() {
        if (undelivered.getAndIncrement() == 0) {
            do {
                BreakerChange change = waiting.poll();
                if (change != null) {
                    tell(change);
                }
            } while (undelivered.decrementAndGet() != 0);
        }
    }

    private void tell(BreakerChange change) {
        log(change);
        for (Listener listener : listeners) {
            try {
                listener.action.accept(change);
            } catch (Throwable e) { // user code: the breaker and the other listeners go on
                LOG.warn("A listener of circuit breaker '{}' failed", change.breaker(), e);
            }
        }
    }

    private static void log(BreakerChange change) {
        Throwable failure = change.lastFailure();
        if (change.to() == CircuitBreaker.State.OPEN) {
            LOG.warn(
                    "Circuit breaker '{}': {} -> {}, last failure: {}",
                    change.breaker(),
                    change.from(),
                    change.to(),
                    failure == null ? "none" : failure.getClass().getName()); // its message may hold a key
        } else {
            LOG.info("Circuit breaker '{}': {} -> {}", change.breaker(), change.from(), change.to());
        }
    }

    /** A listener and the end of its listening. */
    private final class Listener implements Subscription {

        private final Consumer<BreakerChange> action;

        Listener(Consumer<BreakerChange> action) {
            this.action = action;
        }

        @Override
        public boolean isActive() {
            return listeners.contains(this);
        }

        @Override
        public void close() {
            listeners.remove(this);
        }
    }
}
