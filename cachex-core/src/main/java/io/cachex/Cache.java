package io.cachex;

import io.cachex.codec.JsonCodec;
import io.cachex.spi.Codec;
import io.cachex.spi.Invalidation;
import io.cachex.spi.Subscription;
import io.cachex.spi.WriteQueue;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A typed cache. Made by {@link #builder}; ended by {@link #close()}. Safe for use by many threads.
 *
 * <p>Reads never fail because a tier is down: a failed read of the store is a miss. They fail when a value can be had
 * from nowhere: {@link LoadException} with the loader's failure as its cause, {@link CacheTimeoutException},
 * {@link CallRejectedException}, {@link CircuitOpenException}. Writes report the store's refusal as
 * {@link StoreException} or as what its policies threw. Every method throws {@link IllegalArgumentException} for a bad
 * key or a null value, and {@link CacheClosedException} after {@link #close()}. An interrupt ends the wait of the
 * interrupted caller with a {@link CacheException}, its flag set, and nobody else's.
 *
 * <p>Keys are not empty, have at most 1,024 UTF-8 bytes (an option) and no control characters. They are compared as they
 * are: two Unicode forms of one text are two keys.
 *
 * @param <T> the type of the values, which are never null
 */
public interface Cache<T> extends AutoCloseable {

    /**
     * Starts to build a cache whose values travel as JSON.
     *
     * @param name from 1 to 64 characters of {@code A-Z a-z 0-9 . _ -}; names the cache in logs, metrics and keys
     */
    static <T> CacheBuilder<T> builder(String name, Class<T> type) {
        Rules.notNull("type", type);
        return new CacheBuilder<>(name, UsualCodec.of(type));
    }

    /** Starts to build a cache whose values travel in the codec's format; see {@link JsonCodec} for generic types. */
    static <T> CacheBuilder<T> builder(String name, Codec<T> codec) {
        return new CacheBuilder<>(name, Rules.notNull("codec", codec));
    }

    /** The cache's name. */
    String name();

    /** The same cache with the same verbs for callers that do not wait. */
    AsyncCache<T> async();

    /**
     * The cached value if it is fresh, from the near tier or the store; null otherwise. Never waits for a load; where
     * refreshes or stale-while-revalidate are on, it may start one, and then serves what they serve.
     */
    @Nullable
    T getIfPresent(String key);

    /** As {@link #getIfPresent(String)}, for a call with options of its own. */
    @Nullable
    T getIfPresent(String key, CallOptions options);

    /**
     * The value, from the nearest tier that has it fresh, else from the configured loader; a stale value if the load
     * fails in a way that stale values may cover. Null if there is no value.
     *
     * @throws ConfigurationException if the cache has no loader
     */
    @Nullable
    T get(String key);

    /** As {@link #get(String)}, for a call with options of its own. */
    @Nullable
    T get(String key, CallOptions options);

    /** As {@link #get(String)} with a loader for this call. Callers of one key share a load, whichever loader it has. */
    @Nullable
    T get(String key, Loader<T> loader);

    /** As {@link #get(String, Loader)}. */
    @Nullable
    T get(String key, ContextLoader<T> loader);

    /** As {@link #get(String, Loader)}, for a call with options of its own. */
    @Nullable
    T get(String key, ContextLoader<T> loader, CallOptions options);

    /**
     * What {@link #get(String)} would answer, with everything that is known about it; without a loader, what is cached,
     * also if it is stale.
     */
    Lookup<T> find(String key);

    /** As {@link #find(String)}, for a call with options of its own. */
    Lookup<T> find(String key, CallOptions options);

    /** The fresh cached values among these keys, in their order. Never loads. Duplicate keys count once. */
    BulkResult<T> getAllPresent(Collection<String> keys);

    /** The values of these keys, loaded where needed by the bulk loader if there is one, else one by one. */
    BulkResult<T> getAll(Collection<String> keys);

    /** As {@link #getAll(Collection)} with a loader for this call. */
    BulkResult<T> getAll(Collection<String> keys, BulkLoader<T> loader);

    /** Writes a value: to the writer if one is configured, to the store, and to the near tier. Last writer wins. */
    void put(String key, T value);

    /** As {@link #put(String, Object)}, kept as the options say. */
    void put(String key, T value, PutOptions options);

    /**
     * Writes several values.
     *
     * @throws BulkException if some could not be written; the others were
     */
    void putAll(Map<String, ? extends T> values);

    /** Writes a value if there is no fresh one; returns whether it did. Atomic in the store, or in this process without. */
    boolean putIfAbsent(String key, T value);

    /**
     * Writes a value if the current one has this version; returns whether it did.
     *
     * @param expectedVersion from {@link Lookup#version()}, from 1 to 2<sup>53</sup>
     */
    boolean replace(String key, long expectedVersion, T value);

    /**
     * Adds to a counter, which starts at 0. Counters are a key space of their own: {@link #get} does not see them, and
     * {@link #invalidate} removes them.
     *
     * @param ttlIfCreated how long a counter made by this call lives, from 1 ns to 365 days
     * @return the new count
     * @throws ArithmeticException if it would overflow
     */
    long increment(String key, long delta, Duration ttlIfCreated);

    /** Whether there is a fresh value in a tier. Neither loads nor decodes. */
    boolean exists(String key);

    /** How long the value stays fresh; empty if there is none. Never zero. */
    Optional<Duration> ttl(String key);

    /**
     * Ends a value's freshness: the next read loads. The value is kept as a fallback for as long as it would have been.
     *
     * @return whether there was a fresh value
     */
    boolean expire(String key);

    /** Removes a value everywhere, also as a fallback. No load that began before brings it back. Never waits for one. */
    void invalidate(String key);

    /**
     * Removes several values.
     *
     * @throws BulkException if some could not be removed from the store; they are gone from this node's near tier
     */
    void invalidateAll(Collection<String> keys);

    /** Removes every value that was written or loaded with this tag, at a cost that does not depend on their number. */
    void invalidateTag(String tag);

    /** Removes everything, counters excepted. */
    void clear();

    /** Loads the value now, whatever is cached, and returns it; callers who refresh the same key share one load. */
    @Nullable
    T refresh(String key);

    /**
     * Holds the value that the near tier has fresh, so that it stays there while it is in use; null if it has none, or known
     * absence. Never looks anywhere else and never loads; counts as a read.
     *
     * @throws UnsupportedOperationException if the near tier's policy is {@link NearPolicy#CAFFEINE}
     */
    @Nullable
    Held<T> hold(String key);

    /** Tries once to take the lock of this name; empty if somebody else holds it. */
    Optional<CacheLock> tryLock(String key, Duration ttl);

    /**
     * Tries for a while to take the lock of this name.
     *
     * @param wait zero or more, at most 1 day
     */
    Optional<CacheLock> tryLock(String key, Duration ttl, Duration wait);

    /** Writes a value through a writer for this call, in the configured order. */
    void writeThrough(String key, T value, Writer<T> writer);

    /**
     * Writes a value to the origin in the background, with the writer of {@link CacheBuilder#writeBehind}. Returns when the
     * write is accepted: then it will be made whatever happens, as far as the queue's journal promises, and readers see the
     * value. Does not wait for the store, nor for the origin.
     *
     * @return ends when the origin has the value, or a later one of the key; fails with the last failure if the write was
     *     given up, and is a {@linkplain #deadLetters() dead letter}
     * @throws CallRejectedException if the queue is full
     * @throws JournalException if the journal did not take the write, which will not be made
     * @throws ConfigurationException if the cache does not write behind, or has no writer for it
     */
    CompletableFuture<@Nullable Void> writeBehind(String key, T value);

    /** As {@link #writeBehind(String, Object)}, for a value that is cached for a time of its own. */
    CompletableFuture<@Nullable Void> writeBehind(String key, T value, Duration ttl);

    /**
     * As {@link #writeBehind(String, Object, Duration)}, with a writer for this call. If the process ends before the write is
     * made, the writer is gone with it: then the cache's own makes what the journal has.
     */
    CompletableFuture<@Nullable Void> writeBehind(String key, T value, Duration ttl, Writer<T> writer);

    /**
     * The writes that were given up.
     *
     * @throws ConfigurationException if the cache does not write behind
     */
    DeadLetters<T> deadLetters();

    /**
     * The counts of the writes behind now.
     *
     * @throws ConfigurationException if the cache does not write behind
     */
    WriteQueue.Stats writeBehindStats();

    /** Tells every node, this one included, to drop its near copies of these keys. The store keeps what it has. */
    void publishInvalidation(String... keys);

    /**
     * Calls a handler for each invalidation that another node sends. Handlers run one at a time on the cache's executor;
     * one that is slow misses the oldest messages, one that throws is logged.
     *
     * @throws IllegalStateException if there are as many handlers as {@code maximumSubscribers} allows
     */
    Subscription onInvalidation(Consumer<Invalidation> handler);

    /**
     * Writes a snapshot of the near tier now, in the background, beside those that are written anyway.
     *
     * @return ends with the number of entries when the snapshot would survive the machine; fails with a {@link CacheException}
     *     if it could not be written, and then the last one is still there
     * @throws ConfigurationException if the cache has no {@linkplain CacheBuilder#snapshot place for it}
     */
    CompletableFuture<Integer> snapshot();

    /**
     * Ends when the snapshot of an earlier run is loaded, with the number of entries that were kept: 0 if there was none, or
     * none that could be used. Never fails. Nobody has to wait for it.
     *
     * @throws ConfigurationException if the cache has no {@linkplain CacheBuilder#snapshot place for it}
     */
    CompletableFuture<Integer> restored();

    /**
     * Lets the cache ask its origin (true when built), or not. While it may not, no loader is called, neither for a read nor
     * for a refresh, nor by a load that began before and has to try again; calls of loaders that are under way go on. Reads
     * are answered from what is cached, also if it is stale, or fail with a {@link LoadException} whose reason is
     * {@link LoadException.Reason#UPSTREAM_DISABLED}. Writers are not concerned: neither writes through nor writes behind.
     */
    void upstreamEnabled(boolean enabled);

    /** The origin as this cache sees it. */
    OriginStatus origin();

    /** What the cache does when its origin fails. */
    Offline offline();

    /** Changes what the cache does when its origin fails, from now on. */
    void offline(Offline offline);

    /** How long values are kept. */
    Lifetimes lifetimes();

    /**
     * Changes how long values are kept: those that are put, and loaded, from now on. What the cache has keeps the times it
     * got. How long it is served while it is loaded anew follows the change at once, within those times.
     *
     * @throws ConfigurationException if they contradict each other as they would in {@link CacheBuilder#build}
     * @throws CacheClosedException after {@link #close()}
     */
    void lifetimes(Lifetimes lifetimes);

    /** The counters so far. */
    CacheStats stats();

    /** How the cache is put together, for people: {@code users: near(10000) > load[...] > ...}. */
    String describe();

    /**
     * Ends the cache: refuses new calls at once, waits up to {@code closeTimeout} for running loads and writes, then
     * fails what is left, stops its threads, and closes bus, locks and store. Idempotent.
     */
    @Override
    void close();
}
