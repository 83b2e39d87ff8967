package io.cachex.resilience;

import io.cachex.CallRejectedException;
import io.cachex.spi.Policy;
import io.cachex.spi.TimeSource;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The caller's stage of a call that starts later: after a delay, or when it is its turn. The call starts on an executor,
 * never on the thread of a timer or of whoever made room.
 *
 * <p>Cancelling it cancels what is under way: the delay, or the call's own stage.
 */
class Later<R extends @Nullable Object> extends CompletableFuture<R>
        implements Runnable, BiConsumer<R, @Nullable Throwable> {

    private final Policy inner;
    private final Policy.Call<R> call;
    private final Executor executor;

    private volatile TimeSource.@Nullable Scheduled timer;
    private volatile @Nullable CompletableFuture<R> current;

    Later(Policy inner, Policy.Call<R> call, Executor executor) {
        this.inner = inner;
        this.call = call;
        this.executor = executor;
    }

    /** Starts the call after a delay. */
    final void startAfter(long nanos, TimeSource time) {
        TimeSource.Scheduled scheduled = time.schedule(Duration.ofNanos(nanos), this::start);
        timer = scheduled;
        if (isDone()) {
            scheduled.cancel(); // cancelled before it could see the timer
        }
    }

    /** Starts the call as soon as the executor lets it. */
    final void start() {
        handOver(this, this::notStarted);
    }

    /** Fails the caller's stage on the executor, for its continuations are the caller's code. */
    final void failOnExecutor(Throwable failure) {
        handOver(() -> completeExceptionally(failure), refusal -> completeExceptionally(failure));
    }

    /** Listens to a call that has been started. */
    final void follow(CompletableFuture<R> started) {
        current = started;
        if (isDone()) {
            started.cancel(true);
        }
        var unused = started.whenComplete(this);
    }

    final long remainingNanos() {
        return call.remainingNanos();
    }

    @Override
    public final void run() {
        if (isDone()) {
            abandoned();
        } else {
            starting();
            follow(Guard.start(inner, call));
        }
    }

    /** The call has ended. */
    @Override
    public void accept(R value, @Nullable Throwable failure) {
        if (failure == null) {
            complete(value);
        } else {
            completeExceptionally(failure);
        }
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        boolean cancelled = super.cancel(mayInterruptIfRunning);
        TimeSource.Scheduled waiting = timer;
        if (waiting != null) {
            waiting.cancel();
        }
        CompletableFuture<R> running = current;
        if (running != null) {
            running.cancel(mayInterruptIfRunning);
        }
        return cancelled || isCancelled();
    }

    /** The call is about to start, on the executor. */
    void starting() {}

    /** The call will not start: its caller has left, or no thread takes it. */
    void abandoned() {}

    private void notStarted(RejectedExecutionException refusal) {
        abandoned();
        completeExceptionally(new CallRejectedException("no thread to start the call on", refusal));
    }

    private void handOver(Runnable task, Consumer<RejectedExecutionException> otherwise) {
        try {
            executor.execute(task);
        } catch (RejectedExecutionException e) {
            otherwise.accept(e);
        }
    }
}
