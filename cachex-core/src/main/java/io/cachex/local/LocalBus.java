package io.cachex.local;

import io.cachex.spi.Invalidation;
import io.cachex.spi.InvalidationBus;
import io.cachex.spi.Subscription;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * A bus within this process, for several caches of one name in one JVM that share one instance.
 *
 * <p>Every listener of a namespace hears the same messages in the same order. There are two kinds of listeners:
 *
 * <ul>
 *   <li>A {@link DirectListener} is called on the publisher's thread, or on that of another publisher who is at it; the
 *       stage that {@link #publish} returns is done when all of them have heard the message. So an invalidation within
 *       one process takes effect before the call that caused it returns.
 *   <li>Any other listener is called on a thread of the bus and has a queue of 1,024 messages. When it is too slow, the
 *       oldest are dropped and it is told of the doubt. Nobody waits for it.
 * </ul>
 *
 * <p>A listener that throws is logged, once until it works again, and hears the next message. The threads are daemons,
 * at most one for each listener that has something to do, and end after a second without.
 */
public final class LocalBus implements InvalidationBus {

    /** How many subscribers a bus made without a number allows: 50. */
    public static final int DEFAULT_MAXIMUM_SUBSCRIBERS = 50;

    private final int maximumSubscribers;
    private final ExecutorService executor;
    private final Map<String, LocalChannel> channels = new ConcurrentHashMap<>();
    private final Set<LocalSubscription> subscriptions = ConcurrentHashMap.newKeySet(); // grows under this
    private volatile boolean closed; // written under this

    private LocalBus(int maximumSubscribers) {
        if (maximumSubscribers < 1) {
            throw new IllegalArgumentException("maximumSubscribers must be at least 1: " + maximumSubscribers);
        }
        this.maximumSubscribers = maximumSubscribers;
        this.executor = new ThreadPoolExecutor(
                0, Integer.MAX_VALUE, 1, TimeUnit.SECONDS, new SynchronousQueue<>(), LocalBus::thread);
    }

    /** A bus for at most 50 subscribers. */
    public static LocalBus create() {
        return of(DEFAULT_MAXIMUM_SUBSCRIBERS);
    }

    /**
     * A bus for at most this many subscribers, counted over all namespaces.
     *
     * @param maximumSubscribers at least 1
     * @throws IllegalArgumentException if out of range
     */
    public static LocalBus of(int maximumSubscribers) {
        return new LocalBus(maximumSubscribers);
    }

    /** {@inheritDoc} Done when all direct listeners have heard it, which is at once unless others publish as well. */
    @Override
    public CompletionStage<Void> publish(Invalidation message) {
        try {
            if (closed) {
                throw new IllegalStateException("local bus is closed");
            }
            return channel(message.namespace()).publish(message);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    @Override
    public synchronized Subscription subscribe(String namespace, Listener listener) {
        Objects.requireNonNull(listener, "listener");
        if (closed) {
            throw new IllegalStateException("local bus is closed");
        }
        if (subscriptions.size() >= maximumSubscribers) {
            throw new IllegalStateException("the bus allows at most " + maximumSubscribers + " subscribers");
        }
        LocalSubscription subscription =
                new LocalSubscription(channel(namespace), listener, executor, subscriptions::remove);
        subscriptions.add(subscription);
        subscription.begin();
        return subscription;
    }

    private LocalChannel channel(String namespace) {
        return channels.computeIfAbsent(namespace, unknown -> new LocalChannel());
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        subscriptions.forEach(LocalSubscription::close);
        executor.shutdown();
    }

    @Override
    public String toString() {
        return "localBus";
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "cachex-local-bus");
        thread.setDaemon(true);
        return thread;
    }

    /**
     * A listener to be called on the publisher's thread, before its publishing is done.
     *
     * <p>For listeners that touch nothing but memory: one that blocks, blocks publishers. It may publish, but must not
     * wait for what it published.
     */
    public interface DirectListener extends Listener {}
}
