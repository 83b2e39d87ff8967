package io.cachex.examples.docs;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;

import io.cachex.Cache;
import io.cachex.Near;
import io.cachex.Refresh;
import io.cachex.redis.Redis;
import org.jspecify.annotations.Nullable;

/** What the pages about migration end with. */
final class Migration {

    private Migration() {}

    record User(String id, String name) {}

    /** The origin. */
    interface Database {
        User findUser(String id);

        void saveUser(User user);
    }

    static Cache<User> likeSpring(Redis redis, Database db) {
        Cache<User> users = Cache.builder("users", User.class)
                .ttl(ofMinutes(5))
                .loader(db::findUser)
                .store(redis.store())
                .invalidation(redis.bus())
                .build();
        return users;
    }

    static Cache<User> likeJetCache(Redis redis, Database db) {
        Cache<User> users = Cache.builder("users", User.class)
                .ttl(ofMinutes(5))
                .near(Near.maximumSize(10_000))
                .loader(db::findUser)
                .refresh(Refresh.ahead(0.8)) // after 4 of the 5 minutes, by who reads then
                .store(redis.store())
                .invalidation(redis.bus())
                .build();
        return users;
    }

    static Cache<User> likeRedisson(Redis redis, Database db) {
        Cache<User> users = Cache.builder("users", User.class)
                .ttl(ofMinutes(5))
                .near(Near.maximumSize(10_000))
                .loader(db::findUser)
                .store(redis.store())
                .invalidation(redis.bus())
                .build();
        return users;
    }

    static Cache<User> byHand(Redis redis, Database db) {
        Cache<User> users = Cache.builder("users", User.class)
                .ttl(ofMinutes(5))
                .staleIfError(ofHours(1)) // what Redis and the database cannot answer meanwhile
                .negativeTtl(ofSeconds(30)) // nulls were not kept before
                .near(Near.maximumSize(10_000))
                .loader(db::findUser)
                .store(redis.store())
                .invalidation(redis.bus())
                .build();
        return users;
    }

    /** A service on a cache. */
    static final class Users {

        private final Database db;
        private final Cache<User> users;

        Users(Database db, Cache<User> users) {
            this.db = db;
            this.users = users;
        }

        @Nullable
        User find(String id) {
            return users.get(id);
        }

        void save(User user) {
            db.saveUser(user);
            users.invalidate(user.id()); // after the commit
        }
    }
}
