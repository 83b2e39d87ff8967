package io.cachex.redis;

import io.cachex.spi.InvalidationBus.Listener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** The namespaces that somebody listens to. Whoever holds its monitor knows that nobody begins or ends to listen. */
final class Topics {

    private final Map<String, Topic> topics = new ConcurrentHashMap<>(); // changed under this
    private final int maximumSubscribers;
    private final Duration bound;
    private final Executor executor;
    private final LongAdder doubts;
    private Set<String> masters; // guarded by this
    private int subscribers; // guarded by this
    private boolean closed; // guarded by this
    private volatile int longest; // written under this

    /**
     * None yet.
     *
     * @param maximumSubscribers over all namespaces
     * @param bound the bound on staleness, which subscriptions tell
     * @param executor runs listeners that are not direct
     * @param doubts counts how often a namespace is in doubt
     * @param masters the ids of those who number messages
     */
    Topics(int maximumSubscribers, Duration bound, Executor executor, LongAdder doubts, Set<String> masters) {
        this.maximumSubscribers = maximumSubscribers;
        this.bound = bound;
        this.executor = executor;
        this.doubts = doubts;
        this.masters = masters;
    }

    /** Those who number messages are these; returns whether they are others than before. */
    synchronized boolean masters(Set<String> ids, long now) {
        if (masters.equals(ids)) {
            return false;
        }
        masters = Set.copyOf(ids);
        topics.values().forEach(topic -> topic.state().masters(masters, now));
        return true;
    }

    /**
     * Begins to listen.
     *
     * @throws IllegalStateException if there are as many subscribers as may be, or this is closed
     */
    synchronized BusSubscription join(String namespace, Listener listener, long now) {
        ensureOpen();
        if (subscribers >= maximumSubscribers) {
            throw new IllegalStateException("the bus allows at most " + maximumSubscribers
                    + " subscribers: raise maximumSubscribers if these are not forgotten ones");
        }
        subscribers++;
        longest = Math.max(longest, namespace.length());
        Topic topic = topics.computeIfAbsent(
                namespace, unknown -> new Topic(namespace, new NamespaceState(now, masters), doubts));
        BusSubscription subscription =
                new BusSubscription(listener, bound, now, executor, ended -> leave(namespace, topic, ended));
        topic.add(subscription);
        return subscription;
    }

    private synchronized void leave(String namespace, Topic topic, BusSubscription subscription) {
        if (topic.remove(subscription)) {
            subscribers--;
            if (topic.subscriptions().isEmpty()) {
                topics.remove(namespace, topic);
            }
        }
    }

    @Nullable
    Topic find(String namespace) {
        return topics.get(namespace);
    }

    /** No namespace that somebody listens to has a longer name. */
    int longestNamespace() {
        return longest;
    }

    /** Those there are, as they come and go. */
    Collection<Topic> all() {
        return topics.values();
    }

    synchronized void ensureOpen() {
        if (closed) {
            throw new IllegalStateException("the redis bus is closed");
        }
    }

    /** Ends every subscription, and lets nobody listen any more. */
    void close() {
        List<BusSubscription> ended = new ArrayList<>();
        synchronized (this) {
            closed = true;
            topics.values().forEach(topic -> ended.addAll(topic.subscriptions()));
        }
        ended.forEach(BusSubscription::close);
    }
}
