package io.cachex.benchmarks;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.google.common.cache.CacheBuilder;
import io.cachex.Cache;
import io.cachex.Near;
import io.cachex.NearPolicy;
import io.cachex.redis.Redis;
import io.cachex.resilience.Bulkhead;
import io.cachex.resilience.CircuitBreaker;
import io.cachex.resilience.RateLimiter;
import io.cachex.resilience.Retry;
import io.cachex.resilience.Timeout;
import io.cachex.spi.Store;
import io.cachex.store.MemoryStore;
import io.cachex.testkit.redis.RedisServer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.cache2k.Cache2kBuilder;
import org.springframework.cache.caffeine.CaffeineCache;

/** The caches of the benchmarks, each of {@link Keys#ENTRIES} entries. */
final class Caches {

    static final Duration TTL = Duration.ofHours(1);

    private static final long STORE_BYTES = 256L << 20;

    private Caches() {}

    /** Caffeine with nothing but a bound. */
    static com.github.benmanes.caffeine.cache.Cache<String, User> caffeine() {
        return Caffeine.newBuilder().maximumSize(Keys.ENTRIES).build();
    }

    /** As {@link #caffeine}, with its maintenance on the thread that causes it. */
    static com.github.benmanes.caffeine.cache.Cache<String, User> caffeineOnCaller() {
        return Caffeine.newBuilder()
                .maximumSize(Keys.ENTRIES)
                .executor(Runnable::run)
                .build();
    }

    static com.github.benmanes.caffeine.cache.Cache<String, User> caffeineTtl() {
        return Caffeine.newBuilder()
                .maximumSize(Keys.ENTRIES)
                .expireAfterWrite(TTL)
                .build();
    }

    static com.github.benmanes.caffeine.cache.Cache<String, User> caffeineTtlStats() {
        return Caffeine.newBuilder()
                .maximumSize(Keys.ENTRIES)
                .expireAfterWrite(TTL)
                .recordStats()
                .build();
    }

    static com.google.common.cache.Cache<String, User> guava() {
        return CacheBuilder.newBuilder().maximumSize(Keys.ENTRIES).build();
    }

    static com.google.common.cache.Cache<String, User> guavaTtlStats() {
        return CacheBuilder.newBuilder()
                .maximumSize(Keys.ENTRIES)
                .expireAfterWrite(TTL)
                .recordStats()
                .build();
    }

    static org.cache2k.Cache<String, User> cache2k() {
        return Cache2kBuilder.of(String.class, User.class)
                .entryCapacity(Keys.ENTRIES)
                .eternal(true)
                .disableStatistics(true)
                .build();
    }

    static org.cache2k.Cache<String, User> cache2kTtlStats() {
        return Cache2kBuilder.of(String.class, User.class)
                .entryCapacity(Keys.ENTRIES)
                .expireAfterWrite(TTL.toSeconds(), TimeUnit.SECONDS)
                .build();
    }

    static CaffeineCache spring() {
        return new CaffeineCache(
                "users", Caffeine.newBuilder().maximumSize(Keys.ENTRIES).build());
    }

    /** CacheX with a loader, and nothing behind it. */
    static io.cachex.CacheBuilder<User> cacheX() {
        return Cache.builder("users", User.class)
                .ttl(TTL)
                .near(Near.maximumSize(Keys.ENTRIES))
                .loader(key -> User.LOADED);
    }

    /** As {@link #cacheX}, with Caffeine deciding what stays. */
    static io.cachex.CacheBuilder<User> cacheXOnCaffeine() {
        return cacheX().near(Near.maximumSize(Keys.ENTRIES).policy(NearPolicy.CAFFEINE));
    }

    /** CacheX with everything that a user may configure on the way to a value: a store, and policies around all. */
    static io.cachex.CacheBuilder<User> cacheXWithAll() {
        return cacheXWithAll(MemoryStore.of(STORE_BYTES), Duration.ofMillis(100));
    }

    /** As {@link #cacheXWithAll()}, over a Redis server of its own, which ends with this JVM. */
    static io.cachex.CacheBuilder<User> cacheXOnRedis() {
        Redis redis = LiveRedis.at(RedisServer.create().start().uri());
        Duration patience = Duration.ofSeconds(5); // on a busy machine, too, all copies are to be made
        return cacheXWithAll(redis.store(), patience).invalidation(redis.bus());
    }

    private static io.cachex.CacheBuilder<User> cacheXWithAll(Store store, Duration attempt) {
        return cacheX().store(store)
                .storePolicies(
                        Bulkhead.of(64),
                        Retry.of(3),
                        RateLimiter.perSecond(1_000_000),
                        CircuitBreaker.of(5, Duration.ofSeconds(30)),
                        Timeout.of(attempt))
                .loaderPolicies(
                        Bulkhead.of(32),
                        CircuitBreaker.of(5, Duration.ofSeconds(30)),
                        Timeout.of(Duration.ofSeconds(2)));
    }

    /** Puts all resident keys. */
    static void fill(BiConsumer<String, User> put) {
        String[] keys = Keys.resident();
        for (int i = 0; i < keys.length; i++) {
            put.accept(keys[i], new User(i, keys[i]));
        }
    }
}
