package io.cachex;

import io.cachex.spi.CacheTracer;
import io.cachex.spi.Invalidation;
import io.cachex.spi.Subscription;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The face for callers that do not wait. What is not there at once is completed on the executor. */
final class NonBlockingCache<T> implements AsyncCache<T> {

    private final Verbs<T> verbs;
    private final Engine<T> engine;
    private final Cache<T> blocking;

    NonBlockingCache(Verbs<T> verbs, Cache<T> blocking) {
        this.verbs = verbs;
        this.engine = verbs.engine;
        this.blocking = blocking;
    }

    @Override
    public String name() {
        return engine.settings.name;
    }

    @Override
    public Cache<T> blocking() {
        return blocking;
    }

    @Override
    public CompletableFuture<@Nullable T> getIfPresent(String key) {
        return getIfPresent(key, CallOptions.defaults());
    }

    @Override
    public CompletableFuture<@Nullable T> getIfPresent(String key, CallOptions options) {
        return read(key, options, () -> verbs.look(key, options, null));
    }

    @Override
    public CompletableFuture<@Nullable T> get(String key) {
        return get(key, CallOptions.defaults());
    }

    @Override
    public CompletableFuture<@Nullable T> get(String key, CallOptions options) {
        return read(key, options, () -> verbs.get(key, options, null));
    }

    @Override
    public CompletableFuture<@Nullable T> get(String key, Loader<T> loader) {
        CallOptions options = CallOptions.defaults();
        return load(key, loader, Origin.ofPlain(loader), options);
    }

    @Override
    public CompletableFuture<@Nullable T> get(String key, AsyncLoader<T> loader) {
        return get(key, loader, CallOptions.defaults());
    }

    @Override
    public CompletableFuture<@Nullable T> get(String key, AsyncLoader<T> loader, CallOptions options) {
        return load(key, loader, Origin.ofAsync(loader), options);
    }

    @Override
    public CompletableFuture<Lookup<T>> find(String key) {
        return find(key, CallOptions.defaults());
    }

    @Override
    public CompletableFuture<Lookup<T>> find(String key, CallOptions options) {
        return answer(() -> {
            Entry<T> hit = verbs.hit(key, options);
            return hit != null
                    ? CompletableFuture.completedFuture(verbs.lookup(hit))
                    : counted(verbs.find(key, options, null), verbs::lookup);
        });
    }

    @Override
    public CompletableFuture<BulkResult<T>> getAllPresent(Collection<String> keys) {
        return answer(() -> verbs.getAllPresent(keys, null));
    }

    @Override
    public CompletableFuture<BulkResult<T>> getAll(Collection<String> keys) {
        return answer(() -> verbs.getAll(keys, null, null));
    }

    @Override
    public CompletableFuture<BulkResult<T>> getAll(Collection<String> keys, BulkLoader<T> loader) {
        return answer(() -> {
            Verbs.requireNotNull("loader", loader);
            return verbs.getAll(keys, loader, null);
        });
    }

    @Override
    public CompletableFuture<@Nullable Void> put(String key, T value) {
        return put(key, value, PutOptions.defaults());
    }

    @Override
    public CompletableFuture<@Nullable Void> put(String key, T value, PutOptions options) {
        return answer(() -> verbs.put(key, value, options, null));
    }

    @Override
    public CompletableFuture<@Nullable Void> putAll(Map<String, ? extends T> values) {
        return answer(() -> verbs.putAll(values, null));
    }

    @Override
    public CompletableFuture<Boolean> putIfAbsent(String key, T value) {
        return answer(() -> verbs.putIfAbsent(key, value, null));
    }

    @Override
    public CompletableFuture<Boolean> replace(String key, long expectedVersion, T value) {
        return answer(() -> verbs.replace(key, expectedVersion, value, null));
    }

    @Override
    public CompletableFuture<Long> increment(String key, long delta, Duration ttlIfCreated) {
        return answer(() -> verbs.increment(key, delta, ttlIfCreated));
    }

    @Override
    public CompletableFuture<Boolean> exists(String key) {
        return answer(() -> verbs.remaining(key).thenApply(left -> left != null));
    }

    @Override
    public CompletableFuture<Optional<Duration>> ttl(String key) {
        return answer(() -> verbs.remaining(key).thenApply(Optional::ofNullable));
    }

    @Override
    public CompletableFuture<Boolean> expire(String key) {
        return answer(() -> verbs.expire(key));
    }

    @Override
    public CompletableFuture<@Nullable Void> invalidate(String key) {
        return answer(() -> verbs.invalidate(key, null));
    }

    @Override
    public CompletableFuture<@Nullable Void> invalidateAll(Collection<String> keys) {
        return answer(() -> verbs.invalidateAll(keys, null));
    }

    @Override
    public CompletableFuture<@Nullable Void> invalidateTag(String tag) {
        return answer(() -> verbs.invalidateTag(tag));
    }

    @Override
    public CompletableFuture<@Nullable Void> clear() {
        return answer(verbs::clear);
    }

    @Override
    public CompletableFuture<@Nullable T> refresh(String key) {
        return answer(() -> counted(verbs.refresh(key, null), verbs::value));
    }

    @Override
    public CompletableFuture<Optional<CacheLock>> tryLock(String key, Duration ttl) {
        return tryLock(key, ttl, Duration.ZERO);
    }

    @Override
    public CompletableFuture<Optional<CacheLock>> tryLock(String key, Duration ttl, Duration wait) {
        return answer(() -> verbs.tryLock(key, ttl, wait), Locking::giveUp);
    }

    @Override
    public CompletableFuture<@Nullable Void> writeThrough(String key, T value, Writer<T> writer) {
        return answer(() -> verbs.writeThrough(key, value, writer, null));
    }

    @Override
    public CompletableFuture<AcceptedWrite> writeBehind(String key, T value) {
        return answer(() -> verbs.writeBehind(key, value, PutOptions.defaults(), null, null));
    }

    @Override
    public CompletableFuture<AcceptedWrite> writeBehind(String key, T value, Duration ttl) {
        return answer(() -> verbs.writeBehind(key, value, PutOptions.defaults().ttl(ttl), null, null));
    }

    @Override
    public CompletableFuture<AcceptedWrite> writeBehind(String key, T value, Duration ttl, Writer<T> writer) {
        return answer(() -> {
            Verbs.requireNotNull("writer", writer);
            return verbs.writeBehind(key, value, PutOptions.defaults().ttl(ttl), writer, null);
        });
    }

    @Override
    public CompletableFuture<@Nullable Void> publishInvalidation(String... keys) {
        return answer(() -> verbs.publishInvalidation(keys));
    }

    @Override
    public Subscription onInvalidation(Consumer<Invalidation> handler) {
        return verbs.onInvalidation(handler);
    }

    @Override
    public String toString() {
        return blocking.describe();
    }

    // Answering.

    private CompletableFuture<@Nullable T> load(
            String key, @Nullable Object loader, Origin<T> origin, CallOptions options) {
        if (loader == null) {
            return CompletableFuture.failedFuture(new IllegalArgumentException("loader must not be null"));
        }
        return read(key, options, () -> verbs.get(key, origin, options, null));
    }

    private CompletableFuture<@Nullable T> read(
            String key, CallOptions options, Supplier<CompletableFuture<Served<T>>> read) {
        return answer(() -> {
            Entry<T> hit = verbs.hit(key, options);
            return hit != null
                    ? CompletableFuture.completedFuture(verbs.out(hit.value))
                    : counted(read.get(), verbs::value);
        });
    }

    private <R extends @Nullable Object> CompletableFuture<R> counted(
            CompletableFuture<Served<T>> answer, Function<Served<T>, R> toResult) {
        return answer.handle((served, failure) -> {
            if (failure != null) {
                engine.counters.readFailed();
                throw Answers.asPromised(Failures.unwrap(failure));
            }
            return toResult.apply(served);
        });
    }

    /** What the verb throws fails the future; what comes later comes on the executor, and unwrapped. */
    private <R extends @Nullable Object> CompletableFuture<R> answer(Supplier<CompletableFuture<R>> verb) {
        return answer(verb, cancelled -> {});
    }

    /** As {@link #answer(Supplier)}; if its holder cancels it, what the verb gave can be undone. */
    private <R extends @Nullable Object> CompletableFuture<R> answer(
            Supplier<CompletableFuture<R>> verb, Consumer<CompletableFuture<R>> undo) {
        CompletableFuture<R> answer;
        try {
            answer = verb.get();
        } catch (RuntimeException e) { // a bad argument, or a loader that asks for its own key: as it is
            return CompletableFuture.failedFuture(e);
        }
        CompletableFuture<R> own = new CompletableFuture<>();
        own.whenComplete((value, failure) -> {
            if (own.isCancelled()) {
                undo.accept(answer);
            }
        });
        boolean late = !answer.isDone();
        CacheTracer tracer = engine.settings.tracer;
        CacheTracer.Context caller = late && tracer != null ? tracer.context() : GuardedTracer.NOWHERE;
        answer.whenComplete((value, failure) -> {
            if (late) {
                engine.run(() -> {
                    CacheTracer.Scope scope = caller.enter(); // what the caller goes on with there is the caller's
                    complete(own, value, failure);
                    scope.close();
                });
            } else {
                complete(own, value, failure);
            }
        });
        return own;
    }

    private static <R extends @Nullable Object> void complete(
            CompletableFuture<R> own, R value, @Nullable Throwable failure) {
        if (failure == null) {
            own.complete(value);
        } else {
            own.completeExceptionally(Answers.asPromised(Failures.unwrap(failure)));
        }
    }
}
