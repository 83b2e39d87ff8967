package io.cachex.examples.docs;

import static java.time.Duration.ofSeconds;

import io.cachex.Cache;
import io.cachex.CacheLock;
import io.cachex.Lookup;
import io.cachex.WriteOrder;
import io.cachex.Writer;
import io.cachex.examples.docs.Quickstart.User;
import io.cachex.local.LocalBus;
import io.cachex.spi.Store;
import io.cachex.store.MemoryStore;
import io.cachex.store.Stores;
import java.time.Duration;
import java.util.Optional;

/** Writes, locks, and two caches that hear of each other. */
final class Changes {

    private Changes() {}

    static Cache<User> writesThrough(Writer<User> toDatabase) {
        return Cache.builder("users", User.class)
                .writer(toDatabase)
                .writeOrder(WriteOrder.ORIGIN_FIRST)
                .build();
    }

    static boolean rename(Cache<User> users, String key, String name) {
        Lookup<User> seen = users.find(key);
        User user = seen.value();
        return user != null && users.replace(key, seen.version(), new User(user.id(), name));
    }

    static void once(Cache<User> users, Runnable work) {
        Optional<CacheLock> lock = users.tryLock("nightly-report", ofSeconds(30), ofSeconds(5));
        lock.ifPresent(held -> {
            try (held) {
                held.autoRenew().onLost(() -> System.out.println("somebody else may be at it now"));
                work.run();
            }
        });
    }

    /** What a lock protects, when it must never be written by two holders. */
    interface Ledger {
        /** Refuses a token below the highest it has seen. */
        void write(String entry, long fencingToken);
    }

    static void fenced(Cache<User> users, Ledger ledger) {
        users.tryLock("ledger", ofSeconds(30)).ifPresent(held -> {
            try (held) {
                ledger.write("closed for today", held.fencingToken());
            }
        });
    }

    static long count(Cache<User> users) {
        return users.increment("logins:2026-11-21", 1, Duration.ofDays(2));
    }

    static void twoNodes() {
        Store shared = MemoryStore.create();
        LocalBus bus = LocalBus.create();
        Cache<User> here = Cache.builder("users", User.class)
                .store(Stores.unclosed(shared))
                .invalidation(bus)
                .build();
        Cache<User> there = Cache.builder("users", User.class)
                .store(Stores.unclosed(shared))
                .invalidation(bus)
                .build();
        here.put("user:1", new User("1", "Ann"));
        there.get("user:1", key -> new User(key, "from the database")); // Ann, from the shared store
        here.invalidate("user:1"); // gone there, too
        here.close();
        there.close();
        shared.close();
    }
}
