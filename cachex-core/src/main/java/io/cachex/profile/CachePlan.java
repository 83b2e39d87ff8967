package io.cachex.profile;

import io.cachex.CacheBuilder;
import io.cachex.spi.Policy;

/**
 * What the sections have made so far for one cache. Finds the parts of the process as well.
 *
 * <p>While a document is checked, and when it is read again, there are plans of no cache that will ever be: their
 * {@link #builder()} is only told options and never builds. So a section does nothing that lasts before it is
 * {@linkplain SectionBuilder#then applied}.
 */
public interface CachePlan extends Plan {

    /** The cache's name. */
    String cache();

    /** The cache's builder, with the cache's name and {@link #time()}. What the user sets on it later wins. */
    CacheBuilder<?> builder();

    /**
     * Adds a policy around the calls to the cache's store, used if it has one and nothing else is said by
     * {@link CacheBuilder#storePolicies}.
     *
     * @throws IllegalStateException if the place is taken
     */
    void storePolicy(PolicyPlace place, Policy policy);

    /**
     * Adds a policy around the calls to the cache's loaders, used if nothing else is said by
     * {@link CacheBuilder#loaderPolicies}.
     *
     * @throws IllegalStateException if the place is taken
     */
    void loaderPolicy(PolicyPlace place, Policy policy);
}
