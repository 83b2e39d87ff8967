package io.cachex;

import io.cachex.spi.Invalidation;
import io.cachex.spi.Subscription;
import io.cachex.spi.WriteQueue;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The face for callers that wait. A near hit is answered right here; anything else runs on the caller's lane. */
final class BlockingCache<T> implements Cache<T> {

    private final Verbs<T> verbs;
    private final Engine<T> engine;
    private final Lifecycle<T> lifecycle;
    private final AsyncCache<T> async;

    /** Where a lane's tasks go when its caller has gone. */
    private final Executor others;

    BlockingCache(Verbs<T> verbs, Lifecycle<T> lifecycle) {
        this.verbs = verbs;
        this.engine = verbs.engine;
        this.lifecycle = lifecycle;
        this.async = new NonBlockingCache<>(verbs, this);
        this.others = engine::run;
    }

    @Override
    public String name() {
        return engine.settings.name;
    }

    @Override
    public AsyncCache<T> async() {
        return async;
    }

    @Override
    public @Nullable T getIfPresent(String key) {
        Entry<T> hit = engine.hit(key);
        return hit != null ? verbs.out(hit.value) : look(key, CallOptions.defaults());
    }

    @Override
    public @Nullable T getIfPresent(String key, CallOptions options) {
        Entry<T> hit = verbs.hit(key, options);
        return hit != null ? verbs.out(hit.value) : look(key, options);
    }

    private @Nullable T look(String key, CallOptions options) {
        CallerThread lane = lane();
        return value(verbs.look(key, options, lane), lane);
    }

    @Override
    public @Nullable T get(String key) {
        Entry<T> hit = engine.hit(key);
        if (hit != null) {
            return verbs.out(hit.value);
        }
        CallerThread lane = lane();
        return value(verbs.get(key, CallOptions.defaults(), lane), lane);
    }

    @Override
    public @Nullable T get(String key, CallOptions options) {
        Entry<T> hit = verbs.hit(key, options);
        if (hit != null) {
            return verbs.out(hit.value);
        }
        CallerThread lane = lane();
        return value(verbs.get(key, options, lane), lane);
    }

    @Override
    public @Nullable T get(String key, Loader<T> loader) {
        Verbs.requireNotNull("loader", loader);
        Entry<T> hit = engine.hit(key);
        return hit != null ? verbs.out(hit.value) : load(key, Origin.ofPlain(loader), CallOptions.defaults());
    }

    @Override
    public @Nullable T get(String key, ContextLoader<T> loader) {
        return get(key, loader, CallOptions.defaults());
    }

    @Override
    public @Nullable T get(String key, ContextLoader<T> loader, CallOptions options) {
        Verbs.requireNotNull("loader", loader);
        Entry<T> hit = verbs.hit(key, options);
        return hit != null ? verbs.out(hit.value) : load(key, Origin.ofContextual(loader), options);
    }

    private @Nullable T load(String key, Origin<T> origin, CallOptions options) {
        CallerThread lane = lane();
        return value(verbs.get(key, origin, options, lane), lane);
    }

    @Override
    public @Nullable Held<T> hold(String key) {
        return verbs.hold(key);
    }

    @Override
    public Lookup<T> find(String key) {
        return find(key, CallOptions.defaults());
    }

    @Override
    public Lookup<T> find(String key, CallOptions options) {
        Entry<T> hit = verbs.hit(key, options);
        if (hit != null) {
            return verbs.lookup(hit);
        }
        CallerThread lane = lane();
        return verbs.lookup(answer(verbs.find(key, options, lane), lane));
    }

    @Override
    public BulkResult<T> getAllPresent(Collection<String> keys) {
        CallerThread lane = lane();
        return await(verbs.getAllPresent(keys, lane), lane);
    }

    @Override
    public BulkResult<T> getAll(Collection<String> keys) {
        CallerThread lane = lane();
        return await(verbs.getAll(keys, null, lane), lane);
    }

    @Override
    public BulkResult<T> getAll(Collection<String> keys, BulkLoader<T> loader) {
        Verbs.requireNotNull("loader", loader);
        CallerThread lane = lane();
        return await(verbs.getAll(keys, loader, lane), lane);
    }

    @Override
    public void put(String key, T value) {
        put(key, value, PutOptions.defaults());
    }

    @Override
    public void put(String key, T value, PutOptions options) {
        CallerThread lane = lane();
        await(verbs.put(key, value, options, lane), lane);
    }

    @Override
    public void putAll(Map<String, ? extends T> values) {
        CallerThread lane = lane();
        await(verbs.putAll(values, lane), lane);
    }

    @Override
    public boolean putIfAbsent(String key, T value) {
        CallerThread lane = lane();
        return await(verbs.putIfAbsent(key, value, lane), lane);
    }

    @Override
    public boolean replace(String key, long expectedVersion, T value) {
        CallerThread lane = lane();
        return await(verbs.replace(key, expectedVersion, value, lane), lane);
    }

    @Override
    public long increment(String key, long delta, Duration ttlIfCreated) {
        return await(verbs.increment(key, delta, ttlIfCreated), lane());
    }

    @Override
    public boolean exists(String key) {
        return await(verbs.remaining(key), lane()) != null;
    }

    @Override
    public Optional<Duration> ttl(String key) {
        return Optional.ofNullable(await(verbs.remaining(key), lane()));
    }

    @Override
    public boolean expire(String key) {
        return await(verbs.expire(key), lane());
    }

    @Override
    public void invalidate(String key) {
        CallerThread lane = lane();
        await(verbs.invalidate(key, lane), lane);
    }

    @Override
    public void invalidateAll(Collection<String> keys) {
        CallerThread lane = lane();
        await(verbs.invalidateAll(keys, lane), lane);
    }

    @Override
    public void invalidateTag(String tag) {
        await(verbs.invalidateTag(tag), lane());
    }

    @Override
    public void clear() {
        await(verbs.clear(), lane());
    }

    @Override
    public @Nullable T refresh(String key) {
        CallerThread lane = lane();
        return value(verbs.refresh(key, lane), lane);
    }

    @Override
    public Optional<CacheLock> tryLock(String key, Duration ttl) {
        return tryLock(key, ttl, Duration.ZERO);
    }

    @Override
    public Optional<CacheLock> tryLock(String key, Duration ttl, Duration wait) {
        CompletableFuture<Optional<CacheLock>> answer = verbs.tryLock(key, ttl, wait);
        try {
            return await(answer, lane());
        } catch (CacheException e) {
            Locking.giveUp(answer); // an interrupted caller must not get a lock later
            throw e;
        }
    }

    @Override
    public void writeThrough(String key, T value, Writer<T> writer) {
        CallerThread lane = lane();
        await(verbs.writeThrough(key, value, writer, lane), lane);
    }

    @Override
    public CompletableFuture<@Nullable Void> writeBehind(String key, T value) {
        return writeBehind(key, value, PutOptions.defaults(), null);
    }

    @Override
    public CompletableFuture<@Nullable Void> writeBehind(String key, T value, Duration ttl) {
        return writeBehind(key, value, PutOptions.defaults().ttl(ttl), null);
    }

    @Override
    public CompletableFuture<@Nullable Void> writeBehind(String key, T value, Duration ttl, Writer<T> writer) {
        Verbs.requireNotNull("writer", writer);
        return writeBehind(key, value, PutOptions.defaults().ttl(ttl), writer);
    }

    private CompletableFuture<@Nullable Void> writeBehind(
            String key, T value, PutOptions options, @Nullable Writer<T> writer) {
        CallerThread lane = lane();
        return await(verbs.writeBehind(key, value, options, writer, lane), lane).made();
    }

    @Override
    public DeadLetters<T> deadLetters() {
        return verbs.deadLetters();
    }

    @Override
    public WriteQueue.Stats writeBehindStats() {
        return verbs.behind().queue().stats();
    }

    @Override
    public void publishInvalidation(String... keys) {
        await(verbs.publishInvalidation(keys), lane());
    }

    @Override
    public Subscription onInvalidation(Consumer<Invalidation> handler) {
        return verbs.onInvalidation(handler);
    }

    @Override
    public CompletableFuture<Integer> snapshot() {
        engine.requireOpen();
        return lifecycle.snapshots().save();
    }

    @Override
    public CompletableFuture<Integer> restored() {
        return lifecycle.snapshots().restored();
    }

    @Override
    public void upstreamEnabled(boolean enabled) {
        engine.requireOpen();
        engine.availability.enable(enabled);
    }

    @Override
    public OriginStatus origin() {
        return engine.availability.status();
    }

    @Override
    public Offline offline() {
        return engine.settings.switches.offline();
    }

    @Override
    public void offline(Offline offline) {
        Verbs.requireNotNull("offline", offline);
        engine.requireOpen();
        engine.settings.switches.offline(offline);
    }

    @Override
    public Lifetimes lifetimes() {
        return engine.settings.switches.lifetimes();
    }

    @Override
    public void lifetimes(Lifetimes lifetimes) {
        Verbs.requireNotNull("lifetimes", lifetimes);
        engine.requireOpen();
        engine.settings.switches.lifetimes(lifetimes.checked(engine.refresher.hasOrigin()));
    }

    @Override
    public CacheStats stats() {
        return lifecycle.stats();
    }

    @Override
    public String describe() {
        return lifecycle.describe();
    }

    @Override
    public void close() {
        lifecycle.close();
    }

    @Override
    public String toString() {
        return describe();
    }

    // Waiting.

    private CallerThread lane() {
        return new CallerThread(others);
    }

    private @Nullable T value(CompletableFuture<Served<T>> answer, CallerThread lane) {
        return verbs.value(answer(answer, lane));
    }

    private Served<T> answer(CompletableFuture<Served<T>> answer, CallerThread lane) {
        try {
            return await(answer, lane);
        } catch (RuntimeException e) {
            engine.counters.readFailed();
            throw e;
        }
    }

    /** Runs the lane until the answer is there, and gives it as if it had been returned or thrown here. */
    private <R extends @Nullable Object> R await(CompletableFuture<R> answer, CallerThread lane) {
        try {
            lane.await(answer);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CacheException("interrupted while waiting for cache '" + name() + "'", e);
        }
        return Answers.of(answer);
    }
}
