package org.example;

import io.cachex.Cache;
import io.cachex.resilience.CircuitBreaker;
import java.time.Duration;

/** What somebody writes who has just imported the bill of materials. */
public final class Consumer {

    record User(String id, String name) {}

    public static void main(String[] arguments) {
        try (Cache<User> users = Cache.builder("users", User.class)
                .loader(id -> new User(id, "Ann"))
                .loaderPolicies(CircuitBreaker.of(5, Duration.ofSeconds(30)))
                .build()) {
            User loaded = users.get("user:1");
            User hit = users.getIfPresent("user:1");
            if (loaded == null || !loaded.equals(hit) || users.stats().loads() != 1) {
                throw new AssertionError(loaded + ", " + hit + ", " + users.stats());
            }
            System.out.println(users.describe());
        }
    }
}
