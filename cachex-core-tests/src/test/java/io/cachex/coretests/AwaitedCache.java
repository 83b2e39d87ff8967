package io.cachex.coretests;

import io.cachex.AsyncCache;
import io.cachex.BulkLoader;
import io.cachex.BulkResult;
import io.cachex.Cache;
import io.cachex.CacheException;
import io.cachex.CacheLock;
import io.cachex.CacheStats;
import io.cachex.CallOptions;
import io.cachex.ContextLoader;
import io.cachex.DeadLetters;
import io.cachex.Held;
import io.cachex.Lifetimes;
import io.cachex.Loader;
import io.cachex.Lookup;
import io.cachex.Offline;
import io.cachex.OriginStatus;
import io.cachex.PutOptions;
import io.cachex.Writer;
import io.cachex.spi.Invalidation;
import io.cachex.spi.Subscription;
import io.cachex.spi.WriteQueue;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The asynchronous face with the words of the blocking one: each verb waits for its future and gives what it gives. A
 * caller that is interrupted cancels its future and leaves with the exception that the blocking face throws.
 */
final class AwaitedCache<T> implements Cache<T> {

    private final Cache<T> cache;
    private final AsyncCache<T> async;

    AwaitedCache(Cache<T> cache) {
        this.cache = cache;
        this.async = cache.async();
    }

    @Override
    public String name() {
        return async.name();
    }

    @Override
    public AsyncCache<T> async() {
        return async;
    }

    @Override
    public @Nullable T getIfPresent(String key) {
        return await(async.getIfPresent(key));
    }

    @Override
    public @Nullable T getIfPresent(String key, CallOptions options) {
        return await(async.getIfPresent(key, options));
    }

    @Override
    public @Nullable T get(String key) {
        return await(async.get(key));
    }

    @Override
    public @Nullable T get(String key, CallOptions options) {
        return await(async.get(key, options));
    }

    @Override
    public @Nullable T get(String key, Loader<T> loader) {
        return await(async.get(key, loader));
    }

    @Override
    public @Nullable T get(String key, ContextLoader<T> loader) {
        return get(key, loader, CallOptions.defaults());
    }

    /** The loader runs where an asynchronous loader is asked for its stage: on the cache's executor. */
    @Override
    public @Nullable T get(String key, ContextLoader<T> loader, CallOptions options) {
        return await(async.get(
                key, (asked, context) -> CompletableFuture.completedFuture(loader.load(asked, context)), options));
    }

    @Override
    public Lookup<T> find(String key) {
        return await(async.find(key));
    }

    @Override
    public Lookup<T> find(String key, CallOptions options) {
        return await(async.find(key, options));
    }

    @Override
    public BulkResult<T> getAllPresent(Collection<String> keys) {
        return await(async.getAllPresent(keys));
    }

    @Override
    public BulkResult<T> getAll(Collection<String> keys) {
        return await(async.getAll(keys));
    }

    @Override
    public BulkResult<T> getAll(Collection<String> keys, BulkLoader<T> loader) {
        return await(async.getAll(keys, loader));
    }

    @Override
    public void put(String key, T value) {
        await(async.put(key, value));
    }

    @Override
    public void put(String key, T value, PutOptions options) {
        await(async.put(key, value, options));
    }

    @Override
    public void putAll(Map<String, ? extends T> values) {
        await(async.putAll(values));
    }

    @Override
    public boolean putIfAbsent(String key, T value) {
        return await(async.putIfAbsent(key, value));
    }

    @Override
    public boolean replace(String key, long expectedVersion, T value) {
        return await(async.replace(key, expectedVersion, value));
    }

    @Override
    public long increment(String key, long delta, Duration ttlIfCreated) {
        return await(async.increment(key, delta, ttlIfCreated));
    }

    @Override
    public boolean exists(String key) {
        return await(async.exists(key));
    }

    @Override
    public Optional<Duration> ttl(String key) {
        return await(async.ttl(key));
    }

    @Override
    public boolean expire(String key) {
        return await(async.expire(key));
    }

    @Override
    public void invalidate(String key) {
        await(async.invalidate(key));
    }

    @Override
    public void invalidateAll(Collection<String> keys) {
        await(async.invalidateAll(keys));
    }

    @Override
    public void invalidateTag(String tag) {
        await(async.invalidateTag(tag));
    }

    @Override
    public void clear() {
        await(async.clear());
    }

    @Override
    public @Nullable T refresh(String key) {
        return await(async.refresh(key));
    }

    @Override
    public @Nullable Held<T> hold(String key) {
        return cache.hold(key);
    }

    @Override
    public Optional<CacheLock> tryLock(String key, Duration ttl) {
        return await(async.tryLock(key, ttl));
    }

    @Override
    public Optional<CacheLock> tryLock(String key, Duration ttl, Duration wait) {
        return await(async.tryLock(key, ttl, wait));
    }

    @Override
    public void writeThrough(String key, T value, Writer<T> writer) {
        await(async.writeThrough(key, value, writer));
    }

    @Override
    public CompletableFuture<@Nullable Void> writeBehind(String key, T value) {
        return await(async.writeBehind(key, value)).made();
    }

    @Override
    public CompletableFuture<@Nullable Void> writeBehind(String key, T value, Duration ttl) {
        return await(async.writeBehind(key, value, ttl)).made();
    }

    @Override
    public CompletableFuture<@Nullable Void> writeBehind(String key, T value, Duration ttl, Writer<T> writer) {
        return await(async.writeBehind(key, value, ttl, writer)).made();
    }

    @Override
    public DeadLetters<T> deadLetters() {
        return cache.deadLetters();
    }

    @Override
    public WriteQueue.Stats writeBehindStats() {
        return cache.writeBehindStats();
    }

    @Override
    public void publishInvalidation(String... keys) {
        await(async.publishInvalidation(keys));
    }

    @Override
    public Subscription onInvalidation(Consumer<Invalidation> handler) {
        return async.onInvalidation(handler);
    }

    @Override
    public CompletableFuture<Integer> snapshot() {
        return cache.snapshot();
    }

    @Override
    public CompletableFuture<Integer> restored() {
        return cache.restored();
    }

    @Override
    public void upstreamEnabled(boolean enabled) {
        cache.upstreamEnabled(enabled);
    }

    @Override
    public OriginStatus origin() {
        return cache.origin();
    }

    @Override
    public Offline offline() {
        return cache.offline();
    }

    @Override
    public void offline(Offline offline) {
        cache.offline(offline);
    }

    @Override
    public Lifetimes lifetimes() {
        return cache.lifetimes();
    }

    @Override
    public void lifetimes(Lifetimes lifetimes) {
        cache.lifetimes(lifetimes);
    }

    @Override
    public CacheStats stats() {
        return cache.stats();
    }

    @Override
    public String describe() {
        return cache.describe();
    }

    @Override
    public void close() {
        cache.close();
    }

    private static <R extends @Nullable Object> R await(CompletableFuture<R> answer) {
        try {
            return answer.get();
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new CacheException("interrupted while waiting for a future", e);
        } catch (ExecutionException e) {
            throw asThrown(e.getCause());
        }
    }

    /** The failure itself: a future that wraps it once more fails the tests that expect it. */
    private static RuntimeException asThrown(@Nullable Throwable failure) {
        if (failure instanceof RuntimeException thrown) {
            return thrown;
        }
        throw failure instanceof Error error ? error : new AssertionError("a checked failure", failure);
    }
}
