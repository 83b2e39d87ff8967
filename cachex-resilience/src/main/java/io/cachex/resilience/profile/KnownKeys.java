package io.cachex.resilience.profile;

import java.util.stream.Stream;

/**
 * All keys that the origins of a document's caches have, for their Bloom guards: given to a document as a part, {@code
 * .part(KnownKeys.class, cache -> database.keys(cache))}. Without it a guard knows nothing, and says "maybe", until a program
 * warms it up through {@link CacheParts#bloomGuard}.
 */
@FunctionalInterface
public interface KnownKeys {

    /** The keys of this cache's origin. Asked on the cache's executor; the stream is closed after use. */
    Stream<String> of(String cache);
}
