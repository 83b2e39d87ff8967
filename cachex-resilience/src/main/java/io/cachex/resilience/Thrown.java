package io.cachex.resilience;

import java.util.concurrent.ExecutionException;

/** What a future's task has thrown, to be thrown again. */
final class Thrown {

    private Thrown() {}

    static Exception by(ExecutionException carrier) {
        Throwable cause = carrier.getCause();
        if (cause instanceof Error error) {
            throw error;
        }
        return cause instanceof Exception exception ? exception : carrier;
    }
}
