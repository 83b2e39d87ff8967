package io.cachex;

import org.jspecify.annotations.Nullable;

/** The cache was closed before or during the call. */
public final class CacheClosedException extends CacheException {

    private static final long serialVersionUID = 1;

    /** With a message and, where there is one, a cause. */
    public CacheClosedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** With a message. */
    public CacheClosedException(String message) {
        super(message);
    }
}
