package io.cachex.store;

import io.cachex.spi.Policy;
import io.cachex.spi.StoreOperation;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Puts one policy around what only reads and another around the rest; null where there is none. */
record Resilient(@Nullable Policy reads, @Nullable Policy others) implements Around {

    /** What a loading reader asks for counts as reading: no answer means to go on without, not to ask again. */
    private static final Set<StoreOperation> READS = EnumSet.of(
            StoreOperation.READ,
            StoreOperation.GENERATIONS,
            StoreOperation.READ_OR_LEASE,
            StoreOperation.LEASE,
            StoreOperation.FILL);

    @Override
    public <R extends @Nullable Object> CompletionStage<R> call(StoreOperation operation, Policy.Call<R> call) {
        Policy policy = READS.contains(operation) ? reads : others;
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
