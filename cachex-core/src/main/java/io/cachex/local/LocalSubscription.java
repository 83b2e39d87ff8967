package io.cachex.local;

import io.cachex.spi.InvalidationBus;
import io.cachex.spi.Subscription;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** A listener of a {@link LocalChannel} with the messages it has not yet heard. */
final class LocalSubscription implements Subscription {

    static final int CAPACITY = 1_024;

    private final LocalChannel channel;
    private final InvalidationBus.Listener listener;
    private final Consumer<LocalSubscription> onClose;
    private final boolean direct;
    private final HandlerQueue<LocalMessage> queue;

    /** Messages were dropped, and the listener does not know it yet. */
    private volatile boolean doubtful;

    private volatile boolean active = true;

    LocalSubscription(
            LocalChannel channel,
            InvalidationBus.Listener listener,
            Executor executor,
            Consumer<LocalSubscription> onClose) {
        this.channel = channel;
        this.listener = listener;
        this.onClose = onClose;
        this.direct = listener instanceof LocalBus.DirectListener;
        this.queue = HandlerQueue.of(executor, CAPACITY, this::tell, this::drop);
    }

    void begin() {
        channel.add(this);
    }

    boolean isDirect() {
        return direct;
    }

    /** Called under the channel's lock, which makes the order of all queues one. */
    void add(LocalMessage message) {
        queue.add(message);
    }

    void wakeIfIndirect() {
        if (!direct) {
            queue.wake();
        }
    }

    void drainIfDirect() {
        if (direct) {
            queue.drainHere();
        }
    }

    private void tell(LocalMessage message) {
        try {
            tellDoubt();
            listener.onInvalidation(message.invalidation());
        } finally {
            if (direct) {
                message.told();
            }
        }
    }

    private void tellDoubt() {
        if (doubtful) {
            doubtful = false;
            listener.onDoubt("slow listener");
        }
    }

    /** The oldest makes room for a newer one, so the listener will be called and will hear of the doubt. */
    private void drop(LocalMessage message) {
        doubtful = true;
        if (direct) {
            // Not here: what waits for the message must not run under the locks of this queue and its channel.
            CompletableFuture<Void> unused = CompletableFuture.runAsync(message::told);
        }
    }

    @Override
    public boolean isActive() {
        return active;
    }

    @Override
    public void close() {
        active = false;
        channel.remove(this);
        queue.close();
        onClose.accept(this);
    }
}
