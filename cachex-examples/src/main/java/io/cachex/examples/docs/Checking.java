package io.cachex.examples.docs;

import io.cachex.Cache;
import io.cachex.check.CoherenceChecker;
import io.cachex.examples.docs.Quickstart.User;

/** How stale are the copies of this node? */
final class Checking {

    private Checking() {}

    static CoherenceChecker checked(Cache<User> users, Runnable alarm) {
        CoherenceChecker checker = CoherenceChecker.builder(users)
                .sample(0.01) // of the changes this node hears of
                .onStale((key, age) -> alarm.run())
                .build();
        return checker;
    }

    static void toldFromElsewhere(CoherenceChecker checker) {
        checker.changed("user:1");
    }
}
