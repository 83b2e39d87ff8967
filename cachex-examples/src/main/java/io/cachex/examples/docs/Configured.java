package io.cachex.examples.docs;

import io.cachex.Cache;
import io.cachex.config.CacheX;
import io.cachex.config.Profiles;
import io.cachex.config.Reload;
import io.cachex.examples.docs.Quickstart.Database;
import io.cachex.examples.docs.Quickstart.User;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Caches from a document. */
final class Configured {

    private Configured() {}

    static @Nullable User find(Database db) {
        try (CacheX cachex = CacheX.load(Path.of("production.yaml"))) {
            Cache<User> users = cachex.cache("users", User.class, builder -> builder.loader(db::findUser));
            return users.get("user:123");
        }
    }

    static CacheX watched() {
        Profiles profiles = Profiles.from(Path.of("production.yaml"))
                .profile("production") // else CACHEX_PROFILE, else "default"
                .watch()
                .open();
        return CacheX.of(profiles);
    }

    static Cache<User> built(Profiles profiles, Database db) {
        return profiles.builder("users", User.class)
                .loader(db::findUser)
                .maximumKeyBytes(64) // what is set here wins
                .build();
    }

    static void readAgain(CacheX cachex) {
        Reload reload = cachex.reload();
        System.out.println(reload.changed()); // [cache.ttl: 5m -> 1m]
        System.out.println(reload.kept()); // what needs a restart
        System.out.println(cachex.describe());
    }
}
