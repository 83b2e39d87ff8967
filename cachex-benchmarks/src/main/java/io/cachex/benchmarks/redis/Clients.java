package io.cachex.benchmarks.redis;

import com.alicp.jetcache.redis.lettuce.RedisLettuceCacheBuilder;
import io.cachex.Cache;
import io.cachex.CacheBuilder;
import io.cachex.benchmarks.LiveRedis;
import io.cachex.codec.BytesCodec;
import io.cachex.redis.Redis;
import io.cachex.resilience.CircuitBreaker;
import io.cachex.resilience.Retry;
import io.cachex.resilience.Timeout;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.NettyCustomizer;
import io.netty.channel.Channel;
import io.netty.handler.flush.FlushConsolidationHandler;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.redisson.Redisson;
import org.redisson.api.RedissonClient;
import org.redisson.config.Config;
import org.springframework.data.redis.cache.RedisCacheConfiguration;
import org.springframework.data.redis.cache.RedisCacheManager;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.serializer.RedisSerializationContext.SerializationPair;
import org.springframework.data.redis.serializer.RedisSerializer;

/** The libraries as clients of one server, each set up as it comes; values are bytes. Closed together. */
final class Clients implements AutoCloseable {

    static final Duration TTL = Duration.ofHours(1);

    private static final RedisCodec<String, byte[]> CODEC = RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE);

    private final String host;
    private final int port;
    private final Deque<AutoCloseable> open = new ArrayDeque<>();

    Clients(String host, int port) {
        this.host = host;
        this.port = port;
    }

    String host() {
        return host;
    }

    int port() {
        return port;
    }

    String uri() {
        return "redis://" + host + ':' + port;
    }

    /** What is closed before all that was opened earlier. */
    <C extends AutoCloseable> C closing(C resource) {
        open.push(resource);
        return resource;
    }

    /** A connection of Lettuce that all threads share. */
    StatefulRedisConnection<String, byte[]> lettuce() {
        return client(RedisClient.create(uri())).connect(CODEC);
    }

    /** The same, where what several threads send at the same time leaves with one system call. */
    StatefulRedisConnection<String, byte[]> lettuceConsolidatingFlushes() {
        ClientResources resources = ClientResources.builder()
                .nettyCustomizer(new NettyCustomizer() {
                    @Override
                    public void afterChannelInitialized(Channel channel) {
                        channel.pipeline().addFirst(new FlushConsolidationHandler(256, true));
                    }
                })
                .build();
        closing(() -> resources.shutdown(0, 1, TimeUnit.SECONDS));
        return client(RedisClient.create(resources, uri())).connect(CODEC);
    }

    StatefulRedisPubSubConnection<String, byte[]> lettuceSubscriber() {
        return client(RedisClient.create(uri())).connectPubSub(CODEC);
    }

    private RedisClient client(RedisClient client) {
        closing(() -> client.shutdown(0, 1, TimeUnit.SECONDS));
        return client;
    }

    RedissonClient redisson() {
        Config config = new Config();
        config.useSingleServer().setAddress(uri());
        RedissonClient client = Redisson.create(config);
        closing(() -> client.shutdown(0, 1, TimeUnit.SECONDS));
        return client;
    }

    /** JetCache's remote cache over Lettuce. */
    com.alicp.jetcache.Cache<String, byte[]> jetCache(String prefix) {
        return RedisLettuceCacheBuilder.createRedisLettuceCacheBuilder()
                .redisClient(client(RedisClient.create(uri())))
                .keyPrefix(prefix)
                .keyConvertor(Function.identity())
                .valueEncoder(JetCacheForm::encode)
                .valueDecoder(JetCacheForm::decode)
                .expireAfterWrite(TTL.toMillis(), TimeUnit.MILLISECONDS)
                .cachePenetrateProtect(true)
                .buildCache();
    }

    org.springframework.cache.Cache spring(String name) {
        LettuceConnectionFactory factory = new LettuceConnectionFactory(new RedisStandaloneConfiguration(host, port));
        factory.afterPropertiesSet();
        factory.start();
        closing(factory::destroy);
        RedisCacheManager caches = RedisCacheManager.builder(factory)
                .cacheDefaults(RedisCacheConfiguration.defaultCacheConfig()
                        .entryTtl(TTL)
                        .serializeValuesWith(SerializationPair.fromSerializer(RedisSerializer.byteArray())))
                .build();
        caches.afterPropertiesSet();
        org.springframework.cache.Cache cache = caches.getCache(name);
        if (cache == null) {
            throw new IllegalStateException("no cache " + name);
        }
        return cache;
    }

    /** CacheX's connections to the server. */
    Redis redis() {
        return closing(LiveRedis.at(uri()));
    }

    /**
     * A cache on Redis with its bus, still without a loader. It has the policies that a cache has that is given none; only
     * that a slow answer is waited for, as the others wait for it.
     */
    static CacheBuilder<byte[]> cacheX(String name, Redis redis) {
        return Cache.builder(name, BytesCodec.of())
                .ttl(TTL)
                .store(redis.store())
                .storePolicies(
                        Retry.of(3), CircuitBreaker.of(5, Duration.ofSeconds(30)), Timeout.of(Duration.ofSeconds(5)))
                .invalidation(redis.bus())
                .locks(redis.locks());
    }

    /** A cache that is closed before its connections. */
    Cache<byte[]> opened(CacheBuilder<byte[]> builder) {
        Cache<byte[]> cache = builder.build();
        closing(cache::close);
        return cache;
    }

    @Override
    public void close() throws Exception {
        while (!open.isEmpty()) {
            open.pop().close();
        }
    }
}
