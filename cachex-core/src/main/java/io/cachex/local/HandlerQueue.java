package io.cachex.local;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands items to one handler, in order and one at a time, without making the giver wait for it.
 *
 * <p>It has no thread: while there are items, one task is with the executor, which does 64 of them and then lets others
 * have their turn. When more wait than the capacity allows, the oldest is dropped. What the handler throws is logged,
 * once until it works again, and the next item follows.
 *
 * @param <T> the type of the items, never null
 */
public final class HandlerQueue<T> implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(HandlerQueue.class);
    private static final int TURN = 64;

    private final Executor executor;
    private final int capacity;
    private final Consumer<? super T> handler;
    private final Consumer<? super T> dropped;

    private final Deque<T> items = new ArrayDeque<>(); // guarded by this
    private boolean running; // guarded by this: somebody hands items on, or is about to
    private boolean closed; // guarded by this
    private boolean failing; // only the one who is running looks at it

    private HandlerQueue(Executor executor, int capacity, Consumer<? super T> handler, Consumer<? super T> dropped) {
        if (capacity < 1) {
            throw new IllegalArgumentException("capacity must be at least 1: " + capacity);
        }
        this.executor = executor;
        this.capacity = capacity;
        this.handler = handler;
        this.dropped = dropped;
    }

    /**
     * A queue before a handler.
     *
     * @param executor runs the handler; one that runs tasks on the thread that gives them makes the giver wait. While
     *     it refuses tasks, items wait for the next one to be offered
     * @param capacity how many items may wait, at least 1
     * @param handler is given the items; may be slow, may throw
     * @param dropped is given each item that will not be handled, before the next one is, by the thread that offers or
     *     closes and under the queue's lock: must be quick, must neither block nor throw
     * @throws IllegalArgumentException if the capacity is out of range
     */
    public static <T> HandlerQueue<T> of(
            Executor executor, int capacity, Consumer<? super T> handler, Consumer<? super T> dropped) {
        return new HandlerQueue<>(executor, capacity, handler, dropped);
    }

    /** Adds an item, at the cost of the oldest if there are too many. Never blocks and never throws. */
    public void offer(T item) {
        add(item);
        wake();
    }

    /** Adds an item that waits until somebody wakes the queue. */
    synchronized void add(T item) {
        if (closed) {
            dropped.accept(item);
            return;
        }
        if (items.size() == capacity) {
            dropped.accept(items.removeFirst());
        }
        items.addLast(item);
    }

    /** Sees to it that the items are handled. */
    void wake() {
        if (begin()) {
            submit();
        }
    }

    /** Handles a turn of items on this thread, unless another thread is at it. */
    void drainHere() {
        if (begin()) {
            drain();
        }
    }

    private synchronized boolean begin() {
        boolean isFirst = !running && !items.isEmpty();
        running |= isFirst;
        return isFirst;
    }

    private void submit() {
        try {
            executor.execute(this::drain);
        } catch (RuntimeException e) { // rejected: the next one who offers tries again
            LOG.debug("An executor refused to run a handler", e);
            synchronized (this) {
                running = false;
            }
        }
    }

    private void drain() {
        for (int i = 0; i < TURN; i++) {
            T item = next();
            if (item == null) {
                return;
            }
            handle(item);
        }
        submit();
    }

    private synchronized @Nullable T next() {
        T item = items.pollFirst();
        running = item != null;
        return item;
    }

    private void handle(T item) {
        try {
            handler.accept(item);
            failing = false;
        } catch (Throwable e) { // the handler is user code, and the next item is due
            if (!failing) {
                failing = true;
                LOG.warn("A handler failed; more failures in a row are not logged", e);
            }
        }
    }

    /** Drops what waits and whatever is offered from now on. An item under way is handled to its end. Idempotent. */
    @Override
    public synchronized void close() {
        closed = true;
        items.forEach(dropped);
        items.clear();
    }
}
