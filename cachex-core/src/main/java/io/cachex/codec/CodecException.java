package io.cachex.codec;

import org.jspecify.annotations.Nullable;

/** A value that a codec cannot write, or bytes that it cannot read. The message contains neither. */
public final class CodecException extends RuntimeException {

    private static final long serialVersionUID = 1;

    CodecException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    CodecException(String message) {
        super(message);
    }
}
