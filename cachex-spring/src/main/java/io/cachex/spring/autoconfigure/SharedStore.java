package io.cachex.spring.autoconfigure;

import io.cachex.CacheBuilder;
import io.cachex.redis.Redis;
import io.cachex.spring.CachexCustomizer;

/** Gives each shared cache Redis as its store, bus and locks. */
final class SharedStore implements CachexCustomizer {

    private final CachexProperties properties;
    private final Redis redis;

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
    public String toString() {
        return "shared through " + redis;
    }
}
