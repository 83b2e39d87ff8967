package io.cachex.redis;

import io.cachex.spi.Lease;
import io.cachex.spi.TimeSource;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A lock as its holder has it. Whether it is held is decided by this process's monotonic clock, counted from before the
 * server was asked, so that a process that was stopped sees the truth at its first look. Once over it stays over.
 */
final class RedisLease implements Lease {

    private static final Logger LOG = LoggerFactory.getLogger(RedisLease.class);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);

    /** The servers' side of a lease. Stages are failed where it is not known what happened. */
    interface Keeper {

        void checkTtl(Duration ttl);

        /** Makes the lock last from now if it is still this owner's; false if it is certainly not. */
        CompletionStage<Boolean> extend(String name, String owner, Duration ttl);

        /** Frees the lock if it is still this owner's. */
        CompletionStage<Boolean> release(String name, String owner);

        /** The lease is over: nothing is to be watched any more. */
        void ended(RedisLease lease);
    }

    private final Keeper keeper;
    private final TimeSource time;
    private final String name;
    private final String owner;
    private final long fencingToken;
    private final CompletableFuture<Loss> lost = new CompletableFuture<>();

    private long validUntil; // guarded by this
    private boolean over; // guarded by this
    private boolean released; // guarded by this
    private @Nullable Loss loss; // guarded by this: why it is over, unless it was released before
    private boolean isAwaited; // guarded by this: somebody wants to hear of the loss
    private TimeSource.@Nullable Scheduled end; // guarded by this: tells of the end of the time, if it is awaited
    private @Nullable Duration unknown; // guarded by this: the shortest time that the lock may yet be given, unheard
    private CompletionStage<?> last = CompletableFuture.completedStage(null); // guarded by this: extensions queue up

    /**
     * A lease that was given.
     *
     * @param validUntil in nanoseconds of this clock
     */
    RedisLease(Keeper keeper, TimeSource time, String name, String owner, long fencingToken, long validUntil) {
        this.keeper = keeper;
        this.time = time;
        this.name = name;
        this.owner = owner;
        this.fencingToken = fencingToken;
        this.validUntil = validUntil;
    }

    String name() {
        return name;
    }

    /** 128 random bits, which nobody else knows. */
    String owner() {
        return owner;
    }

    @Override
    public long fencingToken() {
        return fencingToken;
    }

    @Override
    public synchronized Duration remaining() {
        long left = validUntil - time.nanos();
        return isOver() || left <= 0 ? Duration.ZERO : Duration.ofNanos(left);
    }

    /** Whether it is no longer certain that the lock is held; said once, it holds. */
    synchronized boolean isOver() {
        if (!over && validUntil - time.nanos() <= 0) {
            over = true;
            loss = Loss.EXPIRED;
        }
        return over;
    }

    /** {@inheritDoc} Takes a timer, from the first call on. */
    @Override
    public CompletionStage<Loss> lost() {
        synchronized (this) {
            isAwaited = true;
            planEnd();
        }
        tell();
        return lost.minimalCompletionStage();
    }

    /** The server, or enough of them, gave the lock away or forgot it, or their clock is not to be trusted. */
    void lose(Loss cause) {
        synchronized (this) {
            if (isOver()) {
                return;
            }
            over = true;
            loss = cause;
        }
        LOG.warn("a lock was lost before its time: {}", cause);
        keeper.ended(this);
        tell();
    }

    /** Once the lease is lost, says so, and why. */
    private void tell() {
        Loss cause;
        synchronized (this) {
            cause = isOver() ? loss : null;
            if (over && end != null) {
                end.cancel();
            }
        }
        if (cause != null) {
            lost.complete(cause);
        }
    }

    /** The time has changed. */
    private synchronized void planEnd() {
        if (isAwaited && !isOver()) {
            if (end != null) {
                end.cancel();
            }
            end = time.schedule(Duration.ofNanos(validUntil - time.nanos()), this::tell);
        }
    }

    @Override
    public CompletionStage<Boolean> extend(Duration ttl) {
        CompletableFuture<Boolean> result = new CompletableFuture<>();
        try {
            keeper.checkTtl(ttl);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
        CompletionStage<?> before;
        synchronized (this) {
            before = last;
            last = result;
        }
        before.whenComplete((done, failure) -> extend(ttl, result));
        return result;
    }

    private void extend(Duration ttl, CompletableFuture<Boolean> result) {
        long sent;
        synchronized (this) {
            sent = time.nanos();
            if (!isOver()) {
                // From here on the server may know of a shorter time, and its answer may not come.
                validUntil = earlier(validUntil, sent + LockRules.validity(ttl));
                planEnd();
            }
        }
        if (isOver()) {
            result.complete(false);
            return;
        }
        keeper.extend(name, owner, ttl).whenComplete((extended, failure) -> {
            if (failure != null) {
                notExtended(ttl);
                result.completeExceptionally(failure);
            } else {
                result.complete(extended ? extended(ttl, sent) : refused());
            }
        });
    }

    /**
     * What was not answered may still happen, and much later: (1) an extension to 1 s is sent and not answered, (2) one to
     * 20 s is sent over a new connection and answered, (3) the server reads the old connection: the lock ends in 1 s. So
     * nothing longer is counted on any more.
     */
    private synchronized void notExtended(Duration ttl) {
        if (unknown == null || ttl.compareTo(unknown) < 0) {
            unknown = ttl;
        }
    }

    private boolean extended(Duration ttl, long sent) {
        synchronized (this) {
            if (!isOver()) {
                Duration sure = unknown == null || ttl.compareTo(unknown) < 0 ? ttl : unknown;
                validUntil = sent + LockRules.validity(sure);
                planEnd();
                return !isOver();
            }
        }
        giveBack(); // too late: it has been over for a moment, and the holder may know
        return false;
    }

    private boolean refused() {
        lose(Loss.TAKEN);
        return false;
    }

    @Override
    public CompletionStage<Boolean> release() {
        long until;
        synchronized (this) {
            if (released) {
                return CompletableFuture.completedFuture(false);
            }
            released = true;
            isOver(); // if its time is over, then that is what ended it
            over = true;
            until = validUntil;
        }
        tell();
        keeper.ended(this);
        CompletionStage<Boolean> freed = keeper.release(name, owner);
        freed.whenComplete((done, failure) -> {
            if (failure != null) {
                releaseAgain(until, FIRST_PAUSE);
            }
        });
        return freed;
    }

    /** Until it is answered, or the lock has expired anyway. */
    private void releaseAgain(long until, Duration pause) {
        if (until - time.nanos() <= pause.toNanos()) {
            return;
        }
        time.schedule(
                pause,
                () -> keeper.release(name, owner).whenComplete((done, failure) -> {
                    if (failure != null) {
                        releaseAgain(until, pause.multipliedBy(2));
                    }
                }));
    }

    private void giveBack() {
        keeper.release(name, owner).exceptionally(failure -> false);
    }

    private static long earlier(long one, long other) {
        return one - other < 0 ? one : other;
    }

    /** Without the name, which may be secret, and the owner, who is. */
    @Override
    public String toString() {
        return "lease(token " + fencingToken + ", " + remaining() + " remain)";
    }
}
