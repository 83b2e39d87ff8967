package io.cachex.examples.drill.origin;

import java.io.IOException;

/** The origin answered, and the answer is that it failed. */
public final class OriginException extends IOException {

    private static final long serialVersionUID = 1L;

    private final int status;

    OriginException(int status) {
        super("the origin answered with status " + status);
        this.status = status;
    }

    /** The HTTP status, 500 and up when the fault is the origin's. */
    public int status() {
        return status;
    }
}
