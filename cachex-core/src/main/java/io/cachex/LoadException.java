package io.cachex;

import org.jspecify.annotations.Nullable;

/**
 * A value could not be loaded, and there was nothing to serve in its place. The cause is what the loader threw; for
 * {@link Reason#UPSTREAM_DISABLED} what it had thrown before, if the origin was failing then.
 */
public final class LoadException extends CacheException {

    private static final long serialVersionUID = 1;

    /** Why there is no value. */
    public enum Reason {
        /** The loader failed in a way that no old value may cover. */
        LOAD_FAILED,
        /** The loader failed, and there is no cached value that could take its place. */
        NO_CACHED_VALUE,
        /** The loader failed, and there is a cached value, but serving is off for the key: see {@link Offline}. */
        NOT_SERVED,
        /** The origin may not be asked: see {@link Cache#upstreamEnabled}. */
        UPSTREAM_DISABLED
    }

    private final Reason reason;

    /** With a message and, where there is one, a cause. */
    public LoadException(String message, @Nullable Throwable cause) {
        this(message, cause, Reason.LOAD_FAILED);
    }

    /** With a message. */
    public LoadException(String message) {
        this(message, null, Reason.LOAD_FAILED);
    }

    LoadException(String message, @Nullable Throwable cause, Reason reason) {
        super(message, cause);
        this.reason = reason;
    }

    /** Why there is no value. */
    public Reason reason() {
        return reason;
    }
}
