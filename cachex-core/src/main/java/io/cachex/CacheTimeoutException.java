package io.cachex;

import org.jspecify.annotations.Nullable;

/** A call, a load or an attempt did not end in its time. What it asked for may still happen. */
public final class CacheTimeoutException extends CacheException {

    private static final long serialVersionUID = 1;

    /** With a message and, where there is one, a cause. */
    public CacheTimeoutException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** With a message. */
    public CacheTimeoutException(String message) {
        super(message);
    }
}
