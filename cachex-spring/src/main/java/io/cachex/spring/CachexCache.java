package io.cachex.spring;

import io.cachex.Cache;
import io.cachex.CacheException;
import io.cachex.PutOptions;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.cache.support.NullValue;
import org.springframework.cache.support.SimpleValueWrapper;

/**
 * A cache of Spring's abstraction over a {@link Cache}. Made by {@link CachexCacheManager}. Safe for use by many threads.
 *
 * <p>{@code get(key, callable)}, which is {@code @Cacheable(sync = true)}, is one call of the method for all callers of a key:
 * of this process, and of all that share its store, where that gives leases. A method that fails passes its exception on
 * unchanged, unless an old value may stand in for it (see {@code staleIfError}).
 *
 * <p>That a method answered null is a value like any other, and a hit; how long it is kept can be set apart.
 *
 * <p>A failure of the cache itself never fails a method: what cannot be read is a miss, what cannot be written or removed is
 * logged, and made up for when the store is back. Unless refusals are to be reported: then Spring's {@code CacheErrorHandler}
 * hears of what could not be put or removed. A key that has no text ({@link CacheKeys}) always fails.
 */
public final class CachexCache implements org.springframework.cache.Cache {

    private static final int MOST_ROUNDS = 100;

    private final Cache<Object> cache;
    private final CacheKeys keys;
    private final CacheTraits traits;
    private final Complaints complaints;

    CachexCache(Cache<Object> cache, CacheKeys keys, CacheTraits traits) {
        this.cache = cache;
        this.keys = keys;
        this.traits = traits;
        this.complaints = new Complaints(cache.name());
    }

    @Override
    public String getName() {
        return cache.name();
    }

    /** The cache within. Its values are {@code NullValue.INSTANCE} for null, its keys texts. */
    @Override
    public Cache<Object> getNativeCache() {
        return cache;
    }

    @Override
    public @Nullable ValueWrapper get(Object key) {
        Object held = held(key);
        return held == null ? null : new SimpleValueWrapper(shown(held));
    }

    @Override
    @SuppressWarnings("unchecked") // checked one line above
    public <T> @Nullable T get(Object key, @Nullable Class<T> type) {
        Object held = held(key);
        Object value = held == null ? null : shown(held);
        if (value != null && type != null && !type.isInstance(value)) {
            throw new IllegalStateException(
                    "a value of cache '" + getName() + "' is not of " + type.getName() + ": " + value.getClass());
        }
        return (T) value;
    }

    @Override
    @SuppressWarnings("unchecked") // what the method gave, or gave earlier; the caller's promise
    public <T> @Nullable T get(Object key, Callable<T> method) {
        MethodCall call = new MethodCall(method, traits.nullTtl());
        Object held;
        try {
            held = cache.get(keys.text(key), call);
        } catch (CacheException e) {
            held = instead(key, call, e);
        }
        return held == null ? null : (T) shown(held);
    }

    private @Nullable Object instead(Object key, MethodCall call, CacheException failure) {
        if (MethodFailures.isOfCache(failure) && !call.hasFailed()) {
            complaints.add("get", failure);
            try {
                return call.result();
            } catch (Exception e) {
                throw new ValueRetrievalException(key, call.method(), MethodFailures.throwable(e));
            }
        }
        throw new ValueRetrievalException(key, call.method(), MethodFailures.of(failure));
    }

    /** {@inheritDoc} The future is of a {@code ValueWrapper}, or of null for a miss. It does not fail. */
    @Override
    public CompletableFuture<?> retrieve(Object key) {
        return cache.async().getIfPresent(keys.text(key)).handle((held, failure) -> {
            if (failure != null) {
                complaints.add("get", failure);
            }
            return held == null ? null : new SimpleValueWrapper(shown(held));
        });
    }

    /**
     * {@inheritDoc} As {@link #get(Object, Callable)}: one call for all callers. The supplier runs on a thread of the cache.
     */
    @Override
    @SuppressWarnings("unchecked") // as in get
    public <T> CompletableFuture<T> retrieve(Object key, Supplier<CompletableFuture<T>> method) {
        AsyncMethodCall<T> call = new AsyncMethodCall<>(method, traits.nullTtl());
        return cache.async()
                .get(keys.text(key), call)
                .handle((held, failure) -> {
                    if (failure == null) {
                        return CompletableFuture.completedFuture(held == null ? null : (T) shown(held));
                    }
                    Throwable cause = MethodFailures.unwrap(failure);
                    if (MethodFailures.isOfCache(cause) && !call.hasFailed()) {
                        complaints.add("get", cause);
                        return call.result();
                    }
                    return CompletableFuture.<T>failedFuture(MethodFailures.of(cause));
                })
                .thenCompose(answer -> answer);
    }

    @Override
    public void put(Object key, @Nullable Object value) {
        String text = keys.text(key);
        Duration nullTtl = traits.nullTtl();
        if (value != null || nullTtl == null) {
            change("put", () -> cache.put(text, kept(value)));
        } else if (nullTtl.isZero()) {
            change("put", () -> cache.invalidate(text));
        } else {
            change(
                    "put",
                    () -> cache.put(text, kept(null), PutOptions.defaults().ttl(nullTtl)));
        }
    }

    /** {@inheritDoc} Fails if the store does not answer: whether there was a value is not known then. */
    @Override
    public @Nullable ValueWrapper putIfAbsent(Object key, @Nullable Object value) {
        String text = keys.text(key);
        if (value == null && Duration.ZERO.equals(traits.nullTtl())) {
            return get(key);
        }
        for (int i = 0; i < MOST_ROUNDS; i++) {
            if (cache.putIfAbsent(text, kept(value))) {
                return null;
            }
            Object there = cache.getIfPresent(text);
            if (there != null) {
                return new SimpleValueWrapper(shown(there));
            }
        }
        throw new IllegalStateException("a value of cache '" + getName() + "' comes and goes");
    }

    @Override
    public void evict(Object key) {
        String text = keys.text(key);
        change("evict", () -> cache.invalidate(text));
    }

    @Override
    public boolean evictIfPresent(Object key) {
        boolean wasThere = held(key) != null;
        evict(key);
        return wasThere;
    }

    @Override
    public void clear() {
        change("clear", cache::clear);
    }

    @Override
    public boolean invalidate() {
        boolean hadSome = cache.stats().nearSize() > 0;
        clear();
        return hadSome;
    }

    private @Nullable Object held(Object key) {
        String text = keys.text(key);
        try {
            return cache.getIfPresent(text);
        } catch (CacheException e) {
            complaints.add("get", e);
            return null;
        }
    }

    private void change(String what, Runnable change) {
        try {
            change.run();
        } catch (CacheException e) {
            if (traits.reportsRefusals()) {
                throw e;
            }
            complaints.add(what, e);
        }
    }

    /** A value as the cache holds it. */
    static Object kept(@Nullable Object value) {
        return value == null ? NullValue.INSTANCE : value;
    }

    /** What the cache holds, as the method gave it. */
    static @Nullable Object shown(Object held) {
        return held == NullValue.INSTANCE ? null : held;
    }

    @Override
    public String toString() {
        return cache.describe();
    }
}
