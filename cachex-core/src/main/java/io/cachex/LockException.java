package io.cachex;

import org.jspecify.annotations.Nullable;

/** The lock service could not be reached, or a lock was lost. A lock that somebody else holds is not an error. */
public final class LockException extends CacheException {

    private static final long serialVersionUID = 1;

    /** With a message and, where there is one, a cause. */
    public LockException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** With a message. */
    public LockException(String message) {
        super(message);
    }
}
