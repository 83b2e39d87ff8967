package io.cachex.examples.docs;

import com.sun.net.httpserver.HttpServer;
import io.cachex.Cache;
import io.cachex.Encryption;
import io.cachex.examples.docs.Quickstart.User;
import io.cachex.redis.Redis;
import io.cachex.webhook.Webhook;

/** A cache that many nodes share. */
final class Nodes {

    private Nodes() {}

    /** The database. */
    interface Database {
        User findUser(String key);
    }

    static Cache<User> shared(Database db) {
        Redis redis = Redis.connect("redis://localhost:6379"); // never fails because the server is down
        Cache<User> users = Cache.builder("users", User.class)
                .loader(db::findUser)
                .store(redis.store())
                .invalidation(redis.bus())
                .build();
        return users;
    }

    static Cache<User> toldByOthers(Database db, HttpServer server) {
        Webhook webhook = Webhook.of(System.getenv("CACHE_TOKEN"));
        Cache<User> users = Cache.builder("users", User.class)
                .loader(db::findUser)
                .invalidationSource(webhook)
                .build();
        server.createContext(
                "/invalidate", webhook); // POST {"cache": "users", "keys": ["user:1"], "tags": [], "all": false}
        return users;
    }

    static Cache<User> sealed(Redis redis, Database db, byte[] newKey, byte[] oldKey) {
        Encryption encryption = Encryption.aes("2026-11", newKey).alsoOpens("2025-08", oldKey);
        Cache<User> users = Cache.builder("users", User.class)
                .loader(db::findUser)
                .store(redis.store())
                .encryption(encryption)
                .build();
        return users;
    }
}
