package io.cachex.resilience;

import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The caller's stage of a call that has begun. It hears the end of the call before the caller does, exactly once.
 *
 * <p>Cancelling it cancels the call's own stage, whose end it then hears: so a permit goes back at once. A call that
 * cannot be cancelled keeps its permit until it ends, the caller is free.
 */
abstract class UnderWay<R extends @Nullable Object> extends CompletableFuture<R>
        implements BiConsumer<R, @Nullable Throwable> {

    private final CompletableFuture<R> call;

    UnderWay(CompletableFuture<R> call) {
        this.call = call;
    }

    /** Notes how the call ended; must not throw. */
    abstract void ended(@Nullable Throwable failure);

    /** Begins to listen; apart from the constructor, since the call may end at once. */
    final UnderWay<R> follow() {
        var unused = call.whenComplete(this);
        return this;
    }

    @Override
    public final void accept(R value, @Nullable Throwable failure) {
        ended(failure);
        if (failure == null) {
            complete(value);
        } else {
            completeExceptionally(failure);
        }
    }

    @Override
    public final boolean cancel(boolean mayInterruptIfRunning) {
        call.cancel(mayInterruptIfRunning);
        super.cancel(mayInterruptIfRunning);
        return isCancelled();
    }
}
