package io.cachex.examples.docs;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;

import io.cachex.BulkResult;
import io.cachex.Cache;
import io.cachex.CallOptions;
import io.cachex.Lookup;
import io.cachex.PutOptions;
import io.cachex.examples.docs.Quickstart.User;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Reads and writes. */
final class Reading {

    private Reading() {}

    static void reads(Cache<User> users) {
        User cached = users.getIfPresent("user:1"); // never loads
        User loaded = users.get("user:1"); // loads with the cache's loader
        User special = users.get("user:1", key -> new User(key, "made here"));
        Lookup<User> found = users.find("user:1"); // value, tier, age, fresh or stale and why
        System.out.println(cached + " " + loaded + " " + special + " " + found);
    }

    static void find(Cache<User> users) {
        Lookup<User> answer = users.find("user:1");
        if (answer.isPresent()) {
            System.out.println(answer.value() + ", " + answer.age().toSeconds() + " s old, from " + answer.tier());
        } else if (answer.isAbsent()) {
            System.out.println("the origin said that there is none");
        } else {
            System.out.println("nothing is known");
        }
        if (answer.isStale()) {
            System.out.println("not fresh: " + answer.staleReason() + ", because of " + answer.cause());
        }
    }

    static void options(Cache<User> users) {
        CallOptions impatient = CallOptions.defaults().timeout(ofMillis(50));
        User user = users.get("user:1", impatient);
        User latest = users.get("user:1", CallOptions.defaults().forceRefresh());
        users.put(
                "user:2",
                new User("2", "Bo"),
                PutOptions.defaults().ttl(ofMinutes(1)).tags("tenant:7"));
        users.invalidateTag("tenant:7"); // one step, however many entries have the tag
        System.out.println(user + " " + latest);
    }

    static void bulk(Cache<User> users) {
        BulkResult<User> some = users.getAll(List.of("user:1", "user:2", "user:3"));
        some.forEach((key, user) -> System.out.println(key + " is " + user.name()));
        some.failures().forEach((key, why) -> System.out.println(key + " failed: " + why.getMessage()));
    }

    static void later(Cache<User> users) {
        CompletableFuture<User> user = users.async().get("user:1");
        user.thenAccept(u -> System.out.println(u));
    }
}
