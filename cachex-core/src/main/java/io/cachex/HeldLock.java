package io.cachex;

import io.cachex.spi.Lease;
import io.cachex.spi.TimeSource;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A lease as its holder sees it. Watches the lease only if the holder asked for renewal or for the loss. */
final class HeldLock implements CacheLock {

    private static final Logger LOG = LoggerFactory.getLogger(Cache.class);

    private final String key;
    private final Lease lease;
    private final TimeSource time;
    private final Executor executor;
    private final Runnable whenFreed;

    private Duration ttl; // guarded by this
    private boolean isWatched; // guarded by this
    private boolean renews; // guarded by this
    private boolean ended; // guarded by this: its holder gave it back
    private boolean over; // guarded by this: its loss has been told
    private @Nullable Runnable onLost; // guarded by this
    private TimeSource.@Nullable Scheduled next; // guarded by this

    /**
     * A lock that has just been taken.
     *
     * @param whenFreed runs after its holder gave it back, if that could be done
     */
    HeldLock(String key, Duration ttl, Lease lease, TimeSource time, Executor executor, Runnable whenFreed) {
        this.key = key;
        this.ttl = ttl;
        this.lease = lease;
        this.time = time;
        this.executor = executor;
        this.whenFreed = whenFreed;
    }

    @Override
    public String key() {
        return key;
    }

    @Override
    public long fencingToken() {
        return lease.fencingToken();
    }

    @Override
    public Duration remaining() {
        return lease.remaining();
    }

    @Override
    public boolean isHeld() {
        return !lease.remaining().isZero();
    }

    @Override
    public boolean extend(Duration newTtl) {
        Rules.timeout("ttl", newTtl);
        boolean extended = joined(lease.extend(newTtl).toCompletableFuture());
        synchronized (this) {
            if (extended) {
                ttl = newTtl;
            }
            if (isWatched) {
                plan();
            }
        }
        return extended;
    }

    private static boolean joined(java.util.concurrent.CompletableFuture<Boolean> answer) {
        try {
            return answer.join();
        } catch (CompletionException e) {
            throw new LockException("the lock could not be extended", Failures.unwrap(e));
        }
    }

    @Override
    public CacheLock autoRenew() {
        synchronized (this) {
            renews = true;
        }
        watch();
        return this;
    }

    @Override
    public CacheLock onLost(Runnable action) {
        boolean isTooLate;
        synchronized (this) {
            isTooLate = over && !ended;
            onLost = action;
        }
        if (isTooLate) {
            executor.execute(() -> run(action));
        }
        watch();
        return this;
    }

    /** The lease tells of its loss at once; that its time runs out is found by looking, before it is over. */
    private void watch() {
        synchronized (this) {
            plan();
            if (isWatched) {
                return;
            }
            isWatched = true;
        }
        lease.lost().thenAccept(cause -> executor.execute(this::lost));
    }

    /** Plans the next look: just before the lock's end, and if it is renewed after a third of its time at the latest. */
    private synchronized void plan() {
        if (ended || over) {
            return;
        }
        if (next != null) {
            next.cancel();
        }
        Duration pause = lease.remaining().minus(lastMoment());
        Duration third = ttl.dividedBy(3);
        if (renews && pause.compareTo(third) > 0) {
            pause = third;
        }
        next = time.schedule(pause.isNegative() ? Duration.ZERO : pause, () -> executor.execute(this::look));
    }

    /** The last tenth of the time, in which nothing is tried any more. */
    private Duration lastMoment() {
        return ttl.dividedBy(10);
    }

    private void look() {
        boolean isLastMoment;
        boolean renew;
        Duration renewal;
        synchronized (this) {
            if (ended || over) {
                return;
            }
            isLastMoment = lease.remaining().compareTo(lastMoment()) <= 0;
            renew = renews;
            renewal = ttl;
        }
        if (isLastMoment) {
            lost();
            return;
        }
        plan(); // an answer may fail to come; the lease's own end is what decides
        if (renew) {
            lease.extend(renewal).whenComplete((extended, failure) -> {
                if (failure == null && extended) {
                    plan();
                } else if (failure == null) {
                    lost();
                }
            });
        }
    }

    /** Once: the lock ends other than by its holder's will. */
    private void lost() {
        Runnable action;
        synchronized (this) {
            if (ended || over) {
                return;
            }
            over = true;
            if (next != null) {
                next.cancel();
            }
            action = onLost;
        }
        if (action != null) {
            run(action);
        }
    }

    private static void run(Runnable action) {
        try {
            action.run();
        } catch (Throwable e) { // the user's
            LOG.warn("an action on a lost lock failed", e);
        }
    }

    @Override
    public void close() {
        synchronized (this) {
            if (ended) {
                return;
            }
            ended = true;
            if (next != null) {
                next.cancel();
            }
        }
        lease.release().whenComplete((freed, failure) -> {
            if (failure != null) {
                LOG.debug("a lock could not be given back and will expire", failure);
            } else {
                whenFreed.run();
            }
        });
    }

    @Override
    public String toString() {
        return "lock, token " + fencingToken() + ", remaining " + remaining();
    }
}
