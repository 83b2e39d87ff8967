package io.cachex.spring;

import io.cachex.Cache;
import io.cachex.CacheBuilder;
import io.cachex.CacheClosedException;
import io.cachex.ConfigurationException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.cache.CacheManager;

/**
 * Makes caches by name for Spring's cache abstraction, and closes them. Safe for use by many threads.
 *
 * <pre>{@code
 * @Bean
 * CachexCacheManager cacheManager(Redis redis) {
 *     return CachexCacheManager.builder()
 *         .allowedTypes("com.acme.shop")
 *         .customizer((name, builder) -> builder.ttl(ofMinutes(10)).store(redis.store()).invalidation(redis.bus()))
 *         .build();
 * }
 * }</pre>
 */
public final class CachexCacheManager implements CacheManager, AutoCloseable {

    private final CachexCacheManagerBuilder.Parts parts;
    private final Map<String, CachexCache> caches = new ConcurrentHashMap<>();
    private boolean isClosed; // guarded by this

    CachexCacheManager(CachexCacheManagerBuilder.Parts parts) {
        this.parts = parts;
        try {
            parts.names().forEach(this::made);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Options. */
    public static CachexCacheManagerBuilder builder() {
        return new CachexCacheManagerBuilder();
    }

    /**
     * The cache of this name, made now if there is none yet.
     *
     * @return null if it is not known, and none are made on demand
     * @throws io.cachex.ConfigurationException if it cannot be made, for example because of its name
     * @throws CacheClosedException if this is closed
     */
    @Override
    public @Nullable CachexCache getCache(String name) {
        CachexCache known = caches.get(name);
        return known != null || !parts.onDemand() ? known : made(name);
    }

    @Override
    public Collection<String> getCacheNames() {
        return Collections.unmodifiableSet(new TreeMap<>(caches).keySet());
    }

    /** The caches made so far, by name. */
    public Map<String, CachexCache> caches() {
        return Collections.unmodifiableMap(new TreeMap<>(caches));
    }

    /** Closes all caches. Idempotent. Whatever is shared, such as a connection to Redis, is its owner's to close afterwards. */
    @Override
    public void close() {
        List<CachexCache> open;
        synchronized (this) {
            isClosed = true;
            open = new ArrayList<>(caches.values());
        }
        open.forEach(cache -> cache.getNativeCache().close());
    }

    private synchronized CachexCache made(String name) {
        CachexCache known = caches.get(name);
        if (known != null) {
            return known;
        }
        if (isClosed) {
            throw new CacheClosedException("the cache manager is closed");
        }
        Cache<Object> cache = built(name);
        CachexCache made = new CachexCache(cache, parts.keys(), parts.traits().apply(name));
        caches.put(name, made);
        return made;
    }

    private Cache<Object> built(String name) {
        try {
            CacheBuilder<Object> builder =
                    parts.builders().builder(name, parts.codecs().of(name));
            parts.customizers().forEach(customizer -> customizer.customize(name, builder));
            return builder.build();
        } catch (ConfigurationException e) {
            throw new ConfigurationException("cache '" + name + "': " + e.getMessage(), e);
        }
    }

    @Override
    public String toString() {
        return "cachex" + getCacheNames();
    }
}
