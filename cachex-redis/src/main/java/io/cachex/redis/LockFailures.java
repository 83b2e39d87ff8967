package io.cachex.redis;

import io.cachex.LockException;
import java.util.concurrent.CompletionException;

/** What goes wrong with locks, as the caller is told. */
final class LockFailures {

    private LockFailures() {}

    static LockException unreachable(Throwable failure) {
        Throwable cause = failure instanceof CompletionException wrapper && wrapper.getCause() != null
                ? wrapper.getCause()
                : failure;
        return cause instanceof LockException told
                ? told
                : new LockException("the lock service cannot be reached: " + cause.getMessage(), cause);
    }
}
