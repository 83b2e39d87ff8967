package io.cachex;

import org.jspecify.annotations.Nullable;

/** A bulkhead or a rate limiter had no room for the call, which was not started. */
public final class CallRejectedException extends CacheException {

    private static final long serialVersionUID = 1;

    /** With a message and, where there is one, a cause. */
    public CallRejectedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** With a message. */
    public CallRejectedException(String message) {
        super(message);
    }
}
