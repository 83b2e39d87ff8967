package io.cachex.testkit.redis;

/** What a server answered instead of what was asked for; the message is its own, like {@code WRONGTYPE Operation …}. */
public final class RespError extends RuntimeException {

    private static final long serialVersionUID = 1;

    RespError(String message) {
        super(message);
    }
}
