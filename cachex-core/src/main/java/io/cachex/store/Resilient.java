package io.cachex.store;

import io.cachex.spi.Policy;
import io.cachex.spi.StoreOperation;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Puts one policy around what only reads and another around the rest; null where there is none. */
record Resilient(@Nullable Policy reads, @Nullable Policy others) implements Around {

    @Override
    public <R extends @Nullable Object> CompletionStage<R> call(StoreOperation operation, Policy.Call<R> call) {
        boolean isRead = operation == StoreOperation.READ || operation == StoreOperation.GENERATIONS;
        Policy policy = isRead ? reads : others;
        return policy == null ? NeverThrowing.start(call) : NeverThrowing.start(() -> policy.execute(call));
    }

    @Override
    public String toString() {
        String read = name(reads);
        String other = name(others);
        return read.equals(other) ? "resilient(" + read + ")" : "resilient(reads: " + read + "; others: " + other + ")";
    }

    private static String name(@Nullable Policy policy) {
        return policy == null ? "none" : policy.toString();
    }
}
