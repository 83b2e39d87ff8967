package io.cachex.spi;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Something that stands around a call which can fail or be slow: a breaker, a retry, a timeout, a bulkhead.
 *
 * <p>A policy knows nothing of caches. The same instance may stand around calls of many threads and, where its state is
 * meant to be shared, in several lists. {@link Object#toString()} names the policy and its settings: {@code retry(3)}.
 */
public interface Policy {

    /** The policy that does nothing: it starts the call. Prints as {@code none}. */
    static Policy none() {
        return NoPolicy.NONE;
    }

    /** The same as {@link #all(List)}. */
    static Policy all(Policy... outermostFirst) {
        return all(List.of(outermostFirst));
    }

    /**
     * Several policies as one, the first outermost: the user's list is the order.
     *
     * <p>It composes {@link #execute} and {@link #call} each natively: a blocking call needs no stage, and neither face
     * allocates anything beyond what its policies do. Prints as {@code retry(3) > breaker(5) > timeout(80ms)}.
     *
     * @param outermostFirst may be empty, which gives {@link #none()}; lists inside it are taken apart
     */
    static Policy all(List<? extends Policy> outermostFirst) {
        return PolicyList.of(outermostFirst);
    }

    /** The policies one by one, outermost first: those that {@link #all(List)} has joined are taken apart. */
    static List<Policy> parts(List<? extends Policy> outermostFirst) {
        return List.copyOf(PolicyList.parts(outermostFirst));
    }

    /** As {@link #all(List)}, of those policies a store's reads go through: see {@link #forReads()}. */
    static Policy allForReads(List<? extends Policy> outermostFirst) {
        List<Policy> forReads = new ArrayList<>();
        for (Policy policy : PolicyList.parts(outermostFirst)) {
            if (policy instanceof ReplaceablePolicy place) {
                forReads.add(place.onlyForReads());
            } else if (policy.forReads()) {
                forReads.add(policy);
            }
        }
        return PolicyList.of(forReads);
    }

    /**
     * Runs a call under this policy. Never throws and never blocks: a rejection or a failure is a failed stage.
     *
     * @param call started zero, one or more times
     */
    <R extends @Nullable Object> CompletionStage<R> execute(Call<R> call);

    /**
     * Runs a call under this policy and, inside it, another one. Never throws and never blocks.
     *
     * <p>The default wraps the call; a policy overrides it to spare the wrapper.
     *
     * @param inner what this policy starts instead of the call: zero, one or more times
     */
    default <R extends @Nullable Object> CompletionStage<R> execute(Policy inner, Call<R> call) {
        return execute(new PolicyList.InnerCall<>(inner, call));
    }

    /**
     * Runs blocking code under this policy, on the caller's thread unless the policy says otherwise. There is no
     * deadline: see {@link Call#remainingNanos()}.
     *
     * <p>The default goes through {@link #execute} and waits; a policy overrides it to spare the stage, or because a
     * wait (a retry's delay) must happen on this thread.
     *
     * @throws Exception what the code threw, or the policy's own refusal; {@link InterruptedException} if interrupted
     *     while waiting
     */
    default <R extends @Nullable Object> R call(Callable<R> callable) throws Exception {
        CompletableFuture<R> result = execute(Call.of(callable)).toCompletableFuture();
        try {
            return result.get();
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            if (cause instanceof CompletionException && cause.getCause() != null) {
                cause = cause.getCause();
            }
            if (cause instanceof Exception exception) {
                throw exception;
            }
            if (cause instanceof Error error) {
                throw error;
            }
            throw e;
        }
    }

    /**
     * Runs blocking code under this policy and, inside it, another one.
     *
     * <p>The default wraps the code; a policy overrides it to spare the wrapper.
     *
     * @throws Exception as {@link #call(Callable)}
     */
    default <R extends @Nullable Object> R call(Policy inner, Callable<R> callable) throws Exception {
        return call(() -> inner.call(callable));
    }

    /**
     * Whether a store's <em>reads</em> go through this policy too. True, except for what a read is better off without: a
     * failed read is a miss, so it is not retried unless asked for.
     */
    default boolean forReads() {
        return true;
    }

    /** A call that can be started, and started again. */
    @FunctionalInterface
    interface Call<R extends @Nullable Object> {

        /**
         * Starts the call. A policy treats what this throws as a failed stage, and a null stage as a failure too.
         *
         * @return a stage that supports {@link CompletionStage#toCompletableFuture()}
         */
        CompletionStage<R> start();

        /**
         * How much of the caller's deadline remains, in nanoseconds; {@link Long#MAX_VALUE} if there is none. A policy
         * that repeats or waits does not begin what could not finish in this time.
         */
        default long remainingNanos() {
            return Long.MAX_VALUE;
        }

        /** Blocking code as a call: it runs on the thread that starts it. */
        static <R extends @Nullable Object> Call<R> of(Callable<R> callable) {
            return () -> {
                try {
                    return CompletableFuture.completedFuture(callable.call());
                } catch (Throwable e) {
                    if (e instanceof InterruptedException) {
                        Thread.currentThread().interrupt();
                    }
                    return CompletableFuture.failedFuture(e);
                }
            };
        }
    }
}
