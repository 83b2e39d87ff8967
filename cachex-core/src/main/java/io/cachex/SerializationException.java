package io.cachex;

import org.jspecify.annotations.Nullable;

/** A value could not be turned into bytes, or bytes into a value. */
public final class SerializationException extends CacheException {

    private static final long serialVersionUID = 1;

    /** With a message and, where there is one, a cause. */
    public SerializationException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** With a message. */
    public SerializationException(String message) {
        super(message);
    }
}
