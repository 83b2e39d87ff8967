package io.cachex;

import org.jspecify.annotations.Nullable;

/**
 * No upstream was available, so none was asked: they are unhealthy, or not known to be healthy yet. That is an outage,
 * which a stale value may cover, and never "not found".
 */
public final class NoUpstreamException extends CacheException {

    private static final long serialVersionUID = 1;

    /**
     * A load that nobody was asked for.
     *
     * @param upstreams who was not available, for people: {@code eu unhealthy, us unknown}
     * @param cause why, if an exception tells; null if not
     */
    public NoUpstreamException(String upstreams, @Nullable Throwable cause) {
        super("no upstream available: " + upstreams, cause);
    }
}
