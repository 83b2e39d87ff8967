package io.cachex.spring.autoconfigure;

import io.cachex.Failures;
import io.cachex.redis.Redis;
import io.cachex.spi.Criticality;
import io.cachex.spi.Health;
import io.cachex.spi.HealthCheck;
import io.cachex.spi.Store;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;

/** Tells whether the Redis that caches share answers; a look costs a round trip. Warm: caches go on without it. */
final class RedisCheck implements HealthCheck, DisposableBean {

    private static final Set<String> PROBE = Set.of("cachex.health.probe");

    private final Redis redis;
    private @Nullable Store probed; // guarded by this

    RedisCheck(Redis redis) {
        this.redis = redis;
    }

    @Override
    public String name() {
        return "redis";
    }

    @Override
    public Criticality criticality() {
        return Criticality.WARM;
    }

    @Override
    public CompletionStage<Health> check() {
        return store().read(PROBE)
                .handle((found, failure) -> failure == null
                        ? Health.healthy()
                        : Health.unhealthy(redis + " does not answer: "
                                + Failures.unwrap(failure).getClass().getSimpleName()));
    }

    private synchronized Store store() {
        Store open = probed;
        if (open == null) {
            open = redis.store();
            probed = open;
        }
        return open;
    }

    @Override
    public synchronized void destroy() {
        if (probed != null) {
            probed.close();
        }
    }

    @Override
    public String toString() {
        return name();
    }
}
