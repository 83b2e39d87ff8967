package io.cachex;

import io.cachex.spi.Counting;
import io.cachex.spi.Invalidation;
import io.cachex.spi.Subscription;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The verbs, once: each checks its arguments, throws for bad ones, and gives a future. The blocking face waits for it on
 * its lane, the other hands it out.
 */
class Verbs<T> {

    final Engine<T> engine;
    private final Settings<T> settings;
    private final Body<T> body;

    /** What the verbs work with beside the engine. */
    record Body<T>(
            Mutations<T> mutations,
            WriteThrough<T> writeThrough,
            BulkReads<T> bulkReads,
            Locking<T> locking,
            BusLink<T> bus,
            Counting counters,
            Function<String, String> counterKey,
            @Nullable Origin<T> origin,
            @Nullable BulkLoader<T> bulkLoader,
            @Nullable Writer<T> writer,
            @Nullable Behind<T> behind) {}

    Verbs(Engine<T> engine, Body<T> body) {
        this.engine = engine;
        this.settings = engine.settings;
        this.body = body;
    }

    /** As {@link Engine#hit}, unless the call looks past the near tier. */
    @Nullable
    Entry<T> hit(String key, CallOptions options) {
        requireNotNull("options", options);
        return options.readsNear() ? engine.hit(key) : null;
    }

    @Nullable
    T out(@Nullable T value) {
        return value == null || !settings.protection.isOn() ? value : settings.protection.out(value);
    }

    // Reads.

    CompletableFuture<Served<T>> look(String key, CallOptions options, @Nullable CallerThread lane) {
        return engine.read(key, new Call<>(options, null, timeout(options), lane));
    }

    CompletableFuture<Served<T>> get(String key, CallOptions options, @Nullable CallerThread lane) {
        return get(key, configured(), options, lane);
    }

    CompletableFuture<Served<T>> get(String key, Origin<T> origin, CallOptions options, @Nullable CallerThread lane) {
        return engine.read(key, new Call<>(options, origin, timeout(options), lane));
    }

    /** With the configured loader if there is one. */
    CompletableFuture<Served<T>> find(String key, CallOptions options, @Nullable CallerThread lane) {
        return engine.read(key, new Call<>(options, body.origin, timeout(options), lane));
    }

    /** What a reader gets: the value, counted; nothing if it is stale and nobody tried to load it. */
    @Nullable
    T value(Served<T> served) {
        return engine.counters.isTaken(served) ? settings.protection.out(served) : null;
    }

    Lookup<T> lookup(Served<T> served) {
        engine.counters.answered(served);
        return lookupOf(served);
    }

    Lookup<T> lookupOf(Served<T> served) {
        Entry<T> entry = served.entry();
        if (entry == null) {
            return new Lookup<>(Lookup.State.MISSING, null, served.tier(), Duration.ZERO, 0, null, served.cause());
        }
        long version = entry.version() > 0 ? entry.version() : engine.stamps.version(entry.startedAt);
        return new Lookup<>(
                entry.isAbsence() ? Lookup.State.ABSENT : Lookup.State.PRESENT,
                settings.protection.out(served),
                served.tier(),
                Duration.ofNanos(Math.max(engine.time.nanos() - entry.startedAt, 0)),
                version,
                served.staleReason(),
                served.cause());
    }

    /** A near hit as an answer; it may be past its freshness if stale-while-revalidate is on. */
    Lookup<T> lookup(Entry<T> hit) {
        return lookupOf(
                hit.isFresh(engine.time.coarseNanos())
                        ? Served.fresh(hit, io.cachex.spi.Tier.NEAR)
                        : Served.stale(hit, io.cachex.spi.Tier.NEAR, Lookup.StaleReason.REVALIDATING, null));
    }

    CompletableFuture<BulkResult<T>> getAllPresent(Collection<String> keys, @Nullable CallerThread lane) {
        requireNotNull("keys", keys);
        CallOptions options = CallOptions.defaults();
        return body.bulkReads.read(keys, new Call<>(options, null, settings.timeout, lane), null);
    }

    CompletableFuture<BulkResult<T>> getAll(
            Collection<String> keys, @Nullable BulkLoader<T> loader, @Nullable CallerThread lane) {
        requireNotNull("keys", keys);
        BulkLoader<T> bulk = loader != null ? loader : body.bulkLoader;
        Origin<T> origin = bulk == null ? configured() : Origin.ofBulk(bulk);
        return body.bulkReads.read(keys, new Call<>(CallOptions.defaults(), origin, settings.timeout, lane), bulk);
    }

    CompletableFuture<Served<T>> refresh(String key, @Nullable CallerThread lane) {
        CallOptions options = CallOptions.defaults().forceRefresh();
        return get(key, configured(), options, lane);
    }

    @Nullable
    Held<T> hold(String key) {
        check(key);
        while (true) {
            Entry<T> hit = engine.hit(key);
            if (hit == null) {
                engine.counters.missed();
                return null;
            }
            T value = hit.value;
            if (value == null) {
                return null;
            }
            Runnable release = engine.near.hold(key, hit);
            if (release != null) {
                return new HeldValue<>(settings.protection.out(value), release);
            }
        }
    }

    // Changes.

    CompletableFuture<@Nullable Void> put(String key, T value, PutOptions options, @Nullable CallerThread lane) {
        check(key, value);
        requireNotNull("options", options);
        T own = settings.protection.in(value);
        Behind<T> behind = body.behind;
        if (behind != null && behind.hasWriter()) {
            return within(
                    settings.timeout,
                    behind.put(key, own, options, null, lane).thenCompose(Acceptance.Accepted::stored));
        }
        return within(
                settings.timeout,
                body.writer == null
                        ? body.mutations.put(key, own, options)
                        : body.writeThrough.put(key, own, options, body.writer, lane));
    }

    CompletableFuture<@Nullable Void> putAll(Map<String, ? extends T> values, @Nullable CallerThread lane) {
        requireNotNull("values", values);
        requireNoNull("keys", values.keySet());
        Map<String, CompletableFuture<?>> all = new LinkedHashMap<>();
        values.forEach((key, value) -> all.put(key, attempt(() -> put(key, value, PutOptions.defaults(), lane))));
        return each("write", all);
    }

    CompletableFuture<Boolean> putIfAbsent(String key, T value, @Nullable CallerThread lane) {
        check(key, value);
        T own = settings.protection.in(value);
        return within(settings.timeout, written(key, own, body.mutations.putIfAbsent(key, own), lane));
    }

    CompletableFuture<Boolean> replace(String key, long expectedVersion, T value, @Nullable CallerThread lane) {
        check(key, value);
        if (expectedVersion < 1 || expectedVersion > 1L << 53) {
            throw new IllegalArgumentException("expectedVersion must be from 1 to 2^53: " + expectedVersion);
        }
        T own = settings.protection.in(value);
        return within(settings.timeout, written(key, own, body.mutations.replace(key, expectedVersion, own), lane));
    }

    /** A conditional change decides in the cache; what it let pass is then written to the origin, if there is a writer. */
    private CompletableFuture<Boolean> written(
            String key, T value, CompletableFuture<Boolean> change, @Nullable CallerThread lane) {
        Behind<T> behind = body.behind;
        if (behind != null && behind.hasWriter()) {
            return behind.after(key, value, change, lane);
        }
        Writer<T> writer = body.writer;
        return writer == null ? change : body.writeThrough.after(key, value, change, writer, lane);
    }

    CompletableFuture<Long> increment(String key, long delta, Duration ttlIfCreated) {
        check(key);
        Rules.positive("ttlIfCreated", ttlIfCreated);
        return within(
                settings.timeout,
                body.counters
                        .increment(body.counterKey.apply(key), delta, ttlIfCreated)
                        .toCompletableFuture());
    }

    CompletableFuture<@Nullable Duration> remaining(String key) {
        check(key);
        return within(settings.timeout, body.mutations.remaining(key));
    }

    CompletableFuture<Boolean> expire(String key) {
        check(key);
        return within(settings.timeout, body.mutations.expire(key));
    }

    CompletableFuture<@Nullable Void> invalidate(String key, @Nullable CallerThread lane) {
        check(key);
        Behind<T> behind = body.behind;
        if (behind != null && behind.hasWriter()) {
            return within(settings.timeout, behind.delete(key, lane).thenCompose(Acceptance.Accepted::stored));
        }
        return within(
                settings.timeout,
                body.writer == null
                        ? body.mutations.invalidate(key)
                        : body.writeThrough.delete(key, body.writer, lane));
    }

    CompletableFuture<@Nullable Void> invalidateAll(Collection<String> keys, @Nullable CallerThread lane) {
        requireNoNull("keys", keys);
        Map<String, CompletableFuture<?>> all = new LinkedHashMap<>();
        for (String key : keys) {
            all.computeIfAbsent(key, k -> attempt(() -> invalidate(k, lane)));
        }
        return each("invalidation", all);
    }

    /** The origin changed these keys by itself: as {@link #invalidateAll}, but nothing is written to it. */
    CompletableFuture<@Nullable Void> changedElsewhere(Collection<String> keys) {
        Map<String, CompletableFuture<?>> all = new LinkedHashMap<>();
        for (String key : keys) {
            all.computeIfAbsent(
                    key,
                    k -> attempt(() -> {
                        check(k);
                        return within(settings.timeout, body.mutations.invalidate(k));
                    }));
        }
        return each("invalidation", all);
    }

    CompletableFuture<@Nullable Void> invalidateTag(String tag) {
        check(tag);
        return within(settings.timeout, body.mutations.invalidateTag(tag));
    }

    CompletableFuture<@Nullable Void> clear() {
        engine.requireOpen();
        return within(settings.timeout, body.mutations.clear());
    }

    CompletableFuture<Optional<CacheLock>> tryLock(String key, Duration ttl, Duration wait) {
        return body.locking.tryLock(key, ttl, wait);
    }

    CompletableFuture<@Nullable Void> writeThrough(String key, T value, Writer<T> writer, @Nullable CallerThread lane) {
        check(key, value);
        requireNotNull("writer", writer);
        return within(
                settings.timeout,
                body.writeThrough.put(key, settings.protection.in(value), PutOptions.defaults(), writer, lane));
    }

    CompletableFuture<AcceptedWrite> writeBehind(
            String key, T value, PutOptions options, @Nullable Writer<T> writer, @Nullable CallerThread lane) {
        Behind<T> behind = behind();
        if (writer == null && !behind.hasWriter()) {
            throw new ConfigurationException("cache '" + settings.name + "' has no writer for its writes behind");
        }
        check(key, value);
        return within(
                settings.timeout,
                behind.put(key, settings.protection.in(value), options, writer, lane)
                        .thenApply(accepted -> new AcceptedWrite(accepted.made())));
    }

    DeadLetters<T> deadLetters() {
        return new DeadLetters<>(settings, behind().queue(), engine.executor);
    }

    Behind<T> behind() {
        if (body.behind == null) {
            throw new ConfigurationException("cache '" + settings.name + "' does not write behind");
        }
        return body.behind;
    }

    CompletableFuture<@Nullable Void> publishInvalidation(String... keys) {
        requireNotNull("keys", keys);
        engine.requireOpen();
        Set<String> all = new LinkedHashSet<>(Arrays.asList(keys));
        all.forEach(this::check);
        all.forEach(body.mutations::drop);
        return within(settings.timeout, body.bus.publish(Invalidation.Kind.PUT, all));
    }

    Subscription onInvalidation(Consumer<Invalidation> handler) {
        requireNotNull("handler", handler);
        engine.requireOpen();
        return body.bus.handle(handler);
    }

    // Steps.

    private Origin<T> configured() {
        if (body.origin == null) {
            throw new ConfigurationException("cache '" + settings.name + "' has no loader");
        }
        return body.origin;
    }

    private long timeout(CallOptions options) {
        Duration own = options.timeout();
        return own == null ? settings.timeout : own.toNanos();
    }

    private void check(String key) {
        settings.keyRules.check(key);
        engine.requireOpen();
    }

    private void check(String key, T value) {
        check(key);
        requireNotNull("value", value);
    }

    static void requireNotNull(String name, @Nullable Object value) {
        if (value == null) {
            throw new IllegalArgumentException(name + " must not be null");
        }
    }

    private static void requireNoNull(String name, Collection<String> all) {
        requireNotNull(name, all);
        for (String one : all) { // not contains(null), which some collections refuse
            if (one == null) {
                throw new IllegalArgumentException(name + " must not contain null");
            }
        }
    }

    private <R extends @Nullable Object> CompletableFuture<R> within(long nanos, CompletableFuture<R> change) {
        return engine.changes.within(nanos, change);
    }

    @FunctionalInterface
    private interface Attempt {
        CompletableFuture<?> start();
    }

    private static CompletableFuture<?> attempt(Attempt attempt) {
        try {
            return attempt.start();
        } catch (RuntimeException e) { // one bad key never fails the others
            return CompletableFuture.failedFuture(e);
        }
    }

    private CompletableFuture<@Nullable Void> each(String verb, Map<String, CompletableFuture<?>> all) {
        engine.requireOpen();
        return CompletableFuture.allOf(new ArrayList<>(all.values()).toArray(CompletableFuture[]::new))
                .handle((ok, anyFailure) -> {
                    Map<String, CacheException> failures = new LinkedHashMap<>();
                    all.forEach((key, change) -> change.whenComplete((value, failure) -> {
                        if (failure != null) {
                            failures.put(key, asWriteFailure(Failures.unwrap(failure)));
                        }
                    }));
                    if (!failures.isEmpty()) {
                        throw new BulkException(verb, failures);
                    }
                    return null;
                });
    }

    /** What the store or a writer threw, as an exception of ours. */
    static CacheException asWriteFailure(Throwable failure) {
        if (failure instanceof CacheException already) {
            return already;
        }
        return failure instanceof IllegalArgumentException
                ? new CacheException(String.valueOf(failure.getMessage()), failure)
                : new StoreException("the store failed", failure);
    }
}
