package io.cachex.benchmarks;

import io.cachex.Cache;
import io.cachex.Near;
import io.cachex.redis.Redis;
import io.cachex.spi.Codec;
import io.cachex.testkit.redis.RedisServer;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.redisson.Redisson;
import org.redisson.api.RedissonClient;
import org.redisson.api.options.LocalCachedMapOptions;
import org.redisson.api.options.LocalCachedMapOptions.CacheProvider;
import org.redisson.api.options.LocalCachedMapOptions.EvictionPolicy;
import org.redisson.client.codec.BaseCodec;
import org.redisson.client.codec.StringCodec;
import org.redisson.client.protocol.Decoder;
import org.redisson.client.protocol.Encoder;
import org.redisson.codec.CompositeCodec;
import org.redisson.config.Config;

/**
 * Copies of what one node wrote to Redis, in the memory of another node that has read them, for {@link MemoryPerEntry}.
 * Every value that is decoded is the same object, so that only what is around it is measured.
 */
final class NearCopies {

    private static final int PORTION = 500;
    private static final byte[] ENCODED = "value".getBytes(StandardCharsets.UTF_8);

    private NearCopies() {}

    /** Who is measured. */
    static Map<String, MemoryPerEntry.Filling> contenders() {
        Map<String, MemoryPerEntry.Filling> all = new LinkedHashMap<>();
        all.put("cachex on redis", NearCopies::cacheX);
        all.put("redisson local cached map", keys -> redisson(keys, CacheProvider.REDISSON));
        all.put("redisson local cached map, caffeine", keys -> redisson(keys, CacheProvider.CAFFEINE));
        return all;
    }

    /** One for the JVM, which ends with it. */
    private static final class Server {
        static final String URI = RedisServer.create().start().uri();
    }

    /** Connected before anything is measured. */
    private static final class CacheX {
        static final Redis WRITING = LiveRedis.at(Server.URI);
        static final Redis READING = LiveRedis.at(Server.URI);
    }

    private static final class Redissons {
        static final RedissonClient WRITING = client();
        static final RedissonClient READING = client();

        private static RedissonClient client() {
            Config config = new Config();
            config.useSingleServer().setAddress(Server.URI);
            return Redisson.create(config);
        }
    }

    private static Object cacheX(String[] keys) {
        try (Cache<User> writer = cache(CacheX.WRITING, keys.length, 1)) {
            each(keys, portion -> writer.putAll(values(portion)));
        }
        Cache<User> reader = cache(CacheX.READING, keys.length, 2L * keys.length);
        each(keys, reader::getAllPresent);
        requireAll(keys.length, reader.stats().nearSize());
        return reader;
    }

    private static Cache<User> cache(Redis redis, int keys, long near) {
        return Cache.builder("users-" + keys, new OneValue())
                .ttl(Caches.TTL)
                .near(Near.maximumSize(near))
                .store(redis.store())
                .storePolicies()
                .noTimeout() // whose timers outlive the reads
                .invalidation(redis.bus())
                .build();
    }

    private static Object redisson(String[] keys, CacheProvider provider) {
        var codec = new CompositeCodec(StringCodec.INSTANCE, new OneRedissonValue());
        String name = "users-" + keys.length;
        var writer = Redissons.WRITING.<String, User>getMap(name, codec);
        each(keys, portion -> writer.putAll(values(portion)));
        var reader = Redissons.READING.getLocalCachedMap(LocalCachedMapOptions.<String, User>name(name)
                .codec(codec)
                .cacheProvider(provider)
                .evictionPolicy(EvictionPolicy.LRU)
                .cacheSize(2 * keys.length)
                .timeToLive(Caches.TTL));
        each(keys, portion -> reader.getAll(new LinkedHashSet<>(portion)));
        requireAll(keys.length, reader.getCachedMap().size());
        return reader;
    }

    private static void each(String[] keys, Consumer<List<String>> action) {
        List<String> all = Arrays.asList(keys);
        for (int first = 0; first < keys.length; first += PORTION) {
            action.accept(all.subList(first, Math.min(first + PORTION, keys.length)));
        }
    }

    private static Map<String, User> values(List<String> keys) {
        Map<String, User> values = new LinkedHashMap<>();
        keys.forEach(key -> values.put(key, User.LOADED));
        return values;
    }

    private static void requireAll(int keys, long copies) {
        if (copies < keys) {
            throw new IllegalStateException("only " + copies + " of " + keys + " are in memory");
        }
    }

    private static final class OneValue implements Codec<User> {

        @Override
        public byte[] encode(User value) {
            return ENCODED.clone();
        }

        @Override
        public User decode(byte[] bytes) {
            return User.LOADED;
        }

        @Override
        public String id() {
            return "one";
        }
    }

    private static final class OneRedissonValue extends BaseCodec {

        @Override
        public Decoder<Object> getValueDecoder() {
            return (bytes, state) -> User.LOADED;
        }

        @Override
        public Encoder getValueEncoder() {
            return value -> Unpooled.wrappedBuffer(ENCODED);
        }
    }
}
