package io.cachex.spring;

import io.cachex.Cache;
import io.cachex.CacheBuilder;
import io.cachex.spi.Codec;

/** Where a {@link CachexCacheManager} begins with a cache: plain defaults, or what a profile says of its name. */
@FunctionalInterface
public interface CachexBuilders {

    /**
     * A builder for a cache, not yet customized.
     *
     * @param codec writes its values and null; to be passed on
     */
    CacheBuilder<Object> builder(String name, Codec<Object> codec);

    /**
     * The defaults of {@link CacheBuilder}, but for one that methods of beans want otherwise: no time limits
     * ({@link CacheBuilder#noTimeout}), so that a method runs on its caller's thread, in its transaction, with its security
     * context.
     */
    static CachexBuilders standard() {
        return (name, codec) -> Cache.builder(name, codec).noTimeout();
    }
}
