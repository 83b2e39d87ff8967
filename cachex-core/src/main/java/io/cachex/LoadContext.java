package io.cachex;

import java.time.Duration;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * What a loader may know and may decide. Made for one load, and used by one thread at a time.
 *
 * @param <T> the type of the values
 */
public interface LoadContext<T> {

    /** The key to load. */
    String key();

    /** The value that was there and is no longer fresh; null if there is none. */
    @Nullable
    T staleValue();

    /** The version of the stale value; 0 if there is none. */
    long version();

    /** The etag that the load of the stale value gave; null if none. */
    @Nullable
    String etag();

    /** How long the load may still take; {@link Duration#ZERO} if its time is over. Very long if it has no limit. */
    Duration remaining();

    /**
     * Says that the stale value is still right: to be returned by the loader. The value starts a full new life.
     *
     * @return the stale value
     * @throws IllegalStateException if there is no stale value
     */
    T notModified();

    /** How long this value is fresh, in place of the cache's setting. Same ranges. */
    LoadContext<T> ttl(Duration ttl);

    /** How long this value may be served past its freshness when the origin fails, in place of the cache's setting. */
    LoadContext<T> staleIfError(Duration staleIfError);

    /** How long absence is remembered if the loader returns null, in place of the cache's setting; zero for not at all. */
    LoadContext<T> negativeTtl(Duration negativeTtl);

    /** By which fraction of it, from 0 to 1, the time to live may be shortened at random. */
    LoadContext<T> jitter(double jitter);

    /** How much this value is worth keeping near, in place of the cache's setting. Stays in this process. */
    LoadContext<T> priority(Priority priority);

    /** Adds tags by which the value can be invalidated. */
    LoadContext<T> tags(Collection<String> tags);

    /** Remembers an etag for the next load, at most 256 characters. */
    LoadContext<T> etag(String etag);
}
