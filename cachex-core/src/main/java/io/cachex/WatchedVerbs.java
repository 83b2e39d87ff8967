package io.cachex;

import io.cachex.spi.CacheObserver;
import io.cachex.spi.CacheOperation;
import io.cachex.spi.TimeSource;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The verbs where somebody watches: each call is told when it ends. Nobody's answer is passed on by this or waits for it, so
 * that cancelling, and the thread an answer comes on, are as they are without. Near hits do not come here.
 */
final class WatchedVerbs<T> extends Verbs<T> {

    private final CacheObserver observer;
    private final String cache;
    private final TimeSource time;

    WatchedVerbs(Engine<T> engine, Body<T> body, CacheObserver observer) {
        super(engine, body);
        this.observer = observer;
        this.cache = engine.settings.name;
        this.time = engine.time;
    }

    private <R extends @Nullable Object> CompletableFuture<R> told(
            CacheOperation operation, Supplier<CompletableFuture<R>> call) {
        long began = time.nanos();
        CompletableFuture<R> answer;
        try {
            answer = call.get();
        } catch (CacheException e) { // a value that cannot be encoded, a cache without a loader; not a bad argument
            observer.onOperation(cache, operation, time.nanos() - began, e);
            throw e;
        }
        var unused = answer.whenComplete((value, failure) -> observer.onOperation(
                cache, operation, time.nanos() - began, failure == null ? null : Failures.unwrap(failure)));
        return answer;
    }

    @Override
    CompletableFuture<Served<T>> look(String key, CallOptions options, @Nullable CallerThread lane) {
        return told(CacheOperation.GET, () -> super.look(key, options, lane));
    }

    @Override
    CompletableFuture<Served<T>> get(String key, Origin<T> origin, CallOptions options, @Nullable CallerThread lane) {
        return told(CacheOperation.GET, () -> super.get(key, origin, options, lane));
    }

    @Override
    CompletableFuture<Served<T>> find(String key, CallOptions options, @Nullable CallerThread lane) {
        return told(CacheOperation.GET, () -> super.find(key, options, lane));
    }

    @Override
    CompletableFuture<BulkResult<T>> getAllPresent(Collection<String> keys, @Nullable CallerThread lane) {
        return told(CacheOperation.GET_ALL, () -> super.getAllPresent(keys, lane));
    }

    @Override
    CompletableFuture<BulkResult<T>> getAll(
            Collection<String> keys, @Nullable BulkLoader<T> loader, @Nullable CallerThread lane) {
        return told(CacheOperation.GET_ALL, () -> super.getAll(keys, loader, lane));
    }

    @Override
    CompletableFuture<@Nullable Void> put(String key, T value, PutOptions options, @Nullable CallerThread lane) {
        return told(CacheOperation.PUT, () -> super.put(key, value, options, lane));
    }

    @Override
    CompletableFuture<Boolean> putIfAbsent(String key, T value, @Nullable CallerThread lane) {
        return told(CacheOperation.PUT_IF_ABSENT, () -> super.putIfAbsent(key, value, lane));
    }

    @Override
    CompletableFuture<Boolean> replace(String key, long expectedVersion, T value, @Nullable CallerThread lane) {
        return told(CacheOperation.REPLACE, () -> super.replace(key, expectedVersion, value, lane));
    }

    @Override
    CompletableFuture<Long> increment(String key, long delta, Duration ttlIfCreated) {
        return told(CacheOperation.INCREMENT, () -> super.increment(key, delta, ttlIfCreated));
    }

    @Override
    CompletableFuture<@Nullable Duration> remaining(String key) {
        return told(CacheOperation.TTL, () -> super.remaining(key));
    }

    @Override
    CompletableFuture<Boolean> expire(String key) {
        return told(CacheOperation.EXPIRE, () -> super.expire(key));
    }

    @Override
    CompletableFuture<@Nullable Void> invalidate(String key, @Nullable CallerThread lane) {
        return told(CacheOperation.INVALIDATE, () -> super.invalidate(key, lane));
    }

    @Override
    CompletableFuture<@Nullable Void> invalidateTag(String tag) {
        return told(CacheOperation.INVALIDATE_TAG, () -> super.invalidateTag(tag));
    }

    @Override
    CompletableFuture<@Nullable Void> clear() {
        return told(CacheOperation.CLEAR, super::clear);
    }

    @Override
    CompletableFuture<@Nullable Void> writeThrough(String key, T value, Writer<T> writer, @Nullable CallerThread lane) {
        return told(CacheOperation.WRITE_THROUGH, () -> super.writeThrough(key, value, writer, lane));
    }

    @Override
    CompletableFuture<AcceptedWrite> writeBehind(
            String key, T value, PutOptions options, @Nullable Writer<T> writer, @Nullable CallerThread lane) {
        return told(CacheOperation.WRITE_BEHIND, () -> super.writeBehind(key, value, options, writer, lane));
    }

    @Override
    CompletableFuture<@Nullable Void> publishInvalidation(String... keys) {
        return told(CacheOperation.PUBLISH_INVALIDATION, () -> super.publishInvalidation(keys));
    }

    @Override
    CompletableFuture<Optional<CacheLock>> tryLock(String key, Duration ttl, Duration wait) {
        long began = time.nanos();
        CompletableFuture<Optional<CacheLock>> answer = super.tryLock(key, ttl, wait);
        var unused = answer.whenComplete((lock, failure) -> observer.onLock(
                cache,
                failure == null && lock.isPresent(),
                time.nanos() - began,
                failure == null ? null : Failures.unwrap(failure)));
        return answer;
    }
}
