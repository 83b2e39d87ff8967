package io.cachex;

import org.jspecify.annotations.Nullable;

/**
 * For loaders over HTTP: an answer that is neither a value nor absence, with its status code, so that an outage can be
 * told from a refusal.
 *
 * <p>5xx is an outage; 408, 425 and 429 ask to come again; every other 4xx is authoritative and is never covered up by
 * a stale value.
 */
public final class OriginStatusException extends CacheException {

    private static final long serialVersionUID = 1;

    private final int status;

    /**
     * An answer that is an error.
     *
     * @param status the HTTP status, from 400 to 599
     */
    public OriginStatusException(int status, @Nullable String detail) {
        super("the origin answered " + status + (detail == null ? "" : ": " + detail));
        if (status < 400 || status > 599) {
            throw new IllegalArgumentException("status must be from 400 to 599: " + status);
        }
        this.status = status;
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }
}
