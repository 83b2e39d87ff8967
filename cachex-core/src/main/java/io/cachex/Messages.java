package io.cachex;

import io.cachex.spi.Invalidation;
import io.cachex.spi.Invalidation.Kind;
import java.util.Set;

/**
 * What a cache says to the other nodes.
 *
 * @param source this cache instance, by which it knows its own messages
 * @param namespace the cache's name with its prefix
 */
record Messages(String source, String namespace) {

    Invalidation of(Kind kind, String key) {
        return of(kind, Set.of(key));
    }

    Invalidation of(Kind kind, Set<String> keys) {
        return Invalidation.ofKeys(source, namespace, kind, keys, 0);
    }

    /**
     * Of the new generation of a tag or of {@linkplain Tags#EVERYTHING everything}.
     *
     * @param generation 0 if it is drawn by who sends the message
     */
    Invalidation ofName(String name, long generation) {
        return name.equals(Tags.EVERYTHING)
                ? Invalidation.ofClear(source, namespace, generation)
                : Invalidation.ofTag(source, namespace, name, generation);
    }
}
