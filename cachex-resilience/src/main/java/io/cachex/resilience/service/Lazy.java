package io.cachex.resilience.service;

import io.cachex.CacheClosedException;
import io.cachex.CacheException;
import io.cachex.Failures;
import io.cachex.Rules;
import io.cachex.spi.TimeSource;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Something that is made when it is first used, once, by the thread that uses it first; others wait for that. If making it
 * fails, the callers get the failure, and so do all who come within the cool-down, at once; the first after that tries again.
 * Safe for use by many threads; once it is made, {@link #get()} is a volatile read.
 *
 * @param <T> the type of the value, which is never null
 */
public final class Lazy<T> implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Lazy.class);
    private static final Duration DEFAULT_COOL_DOWN = Duration.ofSeconds(30);

    private final String name;
    private final Callable<T> init;
    private final Duration coolDown;
    private final TimeSource time;

    private volatile @Nullable T value; // written under the lock of this
    private @Nullable CompletableFuture<T> making; // guarded by this, as all that follows
    private @Nullable Thread maker;
    private @Nullable Throwable failure;
    private long failedAt;
    private boolean isClosed;

    private Lazy(String name, Callable<T> init, Duration coolDown, TimeSource time) {
        this.name = name;
        this.init = init;
        this.coolDown = coolDown;
        this.time = time;
    }

    /**
     * Not made yet; 30 s of cool-down after a failure.
     *
     * @param name for logs and messages, not blank
     * @param init makes the value; may block; null is a failure
     */
    public static <T> Lazy<T> of(String name, Callable<T> init) {
        return new Lazy<>(
                Rules.name("name", name), Rules.notNull("init", init), DEFAULT_COOL_DOWN, TimeSource.system());
    }

    /** The same, not made yet, with so long between a failure and the next try, above zero and at most 1 day. */
    public Lazy<T> coolDown(Duration duration) {
        return new Lazy<>(name, init, Rules.timeout("coolDown", duration), time);
    }

    /** The same, not made yet, by another clock. For tests. */
    public Lazy<T> timeSource(TimeSource source) {
        return new Lazy<>(name, init, coolDown, Rules.notNull("timeSource", source));
    }

    /**
     * The value; makes it if it is not there.
     *
     * @throws CacheException with the failure as its cause if it could not be made, or if this thread was interrupted while it
     *     waited for another: then its flag is set
     * @throws CacheClosedException after {@link #close()}
     * @throws IllegalStateException if it is asked for by the code that makes it
     */
    public T get() {
        T made = value;
        if (made != null) {
            return made;
        }
        CompletableFuture<T> mine = null;
        CompletableFuture<T> running;
        synchronized (this) {
            made = value;
            if (made != null) {
                return made;
            }
            refuseIfClosed();
            if (maker == Thread.currentThread()) {
                throw new IllegalStateException("'" + name + "' is asked for while this thread makes it");
            }
            if (making == null) {
                refuseWhileItCoolsDown();
                mine = new CompletableFuture<>();
                making = mine;
                maker = Thread.currentThread();
            }
            running = making;
        }
        if (mine != null) {
            make(mine);
        }
        return await(running);
    }

    /** Whether the value is there. */
    public boolean isInitialized() {
        return value != null;
    }

    /** What went wrong last time; null if nothing did, or if it was made since. */
    public synchronized @Nullable Throwable failure() {
        return failure;
    }

    /**
     * Ends it: later calls are refused. The value is closed if it can be; one that is being made, as soon as it is. Idempotent.
     *
     * @throws CacheException with what the value's own close threw as its cause
     */
    @Override
    public void close() {
        T made;
        synchronized (this) {
            isClosed = true;
            made = value;
            value = null;
        }
        if (made instanceof AutoCloseable closeable) {
            try {
                closeable.close();
            } catch (Exception e) { // user code
                if (e instanceof InterruptedException) {
                    Thread.currentThread().interrupt();
                }
                throw new CacheException("closing '" + name + "' failed", e);
            }
        }
    }

    /** The name. */
    public String name() {
        return name;
    }

    @Override
    public String toString() {
        return "lazy(" + name + (isInitialized() ? ")" : ", not made)");
    }

    private void make(CompletableFuture<T> mine) {
        long started = time.nanos();
        T made;
        try {
            made = init.call();
            if (made == null) {
                throw new NullPointerException("the code that makes '" + name + "' returned null");
            }
        } catch (Throwable e) { // user code
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            failed(mine, e);
            return;
        }
        boolean isLate;
        synchronized (this) {
            making = null;
            maker = null;
            isLate = isClosed;
            if (!isLate) {
                value = made;
                failure = null;
            }
        }
        if (isLate) {
            mine.completeExceptionally(closed());
            closeQuietly(made);
        } else {
            LOG.info("'{}' was made in {} ms", name, (time.nanos() - started) / 1_000_000);
            mine.complete(made);
        }
    }

    private void failed(CompletableFuture<T> mine, Throwable thrown) {
        synchronized (this) {
            making = null;
            maker = null;
            failure = thrown;
            failedAt = time.nanos();
        }
        LOG.warn("'{}' could not be made, next try in {} ms at the earliest", name, coolDown.toMillis(), thrown);
        mine.completeExceptionally(thrown);
    }

    private T await(CompletableFuture<T> running) {
        try {
            return running.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CacheException("interrupted while '" + name + "' is made", e);
        } catch (ExecutionException e) {
            Throwable cause = Failures.unwrap(e);
            if (cause instanceof CacheClosedException) {
                throw closed();
            }
            throw new CacheException("'" + name + "' could not be made", cause);
        }
    }

    private void refuseWhileItCoolsDown() {
        if (failure != null && time.nanos() - failedAt < coolDown.toNanos()) {
            throw new CacheException("'" + name + "' could not be made, and is not tried again yet", failure);
        }
    }

    private void refuseIfClosed() {
        if (isClosed) {
            throw closed();
        }
    }

    private CacheClosedException closed() {
        return new CacheClosedException("'" + name + "' is closed");
    }

    private void closeQuietly(T late) {
        if (late instanceof AutoCloseable closeable) {
            try {
                closeable.close();
            } catch (Exception e) {
                LOG.warn("'{}' was closed while it was made, and closing it failed", name, e);
            }
        }
    }
}
