package io.cachex.local;

import io.cachex.spi.Lease;
import io.cachex.spi.TimeSource;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A lease of {@link LocalLocks}. Once it is over it stays over. */
final class LocalLease implements Lease {

    private final LocalLocks locks;
    private final String name;
    private final long fencingToken;
    private final TimeSource time;

    private long deadline; // guarded by this
    private boolean over; // guarded by this
    private boolean expired; // guarded by this: it was not released before it was over
    private @Nullable CompletableFuture<Loss> lost; // guarded by this; null until somebody wants to know
    private TimeSource.@Nullable Scheduled end; // guarded by this

    LocalLease(LocalLocks locks, String name, long fencingToken, TimeSource time, Duration ttl) {
        this.locks = locks;
        this.name = name;
        this.fencingToken = fencingToken;
        this.time = time;
        this.deadline = time.nanos() + ttl.toNanos();
    }

    @Override
    public long fencingToken() {
        return fencingToken;
    }

    @Override
    public synchronized Duration remaining() {
        long remaining = over ? 0 : deadline - time.nanos();
        return remaining > 0 ? Duration.ofNanos(remaining) : Duration.ZERO;
    }

    /** Whether the lock may be given to another. */
    synchronized boolean isOver() {
        if (!over && deadline - time.nanos() <= 0) {
            over = true; // said once, it holds: whoever asked may already have given the lock to another
            expired = true;
        }
        return over;
    }

    @Override
    public CompletionStage<Boolean> extend(Duration ttl) {
        try {
            LocalLocks.checkTtl(ttl);
            locks.ensureOpen();
            return CompletableFuture.completedFuture(prolong(ttl));
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private synchronized boolean prolong(Duration ttl) {
        if (isOver()) {
            return false;
        }
        deadline = time.nanos() + ttl.toNanos();
        if (lost != null) {
            planEnd();
        }
        return true;
    }

    @Override
    public CompletionStage<Boolean> release() {
        boolean wasHeld = end();
        locks.forget(name, this);
        return CompletableFuture.completedFuture(wasHeld);
    }

    private synchronized boolean end() {
        boolean wasHeld = !isOver();
        over = true;
        if (wasHeld && end != null) {
            end.cancel();
        }
        return wasHeld;
    }

    /** {@inheritDoc} Takes a timer, from the first call on. */
    @Override
    public CompletionStage<Loss> lost() {
        CompletableFuture<Loss> told;
        synchronized (this) {
            if (lost == null) {
                lost = new CompletableFuture<>();
                if (!isOver()) {
                    planEnd();
                }
            }
            told = lost;
        }
        tell();
        return told.minimalCompletionStage();
    }

    /** Guarded by this. */
    private void planEnd() {
        if (end != null) {
            end.cancel();
        }
        end = time.schedule(Duration.ofNanos(deadline - time.nanos()), this::tell);
    }

    /** Tells that it has expired, if it has. */
    private void tell() {
        CompletableFuture<Loss> told;
        synchronized (this) {
            told = isOver() && expired ? lost : null;
        }
        if (told != null) {
            told.complete(Loss.EXPIRED);
        }
    }

    /** Without the name, which may be secret. */
    @Override
    public String toString() {
        return "lease(token " + fencingToken + ", " + remaining() + " remain)";
    }
}
