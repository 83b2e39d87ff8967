package io.cachex.resilience.service;

import io.cachex.CacheClosedException;
import io.cachex.Rules;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The services around a cache by their tiers: started in order, closed the other way round. Within a tier they start as they
 * were added. Safe for use by many threads.
 */
public final class Services implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Services.class);

    private final List<Entry> entries = new ArrayList<>(); // guarded by this, as all that follows
    private boolean isStarted;
    private boolean isClosed;

    private record Entry(String name, ServiceTier tier, Callable<?> start, AutoCloseable service) {}

    private Services() {}

    /** No services yet. */
    public static Services create() {
        return new Services();
    }

    /** A service that is made by {@link #start()}. */
    public <T> Lazy<T> hot(String name, Callable<T> init) {
        Lazy<T> lazy = Lazy.of(name, init);
        add(new Entry(name, ServiceTier.HOT, lazy::get, lazy));
        return lazy;
    }

    /** A pool, whose least number of objects is made by {@link #start()}. */
    public <T> AdaptivePool<T> warm(AdaptivePool<T> pool) {
        Rules.notNull("pool", pool);
        add(new Entry(pool.name(), ServiceTier.WARM, pool::start, pool));
        return pool;
    }

    /** A service that is made when it is first used. */
    public <T> Lazy<T> cold(String name, Callable<T> init) {
        Lazy<T> lazy = Lazy.of(name, init);
        add(new Entry(name, ServiceTier.COLD, () -> lazy, lazy));
        return lazy;
    }

    /** A queue of work that nobody waits for; see {@link BackgroundQueue#of}. */
    public BackgroundQueue background(String name, int capacity, Executor executor) {
        BackgroundQueue queue = BackgroundQueue.of(name, capacity, executor);
        add(new Entry(name, ServiceTier.BACKGROUND, () -> queue, queue));
        return queue;
    }

    /**
     * Starts them. If one fails, those that were started are closed again. A second call does nothing.
     *
     * @throws Exception what the first that failed threw
     */
    public synchronized void start() throws Exception {
        refuseIfClosed();
        if (isStarted) {
            return;
        }
        isStarted = true;
        for (Entry entry : inOrder()) {
            try {
                entry.start.call();
            } catch (Throwable e) { // user code
                close();
                throw e;
            }
        }
    }

    /** The names of the services in a tier, in their order. */
    public synchronized List<String> names(ServiceTier tier) {
        return entries.stream()
                .filter(entry -> entry.tier == tier)
                .map(Entry::name)
                .toList();
    }

    /** Closes them, the last started first. What one of them throws is logged; the others are closed all the same. */
    @Override
    public synchronized void close() {
        if (isClosed) {
            return;
        }
        isClosed = true;
        List<Entry> order = new ArrayList<>(inOrder());
        for (int i = order.size() - 1; i >= 0; i--) {
            Entry entry = order.get(i);
            try {
                entry.service.close();
            } catch (Exception e) { // user code: the others have to be closed all the same
                LOG.warn("Closing service '{}' failed", entry.name, e);
            }
        }
    }

    @Override
    public synchronized String toString() {
        return inOrder().stream()
                .map(entry -> entry.tier + " " + entry.service)
                .collect(Collectors.joining(", ", "services(", ")"));
    }

    private synchronized void add(Entry entry) {
        refuseIfClosed();
        boolean isNew = entries.stream().noneMatch(one -> one.name.equals(entry.name));
        Rules.require(isNew, "name", "'" + entry.name + "'", "of one service only");
        Rules.require(!isStarted, "name", "'" + entry.name + "'", "added before the start");
        entries.add(entry);
    }

    private List<Entry> inOrder() {
        return entries.stream().sorted(Comparator.comparing(Entry::tier)).toList(); // stable
    }

    private void refuseIfClosed() {
        if (isClosed) {
            throw new CacheClosedException("the services are closed");
        }
    }
}
