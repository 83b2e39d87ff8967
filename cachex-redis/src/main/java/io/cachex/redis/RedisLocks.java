package io.cachex.redis;

import io.cachex.LockException;
import io.cachex.spi.Lease;
import io.cachex.spi.LockProvider;
import io.cachex.spi.TimeSource;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/**
 * Locks on one Redis server, in a cluster on the master of the lock's name: {@code SET NX PX} with a random owner.
 *
 * <p>They exclude each other as long as the server keeps its keys and its clock is not stepped; not across a failover to
 * a replica. Use {@link Redlock} where the loss of one server must not end them.
 */
final class RedisLocks implements LockProvider, RedisLease.Keeper {

    private final LockNode node;
    private final TimeSource time;
    private final Duration longest;
    private volatile boolean closed;

    RedisLocks(LockNode node, RedisSettings settings) {
        this.node = node;
        this.time = settings.time();
        this.longest = settings.longestLock();
    }

    @Override
    public CompletionStage<Optional<Lease>> tryAcquire(String name, Duration ttl) {
        try {
            LockRules.checkName(name);
            checkTtl(ttl);
            if (closed) {
                throw new IllegalStateException("the redis locks are closed");
            }
            return acquire(name, ttl);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private CompletionStage<Optional<Lease>> acquire(String name, Duration ttl) {
        String owner = Owners.next();
        long sent = time.nanos();
        return node.acquire(name, owner, ttl, false)
                .thenApply(grant -> grant.isGiven()
                        ? Optional.of(given(name, owner, grant.token(), sent + LockRules.validity(ttl)))
                        : Optional.<Lease>empty())
                .exceptionallyCompose(failure -> CompletableFuture.failedFuture(LockFailures.unreachable(failure)));
    }

    private Lease given(String name, String owner, long token, long validUntil) {
        RedisLease lease = new RedisLease(this, time, name, owner, token, validUntil);
        if (lease.isOver()) {
            lease.release();
            throw new CompletionException(new LockException("the lock was given, but only when its time was over"));
        }
        node.watch(lease, lease::lose);
        return lease;
    }

    @Override
    public void checkTtl(Duration ttl) {
        LockRules.checkTtl(ttl, longest);
    }

    @Override
    public CompletionStage<Boolean> extend(String name, String owner, Duration ttl) {
        return node.extend(name, owner, ttl);
    }

    @Override
    public CompletionStage<Boolean> release(String name, String owner) {
        return node.release(name, owner);
    }

    @Override
    public void ended(RedisLease lease) {
        node.unwatch(lease);
    }

    /** {@inheritDoc} A lease that is held can still be extended and released until Redis is closed. */
    @Override
    public void close() {
        closed = true;
    }

    @Override
    public String toString() {
        return "redisLocks(" + node.address() + ')';
    }
}
