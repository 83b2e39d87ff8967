package io.cachex;

import org.jspecify.annotations.Nullable;

/** A store refused an operation or could not be reached. */
public final class StoreException extends CacheException {

    private static final long serialVersionUID = 1;

    /** With a message and, where there is one, a cause. */
    public StoreException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** With a message. */
    public StoreException(String message) {
        super(message);
    }
}
