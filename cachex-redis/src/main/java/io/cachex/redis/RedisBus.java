package io.cachex.redis;

import io.cachex.spi.Invalidation;
import io.cachex.spi.InvalidationBus;
import io.cachex.spi.Subscription;
import io.cachex.spi.TimeSource;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The bus over Redis: one channel, on one connection that also carries the heartbeat; in a cluster, one of each for every
 * master.
 *
 * <p>Every message is numbered in the step that publishes it, per namespace. What is heard is handled at once, on the
 * connection's event loop and in its order; so an answered heartbeat proves what was heard before it, see {@link
 * NamespaceState}. Whatever breaks the proof is told as doubt: a lost or new connection, a gap, numbers that begin anew, a
 * message that cannot be read, a server that lost its data or whose clock was stepped, a cluster that has other masters
 * than before, see {@link ClusterView}. When no heartbeat was answered for the bound, the connection is closed and made anew, because a half-open one looks healthy for ever.
 *
 * <p>A {@link io.cachex.local.LocalBus.DirectListener} is called on the event loop and must not block; any other listener
 * has a queue and a thread of the bus, and may be slow.
 */
final class RedisBus implements InvalidationBus {

    private final Shards shards;
    private final RedisSettings settings;
    private final TimeSource time;
    private final BusCounters counters = new BusCounters();
    private final ExecutorService executor = new ThreadPoolExecutor(
            0, Integer.MAX_VALUE, 1, TimeUnit.SECONDS, new SynchronousQueue<>(), RedisBus::thread);
    private final Topics topics;
    private final BusHearing hearing;
    private final BusHealth health;
    private final AtomicBoolean begun = new AtomicBoolean();

    /**
     * A bus that is not yet begun.
     *
     * @param shards who sends the messages, and is to be heard
     * @param waits is told of the notes that a lease has ended, and whether they are heard at all
     */
    RedisBus(Shards shards, Waits waits, RedisSettings settings) {
        this.shards = shards;
        this.settings = settings;
        this.time = settings.time();
        this.topics = new Topics(
                settings.maximumSubscribers(),
                settings.bound(),
                executor,
                counters.doubts,
                shards.map().ids());
        this.hearing = new BusHearing(shards, waits, settings, topics, counters, executor);
        this.health = new BusHealth(shards, settings, this::isUp, counters);
    }

    /** Begins to connect, to listen and to beat. Idempotent. */
    RedisBus begin() {
        if (begun.compareAndSet(false, true)) {
            shards.start();
            hearing.begin();
            health.begin();
        }
        return this;
    }

    /** {@inheritDoc} Done when the server has published it. */
    @Override
    public CompletionStage<Void> publish(Invalidation message) {
        try {
            topics.ensureOpen();
            return BusScripts.publish(shards.data(), settings.names(), message)
                    .whenComplete((done, failure) ->
                            (failure == null ? counters.published : counters.unpublished).increment())
                    .thenAccept(done -> {});
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    @Override
    public Subscription subscribe(String namespace, Listener listener) {
        Objects.requireNonNull(listener, "listener");
        BusSubscription subscription = topics.join(namespace, listener, time.nanos());
        begin();
        Topic topic = topics.find(namespace);
        if (topic != null) {
            subscription.proveBy(
                    new Proofs(time, settings.bound(), settings.commandTimeout(), () -> hearing.ask(topic)));
            hearing.ask(topic);
        }
        return subscription;
    }

    /** What is known of a namespace; null if nobody listens to it. */
    @Nullable
    NamespaceState state(String namespace) {
        Topic topic = topics.find(namespace);
        return topic == null ? null : topic.state();
    }

    /** Whether everything is heard that is published from now on. */
    boolean isUp() {
        return hearing.isUp();
    }

    boolean canPublish() {
        return shards.isConnected();
    }

    BusCounters counters() {
        return counters;
    }

    @Override
    public void close() {
        health.close();
        topics.close();
        hearing.close();
        executor.shutdown();
    }

    @Override
    public String toString() {
        return "redisBus(" + settings.bound().toMillis() + "ms)";
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "cachex-redis-bus");
        thread.setDaemon(true);
        return thread;
    }
}
