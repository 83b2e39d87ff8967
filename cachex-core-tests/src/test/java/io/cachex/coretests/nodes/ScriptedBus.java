package io.cachex.coretests.nodes;

import io.cachex.spi.Invalidation;
import io.cachex.spi.Invalidation.Kind;
import io.cachex.spi.InvalidationBus;
import io.cachex.spi.Liveness;
import io.cachex.spi.Subscription;
import io.cachex.testkit.FakeTime;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** A bus that says what a test tells it to: when it is proven, what it hears, when it doubts. */
public final class ScriptedBus implements InvalidationBus {

    static final Duration BOUND = Duration.ofSeconds(2);

    private final FakeTime time;
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private final List<Invalidation> published = new CopyOnWriteArrayList<>();
    private volatile long liveUntil;
    private volatile Runnable look = () -> {};

    public ScriptedBus(FakeTime time) {
        this.time = time;
        this.liveUntil = time.nanos();
    }

    /** Proves that nothing was missed until so long from now. */
    public void prove(Duration duration) {
        liveUntil = time.nanos() + duration.toNanos();
    }

    /** Does something once, the next time somebody asks until when the bus is proven, before the answer. */
    void onLook(Runnable action) {
        look = () -> {
            look = () -> {};
            action.run();
        };
    }

    public void doubt() {
        each(listener -> listener.onDoubt("gap 17..19"));
    }

    void loseChanges() {
        each(Listener::onLostChanges);
    }

    /** Delivers what another node did to a key. */
    public void hear(Kind kind, String key) {
        each(listener -> listener.onInvalidation(
                Invalidation.ofKeys("elsewhere", "cachex:default:users", kind, Set.of(key), 0)));
    }

    private void each(Consumer<Listener> event) {
        listeners.forEach(event);
    }

    int listeners() {
        return listeners.size();
    }

    List<Invalidation> published() {
        return published;
    }

    @Override
    public CompletionStage<Void> publish(Invalidation message) {
        published.add(message);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public Subscription subscribe(String namespace, Listener listener) {
        listeners.add(listener);
        return new Proven(listener);
    }

    private final class Proven implements Subscription, Liveness {

        private final Listener listener;

        Proven(Listener listener) {
            this.listener = listener;
        }

        @Override
        public boolean isActive() {
            return listeners.contains(listener);
        }

        @Override
        public void close() {
            listeners.remove(listener);
        }

        @Override
        public Duration bound() {
            return BOUND;
        }

        @Override
        public long liveUntil() {
            look.run();
            return liveUntil;
        }
    }

    @Override
    public void close() {
        listeners.clear();
    }
}
