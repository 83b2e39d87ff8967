package io.cachex.spring.autoconfigure;

import io.cachex.spring.CachexBuilders;
import java.util.Set;

/**
 * What a YAML profile says of caches.
 *
 * @param builders begins each cache with it
 * @param names the caches that it names
 */
public record CachexProfile(CachexBuilders builders, Set<String> names) {

    /** Keeps the names as they are now. */
    public CachexProfile {
        names = Set.copyOf(names);
    }
}
