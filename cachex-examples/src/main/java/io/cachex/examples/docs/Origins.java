package io.cachex.examples.docs;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import io.cachex.Cache;
import io.cachex.examples.docs.Quickstart.Database;
import io.cachex.examples.docs.Quickstart.User;
import io.cachex.resilience.Timeout;
import io.cachex.resilience.health.Checks;
import io.cachex.resilience.health.HealthChecks;
import io.cachex.resilience.health.HealthJson;
import io.cachex.resilience.health.HealthReport;
import io.cachex.resilience.service.AdaptivePool;
import io.cachex.resilience.service.Degradable;
import io.cachex.resilience.service.Lazy;
import io.cachex.resilience.service.Services;
import io.cachex.resilience.upstream.Upstream;
import io.cachex.resilience.upstream.Upstreams;
import io.cachex.spi.Store;
import java.util.concurrent.Callable;

/** Several origins, their health, and services around a cache. */
final class Origins {

    private Origins() {}

    static Cache<User> over(Database eu, Database us, Callable<Boolean> isEuWell, Callable<Boolean> isUsWell) {
        Upstreams<User> upstreams = Upstreams.<User>builder("users")
                .add(Upstream.of("eu", eu::findUser).priority(1).check(isEuWell))
                .add(Upstream.of("us", us::findUser)
                        .priority(2)
                        .policies(Timeout.of(ofSeconds(2)))
                        .check(isUsWell))
                .penalties(ofMillis(100), 10) // off unless asked for
                .build();
        upstreams.onHealthChange(health -> System.out.println(health.healthy() + " can be asked"));
        return Cache.builder("users", User.class).loader(upstreams).build();
    }

    static String health(Cache<User> users, Store redis, Upstreams<User> upstreams) {
        HealthChecks checks =
                HealthChecks.of(Checks.cache(users), Checks.store("redis", redis), Checks.upstreams(upstreams));
        HealthReport report = checks.report().join(); // or go on when it is there
        System.out.println(report.status() + " " + report.isReady() + " " + report.reasons());
        return HealthJson.of(users).upstreams(upstreams).write(report);
    }

    static <C extends AutoCloseable> void services(Callable<C> connect, Callable<String> report) throws Exception {
        Services services = Services.create();
        AdaptivePool<C> connections =
                services.warm(AdaptivePool.builder("db", connect).build());
        Lazy<String> template = services.cold("report", report);
        services.start(); // hot ones, then the pool's least number
        try (AdaptivePool.Loan<C> loan = connections.borrow()) {
            System.out.println(loan.value() + " " + template.get());
        }
        services.close();
    }

    static User search(Database index, Database slow, String id) throws Exception {
        Degradable<Database> users = Degradable.of("search", index, slow, one -> one.findUser("probe") != null);
        return users.call(one -> one.findUser(id));
    }
}
