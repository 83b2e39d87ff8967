package io.cachex.examples.docs;

import static java.time.Duration.ofHours;

import io.cachex.Cache;
import io.cachex.examples.docs.Quickstart.User;
import io.cachex.redis.Redis;
import io.cachex.resilience.BloomGuard;
import io.cachex.resilience.BloomStats;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Keys that do not exist. */
final class Misses {

    private Misses() {}

    static void onOneNode(UserDatabase db, Path file) {
        BloomGuard guard = BloomGuard.builder()
                .expectedInsertions(1_000_000)
                .falsePositiveRate(0.01)
                .file(file)
                .build();
        Cache<User> users = Cache.builder("users", User.class)
                .loader(db::findUser)
                .missGuard(guard)
                .build();
        guard.warmUp(db.allKeys());
        // ...
        users.get("user:no-such"); // null, and the database was not asked
        BloomStats stats = guard.stats();
        System.out.println(stats.denied() + " loads spared; of unknown keys " + stats.observedRate() + " are loaded");
        guard.rebuild(db::allKeys); // without what was deleted
    }

    static Cache<User> onManyNodes(UserDatabase db, Redis redis) {
        BloomGuard guard = BloomGuard.builder()
                .expectedInsertions(1_000_000)
                .sharedBits(redis.sharedBits())
                .source(db::allKeys)
                .rebuildEvery(ofHours(6))
                .build();
        Cache<User> users = Cache.builder("users", User.class)
                .loader(db::findUser)
                .store(redis.store())
                .invalidation(redis.bus())
                .missGuard(guard)
                .build();
        return users;
    }

    /** A database. */
    interface UserDatabase {

        User findUser(String key);

        Stream<String> allKeys();
    }
}
