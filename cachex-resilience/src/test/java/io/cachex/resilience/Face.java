package io.cachex.resilience;

import io.cachex.spi.Policy;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** The two faces of a policy, so that a scenario is written once. */
enum Face {
    /** {@link Policy#execute}. */
    STAGE {
        @Override
        <R> R run(Policy policy, Callable<R> code) throws Exception {
            try {
                return policy.execute(Policy.Call.of(code))
                        .toCompletableFuture()
                        .get(20, TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                throw Thrown.by(e);
            }
        }
    },
    /** {@link Policy#call}. */
    BLOCKING {
        @Override
        <R> R run(Policy policy, Callable<R> code) throws Exception {
            return policy.call(code);
        }
    };

    /** Runs the code under the policy and throws what came of it. */
    abstract <R> R run(Policy policy, Callable<R> code) throws Exception;

    /** As {@link #run}, and gives back the failure. */
    Throwable failureOf(Policy policy, Callable<?> code) {
        try {
            Object result = run(policy, code);
            throw new AssertionError("should have failed but answered " + result);
        } catch (Exception e) {
            return e;
        }
    }

    /** Runs code that fails so many times, and does not look at what comes of it. */
    void fail(int times, Policy policy, Exception failure) {
        for (int i = 0; i < times; i++) {
            failureOf(policy, () -> {
                throw failure;
            });
        }
    }
}
