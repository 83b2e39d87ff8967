package io.cachex.redis.bound;

import com.github.benmanes.caffeine.cache.Caffeine;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SetArgs;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.time.Duration;

/** What people write: Caffeine before Redis, and a channel that says which key has changed. */
final class NaiveTiers implements Tiers {

    private static final String CHANNEL = "changes";

    private final com.github.benmanes.caffeine.cache.Cache<String, String> near = Caffeine.newBuilder()
            .maximumSize(10_000)
            .expireAfterWrite(Duration.ofMinutes(1))
            .build();
    private final Ledger origin;
    private final RedisClient client;
    private final RedisCommands<String, String> redis;

    NaiveTiers(String uri, Ledger origin) {
        this.origin = origin;
        RedisURI address = RedisURI.create(uri);
        address.setTimeout(Duration.ofSeconds(20)); // to start with
        this.client = RedisClient.create(address);
        this.redis = client.connect().sync();
        StatefulRedisPubSubConnection<String, String> changes = client.connectPubSub();
        changes.addListener(new RedisPubSubAdapter<>() {
            @Override
            public void message(String channel, String message) {
                near.invalidate(message.substring(message.indexOf(' ') + 1));
            }
        });
        changes.sync().subscribe(CHANNEL);
        redis.getStatefulConnection().setTimeout(Duration.ofMillis(200));
    }

    @Override
    public int read(int number) {
        String key = Integer.toString(number);
        String value = near.getIfPresent(key);
        if (value == null) {
            value = readThrough(key);
            near.put(key, value);
        }
        return Integer.parseInt(value);
    }

    private String readThrough(String key) {
        try {
            String value = redis.get("naive:" + key);
            if (value != null) {
                return value;
            }
        } catch (RedisException e) {
            // then from the origin
        }
        String value = Integer.toString(Tiers.load(origin, Integer.parseInt(key)));
        try {
            redis.set("naive:" + key, value, SetArgs.Builder.ex(Duration.ofMinutes(1)));
        } catch (RedisException e) {
            // then not
        }
        return value;
    }

    @Override
    public boolean invalidate(int number) {
        String key = Integer.toString(number);
        try {
            redis.del("naive:" + key);
            redis.publish(CHANNEL, "\"kind\":remove " + key);
            near.invalidate(key);
            return true;
        } catch (RedisException e) {
            near.invalidate(key);
            return false;
        }
    }

    @Override
    public String counters() {
        return "naive";
    }

    @Override
    public void close() {
        client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
    }
}
