package io.cachex.resilience.service;

import io.cachex.CacheClosedException;
import io.cachex.CacheException;
import io.cachex.CallRejectedException;
import io.cachex.Failures;
import io.cachex.spi.TimeSource;
import java.time.Duration;
import java.util.NoSuchElementException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import org.apache.commons.pool2.impl.GenericObjectPool;
import org.apache.commons.pool2.impl.GenericObjectPoolConfig;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A pool whose room follows its use. Every 30 s it looks at the share of its room that is borrowed: above 0.8 the room grows
 * by half, below 0.2 it shrinks by half, and idle objects beyond it are closed. When all are borrowed it grows at once. An
 * object that nobody has borrowed for 5 min is closed. Never fewer than the least, never more than the most.
 *
 * <p>On Apache Commons Pool, without its own timer thread: the clock is the given one. Objects are lent last in, first out,
 * so that those too many become idle. Safe for use by many threads.
 *
 * @param <T> the type of the objects; closed if they are {@link AutoCloseable}
 */
public final class AdaptivePool<T> implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(AdaptivePool.class);

    private final PoolRules rules;
    private final TimeSource time;
    private final Executor executor;
    private final GenericObjectPool<Pooled<T>> pool;

    private TimeSource.@Nullable Scheduled next; // guarded by this
    private boolean isStarted; // guarded by this
    private boolean isClosed; // guarded by this

    AdaptivePool(PoolRules rules, PooledFactory<T> factory, TimeSource time, Executor executor) {
        this.rules = rules;
        this.time = time;
        this.executor = executor;
        GenericObjectPoolConfig<Pooled<T>> config = new GenericObjectPoolConfig<>();
        config.setJmxEnabled(false);
        config.setMinIdle(rules.min());
        config.setMaxTotal(rules.min());
        config.setMaxIdle(rules.min());
        config.setMaxWait(rules.maxWait());
        config.setTimeBetweenEvictionRuns(Duration.ofMillis(-1)); // no thread: the monitor runs evictions
        config.setNumTestsPerEvictionRun(-1); // all that are idle
        config.setEvictionPolicy(
                (unused, tested, idle) -> isSurplus(tested.getObject().idleSince()));
        this.pool = new GenericObjectPool<>(factory, config);
    }

    /**
     * The options, each with its default.
     *
     * @param name for logs, not blank
     */
    public static <T> AdaptivePoolBuilder<T> builder(String name, Callable<T> open) {
        return new AdaptivePoolBuilder<>(name, open);
    }

    /**
     * Makes the least number of objects and begins to watch. A second call does nothing; {@link #borrow} starts it too.
     *
     * @return this
     * @throws CacheException if they cannot be made
     */
    public AdaptivePool<T> start() {
        synchronized (this) {
            if (isClosed) {
                throw closed();
            }
            if (isStarted) {
                return this;
            }
            isStarted = true;
            schedule();
        }
        try {
            pool.preparePool();
        } catch (Exception e) {
            throw new CacheException("pool '" + rules.name() + "' cannot make its objects", Failures.unwrap(e));
        }
        return this;
    }

    /**
     * Lends an object; close the loan to give it back.
     *
     * @throws CallRejectedException if all are borrowed, as many as there may be, for as long as a borrower waits
     * @throws CacheClosedException after {@link #close()}
     * @throws CacheException if none can be made, or this thread was interrupted: then its flag is set
     */
    public Loan<T> borrow() {
        start();
        if (pool.getNumActive() >= pool.getMaxTotal()) {
            resize(grown());
        }
        try {
            return new PoolLoan(taken());
        } catch (ExecutionException e) { // see PooledFactory
            throw cannotMake(e);
        } catch (NoSuchElementException e) {
            throw new CallRejectedException("pool '" + rules.name() + "' has no free object: " + this, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CacheException("interrupted while waiting for pool '" + rules.name() + "'", e);
        } catch (IllegalStateException e) {
            throw closed();
        } catch (Exception e) {
            throw cannotMake(e);
        }
    }

    /** Waits for another borrower only where there can be no more room: many may come before the first is seen to borrow. */
    private Pooled<T> taken() throws Exception {
        while (pool.getMaxTotal() < rules.max()) {
            int room = pool.getMaxTotal();
            try {
                return pool.borrowObject(Duration.ZERO);
            } catch (NoSuchElementException e) {
                growBeyond(room);
            }
        }
        return pool.borrowObject();
    }

    private CacheException cannotMake(Exception failure) {
        return new CacheException("pool '" + rules.name() + "' cannot make an object", Failures.unwrap(failure));
    }

    /** The name. */
    public String name() {
        return rules.name();
    }

    /** How many objects are borrowed. */
    public int borrowed() {
        return pool.getNumActive();
    }

    /** How many objects there are, borrowed and idle. */
    public int size() {
        return pool.getNumActive() + pool.getNumIdle();
    }

    /** How many there may be now. */
    public int room() {
        return pool.getMaxTotal();
    }

    /** Closes idle objects now, and those that are borrowed when they come back. Idempotent. */
    @Override
    public void close() {
        synchronized (this) {
            isClosed = true;
            if (next != null) {
                next.cancel();
            }
        }
        pool.close();
    }

    @Override
    public String toString() {
        return "pool(" + rules.name() + ", " + borrowed() + " of " + size() + ", room " + room() + ")";
    }

    /** An object that is lent. Giving it back twice is harmless. For one thread. */
    public interface Loan<T> extends AutoCloseable {

        /** The object. */
        T value();

        /** Says that the object is of no use any more: it will be closed instead of lent again. */
        void discard();

        /** Gives the object back. */
        @Override
        void close();
    }

    /** Whether an idle object is to be closed: beyond the room, or idle for too long and not needed for the least. */
    private boolean isSurplus(long idleSince) {
        int size = size();
        return size > room()
                || (size > rules.min()
                        && time.nanos() - idleSince >= rules.idleTimeout().toNanos());
    }

    private void schedule() {
        next = time.schedule(rules.monitorEvery(), this::submit);
    }

    private void submit() {
        try {
            executor.execute(this::look);
        } catch (Throwable e) { // shut down, full, or out of threads
            LOG.debug("pool '{}': the executor did not take the look", rules.name(), e);
            again();
        }
    }

    private void look() {
        try {
            adapt();
            pool.evict();
            pool.preparePool();
        } catch (Exception e) { // user code, which makes and closes the objects
            LOG.warn("Pool '{}': making or closing objects failed", rules.name(), e);
        } finally {
            again();
        }
    }

    private synchronized void again() {
        if (!isClosed) {
            schedule();
        }
    }

    private void adapt() {
        double use = (double) pool.getNumActive() / pool.getMaxTotal();
        if (use > rules.growAbove()) {
            resize(grown());
        } else if (use < rules.shrinkBelow()) {
            resize(Math.max(rules.min(), pool.getMaxTotal() / 2));
        }
    }

    private int grown() {
        int room = pool.getMaxTotal();
        return Math.min(rules.max(), room + Math.max(1, room / 2));
    }

    private synchronized void growBeyond(int room) {
        if (pool.getMaxTotal() <= room) { // nobody else has
            resize(grown());
        }
    }

    private synchronized void resize(int room) {
        int before = pool.getMaxTotal();
        if (isClosed || room == before) {
            return;
        }
        pool.setMaxTotal(room);
        pool.setMaxIdle(room);
        LOG.debug("Pool '{}': room for {}, before {}", rules.name(), room, before);
    }

    private CacheClosedException closed() {
        return new CacheClosedException("pool '" + rules.name() + "' is closed");
    }

    private final class PoolLoan implements Loan<T> {

        private final Pooled<T> object;
        private boolean isDiscarded;
        private boolean isBack;

        PoolLoan(Pooled<T> object) {
            this.object = object;
        }

        @Override
        public T value() {
            return object.value();
        }

        @Override
        public void discard() {
            isDiscarded = true;
        }

        @Override
        public void close() {
            if (isBack) {
                return;
            }
            isBack = true;
            if (!isDiscarded) {
                pool.returnObject(object);
                return;
            }
            try {
                pool.invalidateObject(object);
            } catch (Exception e) { // the object's own close
                LOG.warn("Pool '{}': closing an object failed", rules.name(), e);
            }
        }
    }
}
