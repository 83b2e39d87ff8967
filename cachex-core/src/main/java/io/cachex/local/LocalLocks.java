package io.cachex.local;

import io.cachex.spi.Lease;
import io.cachex.spi.LockProvider;
import io.cachex.spi.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Locks within this process, for caches and threads that share one instance.
 *
 * <p>Names are those of the instance: two instances know nothing of each other. Fencing tokens grow over all names, and
 * begin at the wall clock's microseconds, so that they also grow over a restart unless that clock was set back meanwhile.
 *
 * <p>Safe for many threads. No stage is ever pending but {@link Lease#lost()}, and nothing else uses a timer; the names of
 * expired locks are forgotten as others are taken.
 */
public final class LocalLocks implements LockProvider {

    private static final Duration SHORTEST = Duration.ofMillis(10);
    private static final Duration LONGEST = Duration.ofDays(1);
    private static final int LONGEST_NAME = 1_024;
    private static final int FEW = 64;

    private final TimeSource time;
    private final AtomicLong lastToken;
    private final Map<String, LocalLease> leases = new ConcurrentHashMap<>();

    /** At more leases than this, those that are over are looked for; twice the number found to be held last time. */
    private volatile int tooMany = FEW;

    private volatile boolean closed;

    private LocalLocks(TimeSource time) {
        this.time = time;
        Instant now = time.instant();
        this.lastToken = new AtomicLong(Math.max(now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000, 0));
    }

    /** Locks on the system's clock. */
    public static LocalLocks create() {
        return of(TimeSource.system());
    }

    /** Locks on another clock, whose monotonic time ends the leases. */
    public static LocalLocks of(TimeSource time) {
        return new LocalLocks(time);
    }

    @Override
    public CompletionStage<Optional<Lease>> tryAcquire(String name, Duration ttl) {
        try {
            checkName(name);
            checkTtl(ttl);
            ensureOpen();
            forgetExpired();
            return CompletableFuture.completedFuture(Optional.ofNullable(take(name, ttl)));
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private @Nullable Lease take(String name, Duration ttl) {
        AtomicReference<@Nullable Lease> taken = new AtomicReference<>();
        leases.compute(name, (same, current) -> {
            if (current != null && !current.isOver()) {
                return current;
            }
            // The token is drawn here and not before: otherwise a thread that drew first could take the lock last.
            LocalLease lease = new LocalLease(this, name, lastToken.incrementAndGet(), time, ttl);
            taken.set(lease);
            return lease;
        });
        return taken.get();
    }

    /** Costs O(1) per lock taken, and leaves at most as many expired leases as there are others. */
    private void forgetExpired() {
        if (leases.size() > tooMany) {
            leases.values().removeIf(LocalLease::isOver);
            tooMany = Math.max(FEW, 2 * leases.size());
        }
    }

    void forget(String name, LocalLease lease) {
        leases.remove(name, lease);
    }

    /** How many leases are remembered, the expired ones among them. */
    int size() {
        return leases.size();
    }

    void ensureOpen() {
        if (closed) {
            throw new IllegalStateException("local locks are closed");
        }
    }

    /** {@inheritDoc} A lease that is held can still be released, and can no longer be extended. */
    @Override
    public void close() {
        closed = true;
    }

    @Override
    public String toString() {
        return "localLocks";
    }

    static void checkTtl(Duration ttl) {
        if (ttl.compareTo(SHORTEST) < 0 || ttl.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("ttl must be from 10 ms to 1 day: " + ttl);
        }
    }

    private static void checkName(String name) {
        int bytes = 0;
        for (int i = 0; i < name.length(); ) {
            int codePoint = name.codePointAt(i);
            if (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE) {
                throw new IllegalArgumentException("name must be Unicode text: there is half a character at " + i);
            }
            bytes += codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
            i += Character.charCount(codePoint);
        }
        if (bytes < 1 || bytes > LONGEST_NAME) {
            throw new IllegalArgumentException("name must be from 1 to 1024 UTF-8 bytes: " + bytes);
        }
    }
}
