package io.cachex.testkit;

import io.cachex.spi.Lease;
import io.cachex.spi.LockProvider;
import io.cachex.spi.TimeSource;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** Locks that are right, and small; their steps are there to be got wrong by subclasses. */
class SimpleLocks implements LockProvider {

    final TimeSource time;
    final Map<String, Held> locks;
    long tokens;
    volatile boolean closed;

    SimpleLocks(TimeSource time) {
        this.time = time;
        this.locks = new HashMap<>();
    }

    @Override
    public CompletionStage<Optional<Lease>> tryAcquire(String name, Duration ttl) {
        if (closed) {
            return CompletableFuture.failedFuture(new IllegalStateException("closed"));
        }
        if (!isName(name) || !isTtl(ttl)) {
            return CompletableFuture.failedFuture(new IllegalArgumentException(name + " for " + ttl));
        }
        return answer(() -> acquire(name, ttl));
    }

    Optional<Lease> acquire(String name, Duration ttl) {
        Held old = locks.get(keyOf(name));
        if (old != null && isHeld(old)) {
            return Optional.empty();
        }
        Held now = new Held(name, nextToken(name), ttl, time.nanos());
        locks.put(keyOf(name), now);
        return Optional.of(now);
    }

    @Override
    public void close() {
        closed = true;
    }

    <R> CompletionStage<R> answer(Supplier<R> work) {
        return CompletableFuture.completedFuture(locked(work));
    }

    synchronized <R> R locked(Supplier<R> work) {
        return work.get();
    }

    boolean isName(String name) {
        int bytes = name.getBytes(StandardCharsets.UTF_8).length;
        return bytes >= 1 && bytes <= 1_024;
    }

    boolean isTtl(Duration ttl) {
        return ttl.compareTo(Duration.ofMillis(10)) >= 0 && ttl.compareTo(Duration.ofDays(1)) <= 0;
    }

    boolean isHeld(Held lease) {
        return lease.left() > 0;
    }

    boolean isMine(Held lease) {
        return locks.get(keyOf(lease.name)) == lease && lease.left() > 0;
    }

    long nextToken(String name) {
        return ++tokens;
    }

    String keyOf(String name) {
        return name;
    }

    long extended(Held lease, Duration ttl) {
        return ttl.toNanos();
    }

    void free(Held lease) {
        locks.remove(keyOf(lease.name));
    }

    Boolean release(Held lease) {
        boolean mine = isMine(lease);
        if (mine) {
            free(lease);
            lease.released = true;
        }
        lease.nanos = 0;
        return mine;
    }

    CompletionStage<Lease.Loss> lost(Held lease) {
        lease.look();
        return lease.lost.minimalCompletionStage();
    }

    boolean extend(Held lease, Duration ttl) {
        boolean mine = isMine(lease);
        if (mine) {
            lease.nanos = extended(lease, ttl);
            lease.since = time.nanos();
        }
        return mine;
    }

    class Held implements Lease {

        final String name;
        long token;
        volatile long nanos;
        volatile long since;
        volatile boolean released;
        final CompletableFuture<Loss> lost = new CompletableFuture<>();

        Held(String name, long token, Duration ttl, long since) {
            this.name = name;
            this.token = token;
            this.nanos = ttl.toNanos();
            this.since = since;
        }

        long left() {
            return nanos - (time.nanos() - since);
        }

        @Override
        public long fencingToken() {
            return token;
        }

        @Override
        public Duration remaining() {
            return Duration.ofNanos(Math.max(left(), 0));
        }

        @Override
        public CompletionStage<Boolean> extend(Duration ttl) {
            return isTtl(ttl)
                    ? answer(() -> SimpleLocks.this.extend(this, ttl))
                    : CompletableFuture.failedFuture(new IllegalArgumentException("for " + ttl));
        }

        /** Looks again and again, for the time may be extended and shortened. */
        void look() {
            if (released) {
                return;
            }
            if (left() <= 0) {
                lost.complete(Loss.EXPIRED);
            } else {
                time.schedule(Duration.ofMillis(10), this::look);
            }
        }

        @Override
        public CompletionStage<Loss> lost() {
            return SimpleLocks.this.lost(this);
        }

        @Override
        public CompletionStage<Boolean> release() {
            return answer(() -> SimpleLocks.this.release(this));
        }
    }
}
