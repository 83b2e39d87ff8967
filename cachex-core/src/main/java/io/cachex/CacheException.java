package io.cachex;

import org.jspecify.annotations.Nullable;

/** Whatever goes wrong in a cache, its policies or its tiers. The cause is kept. */
public class CacheException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** With a message and, where there is one, a cause. */
    public CacheException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** With a message. */
    public CacheException(String message) {
        super(message);
    }
}
