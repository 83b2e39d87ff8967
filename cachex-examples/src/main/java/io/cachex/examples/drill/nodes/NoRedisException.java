package io.cachex.examples.drill.nodes;

/** There is no Redis server to be had on this system. */
public final class NoRedisException extends Exception {

    private static final long serialVersionUID = 1L;

    private final String reason;

    NoRedisException(Throwable cause) {
        super("no Redis server to be had", cause);
        String message = cause.getMessage();
        this.reason = message == null ? cause.toString() : message;
    }

    /** Why there is none. */
    public String reason() {
        return reason;
    }
}
