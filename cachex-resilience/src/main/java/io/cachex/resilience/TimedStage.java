package io.cachex.resilience;

import io.cachex.spi.TimeSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The caller's stage of a call that has so much time: whichever comes first, its end or the end of the time. */
final class TimedStage<R extends @Nullable Object> extends CompletableFuture<R>
        implements BiConsumer<R, @Nullable Throwable> {

    private final Timeout timeout;
    private TimeSource.@Nullable Scheduled
            timer; // written before the call is listened to, and before the caller has this
    private @Nullable CompletableFuture<R> call; // likewise

    TimedStage(Timeout timeout) {
        this.timeout = timeout;
    }

    TimedStage<R> await(CompletableFuture<R> started) {
        call = started;
        timer = timeout.time().schedule(timeout.limit(), this::expire);
        var unused = started.whenComplete(this);
        return this;
    }

    @Override
    public void accept(R value, @Nullable Throwable failure) {
        stopTimer();
        if (failure == null) {
            complete(value);
        } else {
            completeExceptionally(failure);
        }
    }

    /** Cancels the call too. */
    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        boolean cancelled = super.cancel(mayInterruptIfRunning);
        stopTimer();
        CompletableFuture<R> running = call;
        if (running != null) {
            running.cancel(mayInterruptIfRunning);
        }
        return cancelled;
    }

    /** On the timer's thread: what hangs on this stage must not run there. */
    private void expire() {
        try {
            timeout.executor().execute(this::fail);
        } catch (RejectedExecutionException e) {
            fail();
        }
    }

    private void fail() {
        if (!isDone() && completeExceptionally(timeout.expired())) {
            CompletableFuture<R> running = call;
            if (running != null) {
                running.cancel(true); // nobody waits for it: a loader's thread is interrupted
            }
        }
    }

    private void stopTimer() {
        TimeSource.Scheduled waiting = timer;
        if (waiting != null) {
            waiting.cancel();
        }
    }
}
