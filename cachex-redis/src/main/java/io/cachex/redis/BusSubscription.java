package io.cachex.redis;

import io.cachex.local.HandlerQueue;
import io.cachex.local.LocalBus;
import io.cachex.spi.Invalidation;
import io.cachex.spi.InvalidationBus.Listener;
import io.cachex.spi.Liveness;
import io.cachex.spi.Subscription;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A listener of a {@link Topic}. A direct one is told at once, on the connection's event loop; any other has a queue, so
 * that it may be slow. What proves the subscription live goes the same way, so it never overtakes a message.
 */
final class BusSubscription implements Subscription, Liveness {

    private static final Logger LOG = LoggerFactory.getLogger(RedisBus.class);

    /** How many messages may wait for a slow listener before the oldest is dropped. */
    static final int CAPACITY = 1_024;

    private final Listener listener;
    private final Duration bound;
    private final Consumer<BusSubscription> onClose;
    private final @Nullable HandlerQueue<Runnable> queue; // null if the listener is direct

    /** Messages were dropped, and the listener does not know it yet. */
    private volatile boolean doubtful;

    private volatile boolean active = true;
    private volatile long liveUntil;
    private volatile @Nullable Proofs proofs; // written once, before the subscription is handed out
    private boolean failing; // one at a time tells the listener

    BusSubscription(Listener listener, Duration bound, long now, Executor executor, Consumer<BusSubscription> onClose) {
        this.listener = listener;
        this.bound = bound;
        this.liveUntil = now;
        this.onClose = onClose;
        this.queue = listener instanceof LocalBus.DirectListener
                ? null
                : HandlerQueue.of(executor, CAPACITY, this::run, dropped -> doubtful = true);
    }

    /** From now on this proves more than the heartbeats do that come by themselves. */
    void proveBy(Proofs more) {
        proofs = more;
    }

    void hear(Invalidation message) {
        give(() -> listener.onInvalidation(message));
    }

    void doubt(String reason, long now) {
        give(() -> {
            liveUntil = now; // until the next proof
            listener.onDoubt(reason);
            disprove();
        });
    }

    void lostChanges() {
        give(listener::onLostChanges);
    }

    /** Everything acknowledged until {@link #bound} before this time has been given to this subscription. */
    void prove(long until) {
        give(() -> {
            liveUntil = until;
            Proofs waiting = proofs;
            if (waiting != null) {
                waiting.proven(until);
            }
        });
    }

    private void disprove() {
        Proofs waiting = proofs;
        if (waiting != null) {
            waiting.none();
        }
    }

    private void give(Runnable step) {
        if (queue != null) {
            queue.offer(step);
        } else {
            run(step);
        }
    }

    private void run(Runnable step) {
        if (!active) {
            return;
        }
        try {
            if (doubtful) {
                doubtful = false;
                listener.onDoubt("slow listener");
            }
            step.run();
            failing = false;
        } catch (Throwable e) { // the listener is user code, and the next one is to be told, too
            failed(e);
        }
    }

    private void failed(Throwable failure) {
        if (!failing) {
            failing = true;
            LOG.warn("A listener failed; more failures in a row are not logged", failure);
        }
        try {
            listener.onDoubt("the listener failed");
        } catch (Throwable e) { // as it did before
            LOG.debug("A listener that failed could not be told of the doubt", e);
        }
    }

    @Override
    public Duration bound() {
        return bound;
    }

    @Override
    public long liveUntil() {
        return liveUntil;
    }

    /** {@inheritDoc} Asks the server, unless nothing is proven anyway. */
    @Override
    public CompletionStage<Boolean> heardAll() {
        Proofs more = proofs;
        return more == null || !active ? CompletableFuture.completedFuture(false) : more.next(liveUntil);
    }

    @Override
    public boolean isActive() {
        return active;
    }

    @Override
    public void close() {
        active = false;
        disprove();
        if (queue != null) {
            queue.close();
        }
        onClose.accept(this);
    }
}
