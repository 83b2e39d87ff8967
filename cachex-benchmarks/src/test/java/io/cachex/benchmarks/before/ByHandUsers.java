package io.cachex.benchmarks.before;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.cachex.benchmarks.before.Database.User;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.time.Duration;
import tools.jackson.databind.json.JsonMapper;

/** Caffeine in front of Lettuce, and a channel that tells the other nodes what to drop. */
final class ByHandUsers {

    private final Cache<String, User> near = Caffeine.newBuilder()
            .maximumSize(10_000)
            .expireAfterWrite(Duration.ofMinutes(1))
            .build();
    private final JsonMapper json = JsonMapper.shared();
    private final Database db;
    private final RedisCommands<String, String> redis;

    ByHandUsers(
            Database db, RedisCommands<String, String> redis, StatefulRedisPubSubConnection<String, String> messages) {
        this.db = db;
        this.redis = redis;
        messages.addListener(new RedisPubSubAdapter<>() {
            @Override
            public void message(String channel, String id) {
                near.invalidate(id);
            }
        });
        messages.sync().subscribe("users");
    }

    User find(String id) {
        return near.get(id, missing -> {
            String stored = redis.get("users:" + id);
            if (stored != null) {
                return json.readValue(stored, User.class);
            }
            User loaded = db.findUser(id);
            redis.setex("users:" + id, 300, json.writeValueAsString(loaded));
            return loaded;
        });
    }

    void save(User user) {
        db.saveUser(user);
        redis.del("users:" + user.id());
        redis.publish("users", user.id());
    }
}
