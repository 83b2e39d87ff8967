package io.cachex.resilience.service;

import io.cachex.CallRejectedException;
import io.cachex.Rules;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Work that nobody waits for, one piece after the other in its order. It has no thread: while there is work, one task is with
 * the executor. Bounded: a piece too many is refused. Safe for use by many threads.
 */
public final class BackgroundQueue implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(BackgroundQueue.class);
    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(5);

    private final String name;
    private final int capacity;
    private final Executor executor;

    private final Queue<Runnable> work = new ArrayDeque<>(); // guarded by this, as all that follows
    private boolean isRunning;
    private boolean isClosed;
    private @Nullable CompletableFuture<@Nullable Void> drained;

    private BackgroundQueue(String name, int capacity, Executor executor) {
        this.name = name;
        this.capacity = capacity;
        this.executor = executor;
    }

    /**
     * An empty queue.
     *
     * @param capacity how many pieces may wait, from 1 to 1,000,000
     */
    public static BackgroundQueue of(String name, int capacity, Executor executor) {
        return new BackgroundQueue(
                Rules.name("name", name),
                Rules.between("capacity", capacity, 1, 1_000_000),
                Rules.notNull("executor", executor));
    }

    /**
     * Adds work. What it throws is logged.
     *
     * @throws CallRejectedException if as much waits as the capacity allows, or after {@link #close()}
     */
    public void submit(Runnable piece) {
        Rules.notNull("piece", piece);
        synchronized (this) {
            if (isClosed || work.size() >= capacity) {
                throw new CallRejectedException(
                        "background queue '" + name + "' " + (isClosed ? "is closed" : "is full: " + capacity));
            }
            work.add(piece);
            if (isRunning) {
                return;
            }
            isRunning = true;
        }
        try {
            executor.execute(this::run);
        } catch (Throwable e) { // full, shut down, or out of threads, which is an Error
            synchronized (this) {
                work.remove(piece);
            }
            run(); // what came meanwhile relied on that task
            throw new CallRejectedException("background queue '" + name + "': the executor takes no work", e);
        }
    }

    /** How many pieces wait. */
    public synchronized int waiting() {
        return work.size();
    }

    /** Takes no more work, and waits for what there is, for at most 5 s; the rest is dropped and logged. Idempotent. */
    @Override
    public void close() {
        CompletableFuture<@Nullable Void> end;
        synchronized (this) {
            isClosed = true;
            if (!isRunning) {
                return;
            }
            if (drained == null) {
                drained = new CompletableFuture<>();
            }
            end = drained;
        }
        try {
            end.get(LONGEST_CLOSE.toMillis(), TimeUnit.MILLISECONDS);
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException | ExecutionException e) {
            LOG.debug("'{}' was not done in time", name, e);
        }
        int dropped;
        synchronized (this) {
            dropped = work.size();
            work.clear();
        }
        LOG.warn("Background queue '{}' is closed: {} pieces of work were dropped", name, dropped);
    }

    @Override
    public String toString() {
        return "background(" + name + ", " + waiting() + " of " + capacity + ")";
    }

    private void run() {
        for (Runnable piece = next(); piece != null; piece = next()) {
            try {
                piece.run();
            } catch (Throwable e) { // user code: the next piece is due
                LOG.warn("Background queue '{}': a piece of work failed", name, e);
            }
        }
    }

    private synchronized @Nullable Runnable next() {
        Runnable piece = work.poll();
        if (piece == null) {
            isRunning = false;
            if (drained != null) {
                drained.complete(null);
            }
        }
        return piece;
    }
}
