package io.cachex;

import io.cachex.spi.Invalidation;
import io.cachex.spi.Subscription;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Cache} for callers that do not wait: the same engine, the same verbs, the same meaning.
 *
 * <p>No method blocks, and none throws: also a bad argument is a failed future. Futures that are not done at once are
 * completed on the cache's executor. Completing or cancelling a returned future affects its holder only.
 *
 * @param <T> the type of the values, which are never null
 */
public interface AsyncCache<T> {

    /** The cache's name. */
    String name();

    /** The same cache with the same verbs for callers that wait. */
    Cache<T> blocking();

    /** See {@link Cache#getIfPresent(String)}. */
    CompletableFuture<@Nullable T> getIfPresent(String key);

    /** See {@link Cache#getIfPresent(String, CallOptions)}. */
    CompletableFuture<@Nullable T> getIfPresent(String key, CallOptions options);

    /** See {@link Cache#get(String)}. */
    CompletableFuture<@Nullable T> get(String key);

    /** See {@link Cache#get(String, CallOptions)}. */
    CompletableFuture<@Nullable T> get(String key, CallOptions options);

    /** See {@link Cache#get(String, Loader)}. */
    CompletableFuture<@Nullable T> get(String key, Loader<T> loader);

    /** See {@link Cache#get(String, ContextLoader)}. */
    CompletableFuture<@Nullable T> get(String key, AsyncLoader<T> loader);

    /** See {@link Cache#get(String, ContextLoader, CallOptions)}. */
    CompletableFuture<@Nullable T> get(String key, AsyncLoader<T> loader, CallOptions options);

    /** See {@link Cache#find(String)}. */
    CompletableFuture<Lookup<T>> find(String key);

    /** See {@link Cache#find(String, CallOptions)}. */
    CompletableFuture<Lookup<T>> find(String key, CallOptions options);

    /** See {@link Cache#getAllPresent(Collection)}. */
    CompletableFuture<BulkResult<T>> getAllPresent(Collection<String> keys);

    /** See {@link Cache#getAll(Collection)}. */
    CompletableFuture<BulkResult<T>> getAll(Collection<String> keys);

    /** See {@link Cache#getAll(Collection, BulkLoader)}. */
    CompletableFuture<BulkResult<T>> getAll(Collection<String> keys, BulkLoader<T> loader);

    /** See {@link Cache#put(String, Object)}. */
    CompletableFuture<@Nullable Void> put(String key, T value);

    /** See {@link Cache#put(String, Object, PutOptions)}. */
    CompletableFuture<@Nullable Void> put(String key, T value, PutOptions options);

    /** See {@link Cache#putAll(Map)}. */
    CompletableFuture<@Nullable Void> putAll(Map<String, ? extends T> values);

    /** See {@link Cache#putIfAbsent(String, Object)}. */
    CompletableFuture<Boolean> putIfAbsent(String key, T value);

    /** See {@link Cache#replace(String, long, Object)}. */
    CompletableFuture<Boolean> replace(String key, long expectedVersion, T value);

    /** See {@link Cache#increment(String, long, Duration)}. */
    CompletableFuture<Long> increment(String key, long delta, Duration ttlIfCreated);

    /** See {@link Cache#exists(String)}. */
    CompletableFuture<Boolean> exists(String key);

    /** See {@link Cache#ttl(String)}. */
    CompletableFuture<Optional<Duration>> ttl(String key);

    /** See {@link Cache#expire(String)}. */
    CompletableFuture<Boolean> expire(String key);

    /** See {@link Cache#invalidate(String)}. */
    CompletableFuture<@Nullable Void> invalidate(String key);

    /** See {@link Cache#invalidateAll(Collection)}. */
    CompletableFuture<@Nullable Void> invalidateAll(Collection<String> keys);

    /** See {@link Cache#invalidateTag(String)}. */
    CompletableFuture<@Nullable Void> invalidateTag(String tag);

    /** See {@link Cache#clear()}. */
    CompletableFuture<@Nullable Void> clear();

    /** See {@link Cache#refresh(String)}. */
    CompletableFuture<@Nullable T> refresh(String key);

    /** See {@link Cache#tryLock(String, Duration)}. */
    CompletableFuture<Optional<CacheLock>> tryLock(String key, Duration ttl);

    /** See {@link Cache#tryLock(String, Duration, Duration)}. */
    CompletableFuture<Optional<CacheLock>> tryLock(String key, Duration ttl, Duration wait);

    /** See {@link Cache#writeThrough(String, Object, Writer)}. */
    CompletableFuture<@Nullable Void> writeThrough(String key, T value, Writer<T> writer);

    /** See {@link Cache#writeBehind(String, Object)}; ends when the write is accepted. */
    CompletableFuture<AcceptedWrite> writeBehind(String key, T value);

    /** See {@link Cache#writeBehind(String, Object, Duration)}; ends when the write is accepted. */
    CompletableFuture<AcceptedWrite> writeBehind(String key, T value, Duration ttl);

    /** See {@link Cache#writeBehind(String, Object, Duration, Writer)}; ends when the write is accepted. */
    CompletableFuture<AcceptedWrite> writeBehind(String key, T value, Duration ttl, Writer<T> writer);

    /** See {@link Cache#publishInvalidation(String...)}. */
    CompletableFuture<@Nullable Void> publishInvalidation(String... keys);

    /** See {@link Cache#onInvalidation(Consumer)}; throws as that does. */
    Subscription onInvalidation(Consumer<Invalidation> handler);
}
