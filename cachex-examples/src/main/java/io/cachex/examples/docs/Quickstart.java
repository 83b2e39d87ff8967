package io.cachex.examples.docs;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;

import io.cachex.Cache;
import io.cachex.Near;
import io.cachex.resilience.CircuitBreaker;
import io.cachex.resilience.Retry;
import io.cachex.resilience.Timeout;
import io.cachex.store.MemoryStore;

/** The README's example. */
final class Quickstart {

    record User(String id, String name) {}

    /** An origin: a database, an API. */
    interface Database {
        User findUser(String id) throws Exception;
    }

    private Quickstart() {}

    static Cache<User> users(Database db) {
        Cache<User> users = Cache.builder("users", User.class)
                .ttl(ofMinutes(5))
                .staleIfError(ofHours(1))
                .negativeTtl(ofSeconds(30))
                .near(Near.maximumSize(10_000))
                .loader(db::findUser)
                .loadDeadline(ofSeconds(10))
                .loaderPolicies(CircuitBreaker.of(5, ofSeconds(30)))
                .store(MemoryStore.create())
                .storePolicies(Retry.of(3), CircuitBreaker.of(5, ofSeconds(30)), Timeout.of(ofMillis(80)))
                .build();
        return users;
    }

    static void use(Cache<User> users) {
        User user = users.get("user:123"); // null if there is none
        users.invalidate("user:123"); // and no load that began before brings it back
        System.out.println(user + " " + users.describe());
    }
}
