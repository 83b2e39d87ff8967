package io.cachex;

import io.cachex.spi.CacheTracer;
import io.cachex.spi.Lease;
import io.cachex.spi.LockProvider;
import io.cachex.spi.TimeSource;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Takes locks from the provider: at once, or when the caller's turn has come. The first of those who wait in this process
 * asks again at jittered intervals, because another process may free the lock, and as soon as this process does.
 */
final class Locking<T> {

    /** The longest pause between two tries. */
    private static final long PAUSE_NANOS = Duration.ofMillis(50).toNanos();

    private final Engine<T> engine;
    private final LockProvider provider;
    private final String scope;
    private final LockLines<Turn> lines = new LockLines<>();

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
        Turn turn = new Turn(key, ttl, engine.time.nanos() + most, result, begun(key, wait));
        turn.endsWithResult();
        if (most == 0) {
            turn.ask();
        } else {
            stand(turn);
        }
        return result;
    }

    private CacheTracer.@Nullable Work begun(String key, Duration wait) {
        CacheTracer tracer = engine.settings.tracer;
        if (tracer == null) {
            return null;
        }
        List<String> names = tracer.wantsKeys() ? List.of(key) : List.of();
        return tracer.begin(
                new CacheTracer.Task(engine.settings.name, CacheTracer.Kind.LOCK, null, 1, names, wait), List.of());
    }

    private void stand(Turn turn) {
        if (lines.join(turn.key, turn)) {
            turn.ask();
        } else {
            turn.rest(turn.until - engine.time.nanos());
        }
        turn.result.whenComplete((lock, failure) -> {
            Turn next = lines.leave(turn.key, turn);
            if (next != null) {
                next.ask(); // the lock may have been freed, and the one who left was told
            }
        });
    }

    /** A lock that this process had is free. */
    private void freed(String key) {
        Turn first = lines.first(key);
        if (first != null) {
            engine.run(first::ask);
        }
    }

    /** Sees to it that a caller who has gone, though perhaps a moment too late, leaves no lock behind. */
    static void giveUp(CompletableFuture<Optional<CacheLock>> answer) {
        if (!answer.cancel(false)) {
            answer.thenAccept(lock -> lock.ifPresent(CacheLock::close));
        }
    }

    private String scope(String key) {
        return scope + "lock:" + key;
    }

    /** One caller's wish for a lock. Asks the provider one question at a time. */
    private final class Turn {

        private final String key;
        private final Duration ttl;
        private final long until;
        private final CompletableFuture<Optional<CacheLock>> result;
        private final CacheTracer.@Nullable Work work;
        private boolean asks; // guarded by this
        private boolean asksAgain; // guarded by this: the lock was freed while the provider was asked
        private TimeSource.@Nullable Scheduled rest; // guarded by this

        Turn(
                String key,
                Duration ttl,
                long until,
                CompletableFuture<Optional<CacheLock>> result,
                CacheTracer.@Nullable Work work) {
            this.key = key;
            this.ttl = ttl;
            this.until = until;
            this.result = result;
            this.work = work;
        }

        /** Whoever ends the wait: the provider, the caller, its time, the cache's close. */
        void endsWithResult() {
            if (work != null) {
                result.whenComplete((lock, failure) -> ended(
                        failure == null ? CacheTracer.Outcome.done(null, lock.isPresent() ? 1 : 0) : failed(failure)));
            }
        }

        private static CacheTracer.Outcome failed(Throwable failure) {
            return CacheTracer.Outcome.failed(Failures.unwrap(failure));
        }

        /** Before the answer: whoever has that finds no work of it under way. */
        private void ended(CacheTracer.Outcome outcome) {
            if (work != null) {
                work.end(outcome);
            }
        }

        private CompletionStage<Optional<Lease>> asked() {
            CacheTracer.Scope scope = work == null ? GuardedTracer.NO_SCOPE : work.enter();
            try {
                return provider.tryAcquire(scope(key), ttl);
            } finally {
                scope.close();
            }
        }

        void ask() {
            synchronized (this) {
                if (rest != null) {
                    rest.cancel();
                }
                if (asks || result.isDone()) {
                    asksAgain = true;
                    return;
                }
                asks = true;
            }
            asked().whenComplete((lease, failure) -> {
                if (failure != null) {
                    fail(Failures.unwrap(failure));
                } else if (lease.isPresent()) {
                    give(lease.get());
                } else {
                    goOn();
                }
            });
        }

        private void fail(Throwable cause) {
            ended(failed(cause));
            result.completeExceptionally(
                    cause instanceof IllegalArgumentException || cause instanceof CacheException
                            ? cause
                            : new LockException("the lock service cannot be reached", cause));
        }

        private void give(Lease lease) {
            Turn next = lines.leave(key, this); // first: the caller may free the lock before this thread goes on
            HeldLock lock = new HeldLock(key, ttl, lease, engine.time, engine::run, () -> freed(key));
            ended(CacheTracer.Outcome.done(null, 1));
            if (!result.complete(Optional.of(lock))) {
                lock.close(); // the caller has gone
            }
            if (next != null) {
                next.restForAWhile();
            }
        }

        /** Somebody else has the lock. */
        private void goOn() {
            boolean again;
            synchronized (this) {
                again = asksAgain;
                asks = false;
                asksAgain = false;
            }
            if (again) {
                ask();
            } else if (until - engine.time.nanos() <= 0) {
                ended(CacheTracer.Outcome.done(null, 0));
                result.complete(Optional.empty());
            } else {
                restForAWhile();
            }
        }

        private void restForAWhile() {
            long left = until - engine.time.nanos();
            rest(Math.min(left, (long) (PAUSE_NANOS * (0.5 + engine.settings.random.getAsDouble() / 2))));
        }

        private synchronized void rest(long nanos) {
            if (rest != null) {
                rest.cancel();
            }
            if (!result.isDone()) {
                rest = engine.time.schedule(Duration.ofNanos(nanos), () -> engine.run(this::ask));
            }
        }
    }
}
