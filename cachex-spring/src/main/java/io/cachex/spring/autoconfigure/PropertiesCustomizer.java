package io.cachex.spring.autoconfigure;

import io.cachex.CacheBuilder;
import io.cachex.Near;
import io.cachex.Rules;
import io.cachex.spring.CachexCustomizer;
import io.cachex.spring.autoconfigure.CachexProperties.CacheProperties;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/** Sets what the properties say, and nothing else. */
final class PropertiesCustomizer implements CachexCustomizer {

    private final CachexProperties properties;

    PropertiesCustomizer(CachexProperties properties) {
        this.properties = properties;
    }

    @Override
    public void customize(String name, CacheBuilder<Object> builder) {
        CacheProperties cache = properties.of(name);
        if (cache.ttl() != null) {
            builder.ttl(cache.ttl());
        }
        if (cache.staleIfError() != null) {
            builder.staleIfError(cache.staleIfError());
        }
        if (cache.jitter() != null) {
            builder.jitter(cache.jitter());
        }
        if (cache.timeout() != null) {
            builder.timeout(cache.timeout());
        }
        if (Boolean.TRUE.equals(cache.copy())) {
            builder.copyOnRead();
        }
        setNear(builder, cache.nearEntries(), cache.nearBytes());
    }

    private static void setNear(CacheBuilder<Object> builder, @Nullable Long entries, @Nullable DataSize bytes) {
        Rules.require(entries == null || bytes == null, "nearBytes", String.valueOf(bytes), "without nearEntries");
        if (bytes != null) {
            builder.near(Near.maximumBytes(bytes.toBytes()));
        } else if (entries != null) {
            builder.near(entries == 0 ? Near.off() : Near.maximumSize(entries));
        }
    }
}
