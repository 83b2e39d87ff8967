package io.cachex;

import io.cachex.local.HandlerQueue;
import io.cachex.local.LocalBus;
import io.cachex.spi.CacheObserver;
import io.cachex.spi.Invalidation;
import io.cachex.spi.Invalidation.Kind;
import io.cachex.spi.InvalidationBus;
import io.cachex.spi.Liveness;
import io.cachex.spi.Subscription;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The cache's end of the bus: tells the others what changed here, applies here what changed there, and passes it on to
 * the user's handlers. Without a bus it tells nobody.
 */
final class BusLink<T> implements LocalBus.DirectListener {

    private static final Logger LOG = LoggerFactory.getLogger(Cache.class);

    private static final int MOST_WAITING = 1_024;

    private final @Nullable InvalidationBus bus;
    private final Engine<T> engine;
    private final Messages messages;
    private final @Nullable CacheObserver observer;
    private final List<HandlerQueue<Invalidation>> handlers = new CopyOnWriteArrayList<>();
    private @Nullable Subscription subscription; // written once, before the cache is handed out

    BusLink(@Nullable InvalidationBus bus, Engine<T> engine, Messages messages, @Nullable CacheObserver observer) {
        this.bus = bus;
        this.engine = engine;
        this.messages = messages;
        this.observer = observer;
    }

    void start() {
        if (bus != null) {
            subscription = bus.subscribe(messages.namespace(), this);
            if (engine.coherence != null && subscription instanceof Liveness proof) {
                requireLease(proof.bound());
                engine.coherence.rely(proof);
            }
            if (engine.store != null && subscription instanceof Liveness) {
                engine.store.rememberChanges();
            }
        }
    }

    /** Who holds a lease must be able to hear, before it is over, of what makes it worthless. */
    private void requireLease(Duration bound) {
        boolean leases = engine.store != null && engine.store.leasing != null;
        Duration lease = engine.settings.lease;
        Rules.require(
                !leases || lease.compareTo(bound) >= 0,
                "loadLease",
                lease,
                "at least the bound of the bus, which is " + bound);
    }

    /** Tells the others of a change that was made, unless the store has done so. */
    CompletableFuture<@Nullable Void> tell(Kind kind, String key) {
        return isTold() ? done() : publish(messages.of(kind, key));
    }

    /** As {@link #tell(Kind, String)}, of a name that got a new generation. */
    CompletableFuture<@Nullable Void> tellName(String name, long generation) {
        return isTold() ? done() : publish(messages.ofName(name, generation));
    }

    private boolean isTold() {
        return bus == null || (engine.store != null && engine.store.publishing != null);
    }

    CompletableFuture<@Nullable Void> publish(Kind kind, Set<String> keys) {
        return bus == null || keys.isEmpty() ? done() : publish(messages.of(kind, keys));
    }

    private CompletableFuture<@Nullable Void> publish(Invalidation message) {
        if (bus == null) {
            return done();
        }
        CompletableFuture<@Nullable Void> told = new CompletableFuture<>();
        bus.publish(message).whenComplete((done, failure) -> {
            if (failure == null) {
                told.complete(null);
            } else {
                told.completeExceptionally(new CacheException(
                        "the change was made, but the other nodes could not be told", Failures.unwrap(failure)));
            }
        });
        return told;
    }

    private static CompletableFuture<@Nullable Void> done() {
        return CompletableFuture.completedFuture(null);
    }

    /** Applies what another cache did. Its own messages have had their effect before they were sent. */
    @Override
    public void onInvalidation(Invalidation message) {
        if (message.source().equals(messages.source())) {
            return;
        }
        message.keys().forEach(engine.misses::add); // before flights go: who finds none to join finds the key here
        switch (message.kind()) {
            case PUT, REMOVE -> message.keys().forEach(this::drop);
            case EXPIRE -> message.keys().forEach(this::expire);
            case TAG -> message.tags().forEach(tag -> learn(tag, message.generation()));
            case CLEAR -> {
                learn(Tags.EVERYTHING, message.generation());
                dropAll();
            }
        }
        CacheObserver watching = observer;
        if (watching != null) {
            engine.run(() -> watching.onInvalidation(engine.settings.name, message.kind())); // not on the bus's thread
        }
        for (HandlerQueue<Invalidation> handler : handlers) {
            handler.offer(message);
        }
    }

    @Override
    public void onDoubt(String reason) {
        LOG.warn(
                "cache {}: the bus may have lost messages ({}), nothing in this process is trusted any more",
                engine.settings.name,
                reason);
        engine.misses.doubt(reason);
        engine.doubt();
        engine.counters.doubts.increment();
        CacheObserver watching = observer;
        if (watching != null) {
            engine.run(() -> watching.onDoubt(engine.settings.name, reason));
        }
    }

    @Override
    public void onLostChanges() {
        engine.misses.lostChanges();
        if (engine.coherence != null) {
            engine.coherence.lost();
        }
        if (engine.store != null) {
            engine.store.changeAgain();
        }
    }

    private void drop(String key) {
        engine.loading.poison(key);
        engine.looking.poison(key);
        engine.near.remove(key);
    }

    private void expire(String key) {
        engine.loading.poison(key);
        engine.looking.poison(key);
        long now = engine.time.nanos();
        if (engine.near.peek(key) != null) {
            engine.near.compute(key, there -> there == null ? null : there.expired(now));
        }
    }

    private void dropAll() {
        engine.loading.poisonAll();
        engine.looking.poisonAll();
        engine.near.clear();
    }

    /**
     * A generation of another cache. Without a store that both share, the numbers of two caches do not compare: then the
     * tag is advanced here, which comes to the same.
     */
    private void learn(String name, long generation) {
        if (engine.store != null && engine.store.generations != null) {
            engine.tags.learn(name, generation);
        } else {
            engine.tags.advance(name);
        }
    }

    Subscription handle(Consumer<Invalidation> handler) {
        HandlerQueue<Invalidation> queue = HandlerQueue.of(
                engine::run,
                MOST_WAITING,
                handler,
                lost -> LOG.warn(
                        "cache {}: a handler of invalidations is too slow and misses one", engine.settings.name));
        int most = engine.settings.maximumSubscribers;
        synchronized (handlers) {
            if (handlers.size() >= most) {
                throw new IllegalStateException("cache '" + engine.settings.name + "' has " + most
                        + " handlers, as many as maximumSubscribers allows");
            }
            handlers.add(queue);
        }
        return new Subscription() {
            @Override
            public boolean isActive() {
                return handlers.contains(queue);
            }

            @Override
            public void close() {
                handlers.remove(queue);
                queue.close();
            }
        };
    }

    void close() {
        if (subscription != null) {
            subscription.close();
        }
        handlers.forEach(HandlerQueue::close);
    }
}
