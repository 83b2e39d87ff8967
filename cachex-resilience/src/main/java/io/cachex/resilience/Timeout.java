package io.cachex.resilience;

import io.cachex.CacheTimeoutException;
import io.cachex.CallRejectedException;
import io.cachex.spi.Policy;
import io.cachex.spi.TimeSource;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Gives a call, or each attempt of one, so much time; then it fails with {@link CacheTimeoutException}. The call itself
 * is not stopped, its late result is discarded. The time is exact to the clock's tick: usually up to 20 ms more.
 *
 * <p>On the asynchronous face a stage that has ended already costs nothing; any other one a place in the clock's timing
 * wheel, and no task of a scheduler. The caller's continuations run on an executor when the time is over.
 *
 * <p>Blocking code cannot be left by its own thread. {@link #call} therefore runs it on another one, of a pool of daemon
 * threads that end when idle unless one is given, and interrupts it when the time is over or the caller is interrupted.
 * It does not see the caller's thread-locals.
 *
 * <p>Safe for use by many threads. Prints as {@code timeout(80ms)}.
 */
public final class Timeout implements Guard {

    private final Duration limit;
    private final TimeSource time;
    private final Executor executor;
    private final Executor callExecutor;

    Timeout(Duration limit, TimeSource time, Executor executor, Executor callExecutor) {
        this.limit = limit;
        this.time = time;
        this.executor = executor;
        this.callExecutor = callExecutor;
    }

    /**
     * A timeout; the rest by default.
     *
     * @throws io.cachex.ConfigurationException unless the limit is above zero and at most 365 days
     */
    public static Timeout of(Duration limit) {
        return builder(limit).build();
    }

    /**
     * The options, each with its default.
     *
     * @throws io.cachex.ConfigurationException unless the limit is above zero and at most 365 days
     */
    public static TimeoutBuilder builder(Duration limit) {
        return new TimeoutBuilder(limit);
    }

    @Override
    public <R extends @Nullable Object> CompletionStage<R> execute(Policy inner, Call<R> call) {
        CompletableFuture<R> stage = Guard.start(inner, call);
        return stage.isDone() ? stage : new TimedStage<R>(this).await(stage);
    }

    /**
     * {@inheritDoc}
     *
     * @throws CacheTimeoutException if the time is over
     * @throws CallRejectedException if there is no thread for the call
     */
    @Override
    public <R extends @Nullable Object> R call(Policy inner, Callable<R> callable) throws Exception {
        TimedTask<R> task = new TimedTask<>(() -> inner.call(callable));
        TimeSource.Scheduled timer = time.schedule(limit, task::expire);
        try {
            callExecutor.execute(task);
            return task.get();
        } catch (CancellationException e) {
            throw expired();
        } catch (InterruptedException e) {
            task.cancel(true);
            Thread.currentThread().interrupt();
            throw e;
        } catch (ExecutionException e) {
            throw Thrown.by(e);
        } catch (RejectedExecutionException e) {
            throw new CallRejectedException("no thread to run the call of " + this, e);
        } finally {
            timer.cancel();
        }
    }

    /** How long a call may take. */
    public Duration limit() {
        return limit;
    }

    @Override
    public String toString() {
        return "timeout(" + Spans.text(limit) + ")";
    }

    TimeSource time() {
        return time;
    }

    Executor executor() {
        return executor;
    }

    CacheTimeoutException expired() {
        return new CacheTimeoutException("no answer within " + Spans.text(limit));
    }
}
