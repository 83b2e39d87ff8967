package io.cachex.benchmarks.before;

import io.cachex.benchmarks.before.Database.User;
import java.time.Duration;
import org.redisson.api.RLocalCachedMap;
import org.redisson.api.RedissonClient;
import org.redisson.api.map.MapLoader;
import org.redisson.api.options.LocalCachedMapOptions;
import org.redisson.api.options.LocalCachedMapOptions.ReconnectionStrategy;
import org.redisson.api.options.LocalCachedMapOptions.SyncStrategy;

/** Redisson's map with copies in the process. */
class RedissonUsers {

    private final Database db;
    private final RLocalCachedMap<String, User> users;

    RedissonUsers(Database db, RedissonClient redisson) {
        this.db = db;
        this.users = map(redisson, new Users(db));
    }

    private static RLocalCachedMap<String, User> map(RedissonClient redisson, MapLoader<String, User> loader) {
        RLocalCachedMap<String, User> users =
                redisson.getLocalCachedMap(LocalCachedMapOptions.<String, User>name("users")
                        .cacheSize(10_000)
                        .timeToLive(Duration.ofMinutes(5))
                        .syncStrategy(SyncStrategy.INVALIDATE)
                        .reconnectionStrategy(ReconnectionStrategy.CLEAR)
                        .loader(loader));
        return users;
    }

    User find(String id) {
        return users.get(id);
    }

    void save(User user) {
        db.saveUser(user);
        users.fastRemove(user.id());
    }

    private record Users(Database db) implements MapLoader<String, User> {

        @Override
        public User load(String id) {
            return db.findUser(id);
        }

        @Override
        public Iterable<String> loadAllKeys() {
            throw new UnsupportedOperationException();
        }
    }
}
