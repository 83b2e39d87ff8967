package io.cachex.spi;

import java.util.List;

/**
 * The policies of a cache whose builder was given none; found by {@link java.util.ServiceLoader}.
 *
 * <p>{@code cachex-resilience} brings one. Implementations are safe for use by many threads and give fresh policies at
 * each call, so that caches share nothing.
 */
public interface PolicyDefaults {

    /**
     * What stands around the calls to a cache's store, outermost first.
     *
     * @param cache the cache's name, for the names of the policies
     * @param time the cache's clock
     */
    List<Policy> storePolicies(String cache, TimeSource time);
}
