package io.cachex.examples.docs;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;

import io.cachex.Cache;
import io.cachex.Offline;
import io.cachex.OriginStatus;
import io.cachex.examples.docs.Quickstart.Database;
import io.cachex.examples.docs.Quickstart.User;
import io.cachex.resilience.CircuitBreaker;
import io.cachex.resilience.Timeout;

/** When the origin cannot be had, or is not to be asked. */
final class OfflineMode {

    private OfflineMode() {}

    static Cache<User> users(Database db) {
        Cache<User> users = Cache.builder("users", User.class)
                .loader(db::findUser)
                .ttl(ofMinutes(5))
                .staleIfError(ofHours(12)) // how long an outage may last
                .loaderPolicies(CircuitBreaker.of(5, ofSeconds(30)), Timeout.of(ofMillis(500)))
                .offline(Offline.on().servingPercent(10)) // a canary: one key in ten, the same ones everywhere
                .build();
        return users;
    }

    static void maintenance(Cache<User> users, Runnable work) {
        users.offline(Offline.on().serving(false)); // keep old values, and show every failure
        users.upstreamEnabled(false); // maintenance: the database is not to be asked
        work.run();
        users.upstreamEnabled(true);
    }

    static void report(Cache<User> users) {
        OriginStatus origin = users.origin();
        if (!origin.isOnline()) {
            System.out.println("since " + origin.since() + ", " + origin.staleServes() + " old values: "
                    + origin.lastFailureType());
        }
    }
}
