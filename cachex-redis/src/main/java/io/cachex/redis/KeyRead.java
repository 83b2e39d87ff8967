package io.cachex.redis;

import io.cachex.spi.StoredValue;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One caller's read of one key.
 *
 * @param <R> what the caller is answered
 */
abstract class KeyRead<R extends @Nullable Object> extends CompletableFuture<R> implements Deadlines.Expiring {

    /** The value's name in Redis. */
    final byte[] name;

    private Deadlines.@Nullable Deadline deadline; // of one that waits for others; written before it is queued
    private @Nullable Link<?> link; // likewise

    /**
     * A read that is not yet begun.
     *
     * @throws IllegalArgumentException if the key has a lone surrogate
     */
    KeyRead(String key, Names names) {
        this.name = names.value(key);
    }

    abstract void found(StoredValue value);

    abstract void missing();

    /** From now on it waits, as long as a request would. */
    final void waitFor(Link<?> busy) {
        link = busy;
        deadline = busy.watch(this);
    }

    final void end(@Nullable StoredValue value, @Nullable Throwable failure) {
        if (deadline != null) {
            deadline.over();
        }
        if (failure != null) {
            completeExceptionally(RedisFailures.unwrapped(failure));
        } else if (value != null) {
            found(value);
        } else {
            missing();
        }
    }

    @Override
    public final void expire() {
        if (link != null) {
            completeExceptionally(RedisFailures.timedOut(link.address(), "MGET", link.timeoutNanos() / 1_000_000));
        }
    }
}
