package io.cachex;

import io.cachex.spi.Lease;
import io.cachex.spi.LockProvider;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Takes locks from the provider: at once, or trying again for a while at jittered intervals. */
final class Locking<T> {

    /** The longest pause between two tries. */
    private static final long PAUSE_NANOS = Duration.ofMillis(50).toNanos();

    private final Engine<T> engine;
    private final LockProvider provider;
    private final String scope;

    Locking(Engine<T> engine, LockProvider provider, String scope) {
        this.engine = engine;
        this.provider = provider;
        this.scope = scope;
    }

    CompletableFuture<Optional<CacheLock>> tryLock(String key, Duration ttl, Duration wait) {
        engine.settings.keyRules.check(key);
        engine.requireOpen();
        Rules.timeout("ttl", ttl);
        Rules.zeroOrMore("wait", wait);
        long most = Math.min(wait.toNanos(), Rules.LONGEST_TIMEOUT.toNanos());
        long patience = engine.settings.timeout == 0 ? 0 : most + engine.settings.timeout;
        CompletableFuture<Optional<CacheLock>> result = engine.changes.until(
                patience,
                () -> new LockException("the lock service did not answer in "
                        + Duration.ofNanos(engine.settings.timeout).toMillis() + " ms"));
        attempt(key, ttl, engine.time.nanos() + most, result);
        return result;
    }

    private void attempt(String key, Duration ttl, long until, CompletableFuture<Optional<CacheLock>> result) {
        provider.tryAcquire(scope + "lock:" + key, ttl).whenComplete((lease, failure) -> {
            if (failure != null) {
                Throwable cause = Failures.unwrap(failure);
                result.completeExceptionally(
                        cause instanceof IllegalArgumentException || cause instanceof CacheException
                                ? cause
                                : new LockException("the lock service cannot be reached", cause));
            } else if (lease.isPresent()) {
                give(key, ttl, lease.get(), result);
            } else {
                retry(key, ttl, until, result);
            }
        });
    }

    /** Sees to it that a caller who has gone, though perhaps a moment too late, leaves no lock behind. */
    static void giveUp(CompletableFuture<Optional<CacheLock>> answer) {
        if (!answer.cancel(false)) {
            answer.thenAccept(lock -> lock.ifPresent(CacheLock::close));
        }
    }

    private void give(String key, Duration ttl, Lease lease, CompletableFuture<Optional<CacheLock>> result) {
        if (!result.complete(Optional.of(new HeldLock(key, ttl, lease, engine.time, engine::run)))) {
            lease.release(); // the caller has gone
        }
    }

    private void retry(String key, Duration ttl, long until, CompletableFuture<Optional<CacheLock>> result) {
        long left = until - engine.time.nanos();
        if (left <= 0) {
            result.complete(Optional.empty());
        } else if (!result.isDone()) {
            long pause = Math.min(left, (long) (PAUSE_NANOS * (0.5 + engine.settings.random.getAsDouble() / 2)));
            engine.time.schedule(Duration.ofNanos(pause), () -> engine.run(() -> attempt(key, ttl, until, result)));
        }
    }
}
