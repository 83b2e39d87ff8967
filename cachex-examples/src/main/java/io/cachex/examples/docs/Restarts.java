package io.cachex.examples.docs;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofMinutes;

import io.cachex.Cache;
import io.cachex.Near;
import io.cachex.disk.DiskStore;
import io.cachex.disk.Snapshot;
import java.nio.file.Path;

/** Caches that are warm after a restart. */
final class Restarts {

    /** A user as the application knows it. */
    record User(String id, String name) {}

    /** Where users come from. */
    interface Users {
        User findUser(String id) throws Exception;
    }

    private Restarts() {}

    static Cache<User> withSnapshot(Users db) {
        Cache<User> users = Cache.builder("users", User.class)
                .ttl(ofMinutes(5))
                .staleIfError(ofHours(1))
                .loader(db::findUser)
                .snapshot(Snapshot.at(Path.of("/var/lib/app/users.snapshot")).every(ofMinutes(1)))
                .build();
        return users;
    }

    static Cache<User> withDiskStore(Users db) {
        DiskStore disk = DiskStore.at(Path.of("/var/lib/app/cache"));
        Cache<User> users = Cache.builder("users", User.class)
                .near(Near.maximumSize(10_000))
                .store(disk)
                .loader(db::findUser)
                .build();
        return users;
    }
}
