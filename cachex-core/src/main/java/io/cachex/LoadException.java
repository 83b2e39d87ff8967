package io.cachex;

import org.jspecify.annotations.Nullable;

/** A loader failed and there was nothing to serve in its place; the cause is what the loader threw. */
public final class LoadException extends CacheException {

    private static final long serialVersionUID = 1;

    /** With a message and, where there is one, a cause. */
    public LoadException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** With a message. */
    public LoadException(String message) {
        super(message);
    }
}
