package io.cachex.store;

import io.cachex.spi.CacheTracer;
import io.cachex.spi.CacheTracer.Kind;
import io.cachex.spi.CacheTracer.Outcome;
import io.cachex.spi.CacheTracer.Scope;
import io.cachex.spi.CacheTracer.Task;
import io.cachex.spi.CacheTracer.Work;
import io.cachex.spi.Leasing.Claim;
import io.cachex.spi.Policy;
import io.cachex.spi.StoreOperation;
import io.cachex.spi.Tier;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Follows every call of a store, from the caller's wish to its answer. The policies are within: what they try again is told
 * of the same piece of work.
 */
record Traced(Resilient policies, CacheTracer tracer, String cache, UnaryOperator<String> userKey) implements Around {

    @Override
    public <R extends @Nullable Object> CompletionStage<R> call(StoreOperation operation, Policy.Call<R> call) {
        return call(operation, 0, List.of(), call);
    }

    @Override
    public <R extends @Nullable Object> CompletionStage<R> call(
            StoreOperation operation, String key, Policy.Call<R> call) {
        return call(operation, 1, tracer.wantsKeys() ? List.of(userKey.apply(key)) : List.of(), call);
    }

    @Override
    public <R extends @Nullable Object> CompletionStage<R> call(
            StoreOperation operation, Set<String> keys, Policy.Call<R> call) {
        List<String> names = tracer.wantsKeys() ? keys.stream().map(userKey).toList() : List.of();
        return call(operation, keys.size(), names, call);
    }

    @Override
    public <R extends @Nullable Object> CompletionStage<R> call(
            StoreOperation operation, Map<String, ?> entries, Policy.Call<R> call) {
        return call(operation, entries.keySet(), call);
    }

    private <R extends @Nullable Object> CompletionStage<R> call(
            StoreOperation operation, int keys, Collection<String> names, Policy.Call<R> call) {
        Task task = new Task(cache, kind(operation), operation, keys, names, Duration.ZERO);
        Work work = tracer.begin(task, List.of());
        return policies.call(operation, new Attempts<>(call, work)).whenComplete((answer, failure) -> {
            work.end(failure == null ? Outcome.done(Tier.STORE, found(task, answer)) : failed(failure));
        });
    }

    private static Kind kind(StoreOperation operation) {
        return switch (operation) {
            case READ, READ_OR_LEASE, GENERATIONS -> Kind.STORE_READ;
            case WRITE, COMPARE_AND_WRITE, INCREMENT, LEASE, FILL -> Kind.STORE_WRITE;
            case REMOVE, ADVANCE -> Kind.STORE_REMOVE;
        };
    }

    /** How many values were there, or changes were made. */
    private static int found(Task task, @Nullable Object answer) {
        boolean isRead = task.kind() == Kind.STORE_READ;
        if (answer instanceof Map<?, ?> all) {
            return (int)
                    all.values().stream().filter(one -> isFound(one, isRead)).count();
        }
        if (answer == null) {
            return isRead ? 0 : task.keys(); // a change answers nothing
        }
        return isFound(answer, isRead) ? task.keys() : 0;
    }

    /** A lease is not what a reader has asked for, but what a loader has. */
    private static boolean isFound(Object answer, boolean isRead) {
        return answer instanceof Claim
                ? answer instanceof Claim.Found || (answer instanceof Claim.Granted && !isRead)
                : !Boolean.FALSE.equals(answer);
    }

    private static Outcome failed(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : null;
        return Outcome.failed(cause == null ? failure : cause);
    }

    @Override
    public String toString() {
        return policies.reads() == null && policies.others() == null ? "traced" : "traced > " + policies;
    }

    /** What the policies start, and start again. */
    private static final class Attempts<R extends @Nullable Object> implements Policy.Call<R> {

        private final Policy.Call<R> call;
        private final Work work;
        private final AtomicInteger attempts = new AtomicInteger();

        Attempts(Policy.Call<R> call, Work work) {
            this.call = call;
            this.work = work;
        }

        @Override
        public CompletionStage<R> start() {
            if (attempts.getAndIncrement() > 0) {
                work.retried(1);
            }
            Scope scope = work.enter();
            try {
                return call.start();
            } finally {
                scope.close();
            }
        }

        @Override
        public long remainingNanos() {
            return call.remainingNanos();
        }
    }
}
