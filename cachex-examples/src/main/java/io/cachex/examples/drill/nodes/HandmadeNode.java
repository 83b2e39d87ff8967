package io.cachex.examples.drill.nodes;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Two tiers as they are written by hand: Caffeine in front of Redis, and a channel on which a node tells the others what to
 * drop. It has what a careful review would ask for: a time limit, one load per key and node, no blocking on the
 * driver's threads, the database when Redis fails, and times to live in both tiers.
 */
final class HandmadeNode implements AutoCloseable {

    /** How long a command may take; Lettuce would wait for a minute. */
    static final Duration TIMEOUT = Duration.ofSeconds(1);

    private static final Duration NEAR_TTL = Duration.ofSeconds(60);
    private static final Duration REDIS_TTL = Duration.ofMinutes(5);
    private static final String PREFIX = "price:";
    private static final String CHANNEL = "prices:changed";

    private final Database.Client database;
    private final ExecutorService dropper = Executors.newCachedThreadPool(task -> new Thread(task, "by-hand-dropper"));
    private final Cache<String, Copy> near =
            Caffeine.newBuilder().maximumSize(10_000).expireAfterWrite(NEAR_TTL).build();
    private final RedisClient client;
    private final RedisCommands<String, String> redis;

    /**
     * A node that is connected.
     *
     * @throws RedisException if it cannot connect
     */
    HandmadeNode(String uri, Database.Client database, Duration timeout) {
        this.database = database;
        RedisURI address = RedisURI.create(uri);
        address.setTimeout(timeout);
        this.client = RedisClient.create(address);
        try {
            this.redis = client.connect().sync();
            StatefulRedisPubSubConnection<String, String> channel = client.connectPubSub();
            channel.addListener(new RedisPubSubAdapter<>() {
                @Override
                public void message(String from, String key) {
                    dropper.execute(() -> near.invalidate(key));
                }
            });
            channel.sync().subscribe(CHANNEL);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    Copy get(String key) {
        return near.get(key, this::load);
    }

    private Copy load(String key) {
        try {
            String text = redis.get(PREFIX + key);
            if (text != null) {
                return Copy.of(text);
            }
        } catch (RedisException e) {
            return query(key); // and do not wait for Redis once more
        }
        Copy copy = query(key);
        try {
            redis.setex(PREFIX + key, REDIS_TTL.toSeconds(), copy.text());
        } catch (RedisException e) {
            // the next miss will
        }
        return copy;
    }

    private Copy query(String key) {
        try {
            return database.load(key);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** After the database has the new value. */
    void invalidate(String key) {
        near.invalidate(key);
        redis.del(PREFIX + key);
        redis.publish(CHANNEL, key);
    }

    @Override
    public void close() {
        client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
        dropper.shutdownNow();
    }
}
