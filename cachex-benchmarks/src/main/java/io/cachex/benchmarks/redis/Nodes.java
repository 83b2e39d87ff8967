package io.cachex.benchmarks.redis;

import io.cachex.Cache;
import io.cachex.CallOptions;
import io.cachex.Near;
import io.lettuce.core.LettuceFutures;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.redisson.api.RLocalCachedMap;
import org.redisson.api.RedissonClient;
import org.redisson.api.options.LocalCachedMapOptions;
import org.redisson.client.codec.ByteArrayCodec;
import org.redisson.client.codec.StringCodec;
import org.redisson.codec.CompositeCodec;

/** The libraries with near copies, each as two nodes with clients of their own. */
final class Nodes {

    private Nodes() {}

    /** A map, a channel, SET and PUBLISH sent together: nothing is promised if a message is lost. */
    static TwoNodes handWritten(Clients clients) {
        String channel = "hand-written";
        Map<String, byte[]> near = new ConcurrentHashMap<>();
        var first = clients.lettuce();
        var second = clients.lettuce();
        var subscriber = clients.lettuceSubscriber();
        subscriber.addListener(new RedisPubSubAdapter<>() {
            @Override
            public void message(String from, byte[] key) {
                near.remove(new String(key, StandardCharsets.UTF_8));
            }
        });
        subscriber.sync().subscribe(channel);
        byte[] value = new byte[Values.BYTES];
        return new TwoNodes() {
            @Override
            public void copy(String key) {
                byte[] found = second.sync().get(key);
                near.put(key, found == null ? value : found);
            }

            @Override
            public boolean hasCopy(String key) {
                return near.containsKey(key);
            }

            @Override
            public void change(String key) {
                var set = first.async().set(key, value);
                var published = first.async().publish(channel, key.getBytes(StandardCharsets.UTF_8));
                if (!LettuceFutures.awaitAll(1, TimeUnit.MINUTES, set, published)) {
                    throw new IllegalStateException("no answer");
                }
            }
        };
    }

    static TwoNodes cacheX(Clients clients, Values values) {
        Cache<byte[]> first =
                clients.opened(Clients.cacheX("nodes", clients.redis()).near(Near.maximumSize(1)));
        Cache<byte[]> second =
                clients.opened(Clients.cacheX("nodes", clients.redis()).near(Near.maximumSize(100_000)));
        values.forEach(first::putAll);
        CallOptions nearOnly = CallOptions.defaults().skipStoreRead();
        return new TwoNodes() {
            @Override
            public void copy(String key) {
                second.get(key, missing -> values.value());
            }

            @Override
            public boolean hasCopy(String key) {
                return second.getIfPresent(key, nearOnly) != null;
            }

            @Override
            public void change(String key) {
                first.invalidate(key);
            }
        };
    }

    static TwoNodes redisson(Clients clients, Values values) {
        RLocalCachedMap<String, byte[]> first = map(clients.redisson());
        RLocalCachedMap<String, byte[]> second = map(clients.redisson());
        values.forEach(first::putAll);
        return new TwoNodes() {
            @Override
            public void copy(String key) {
                second.get(key);
            }

            @Override
            public boolean hasCopy(String key) {
                return second.getCachedMap().containsKey(key);
            }

            @Override
            public void change(String key) {
                first.fastPut(key, values.value());
            }
        };
    }

    private static RLocalCachedMap<String, byte[]> map(RedissonClient client) {
        return client.getLocalCachedMap(LocalCachedMapOptions.<String, byte[]>name("nodes")
                .codec(new CompositeCodec(StringCodec.INSTANCE, ByteArrayCodec.INSTANCE))
                .syncStrategy(LocalCachedMapOptions.SyncStrategy.INVALIDATE)
                .cacheSize(100_000)
                .timeToLive(Duration.ofHours(1)));
    }
}
