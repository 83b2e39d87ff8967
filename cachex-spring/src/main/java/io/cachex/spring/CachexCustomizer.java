package io.cachex.spring;

import io.cachex.CacheBuilder;

/**
 * Sets options of the caches that a {@link CachexCacheManager} makes. In Spring Boot every bean of this type is asked, in the
 * order of {@code @Order}; what is set last wins, and wins over properties and profile.
 */
@FunctionalInterface
public interface CachexCustomizer {

    /**
     * Called once for each cache, before it is built.
     *
     * @param name the cache's name
     * @param builder what the cache is built from; its values are of any type
     */
    void customize(String name, CacheBuilder<Object> builder);
}
