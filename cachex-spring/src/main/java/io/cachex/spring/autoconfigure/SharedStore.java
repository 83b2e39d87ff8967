package io.cachex.spring.autoconfigure;

import io.cachex.CacheBuilder;
import io.cachex.Failures;
import io.cachex.redis.Redis;
import io.cachex.spi.Criticality;
import io.cachex.spi.Health;
import io.cachex.spi.HealthCheck;
import io.cachex.spi.Store;
import io.cachex.spring.CachexCustomizer;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;

/** Gives each shared cache Redis as its store, bus and locks, and tells how that Redis is. */
final class SharedStore implements CachexCustomizer, HealthCheck, DisposableBean {

    private static final Set<String> PROBE = Set.of("cachex.health.probe");

    private final CachexProperties properties;
    private final Redis redis;
    private @Nullable Store probed; // guarded by this

    SharedStore(CachexProperties properties, Redis redis) {
        this.properties = properties;
        this.redis = redis;
    }

    @Override
    public void customize(String name, CacheBuilder<Object> builder) {
        if (properties.of(name).isShared()) {
            builder.store(redis.store()).invalidation(redis.bus()).locks(redis.locks());
        }
    }

    @Override
    public String name() {
        return "redis";
    }

    /** Warm: caches go on without it. */
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
        return "shared through " + redis;
    }
}
