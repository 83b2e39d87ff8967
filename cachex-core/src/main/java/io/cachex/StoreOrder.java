package io.cachex;

import io.cachex.spi.CacheTracer;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets this node's writes of one key reach the store in the order in which they were made; other keys do not wait.
 *
 * <p>A store may repeat, delay and reorder. Without this, a fill that is being retried could arrive after the removal
 * that followed it. A key without writes under way costs nothing.
 */
final class StoreOrder {

    /** The last write of a key that was accepted, and how many changes (writes that are not fills) are under way. */
    private record Tail(CompletableFuture<?> last, int changes) {}

    private final Map<String, Tail> tails = new ConcurrentHashMap<>();

    private final @Nullable CacheTracer tracer;

    StoreOrder(@Nullable CacheTracer tracer) {
        this.tracer = tracer;
    }

    /** A change made by a caller: runs after what was accepted before. */
    <R extends @Nullable Object> CompletableFuture<R> change(String key, Supplier<CompletionStage<R>> write) {
        CompletableFuture<R> result = new CompletableFuture<>();
        CompletableFuture<?>[] before = new CompletableFuture<?>[1];
        tails.compute(key, (k, tail) -> {
            before[0] = tail == null ? null : tail.last;
            return new Tail(result, tail == null ? 1 : tail.changes + 1);
        });
        result.whenComplete((ok, failure) -> ended(key, result, 1));
        after(before[0], write, result);
        return result;
    }

    /**
     * A loaded value on its way to the store: given up if the key was changed since its flight began, which is known
     * from the flight's poison, or from a change that is still under way.
     *
     * @return false if it was given up
     */
    boolean fill(Flight<?> flight, Supplier<CompletionStage<Void>> write) {
        CompletableFuture<Void> result = new CompletableFuture<>();
        CompletableFuture<?>[] before = new CompletableFuture<?>[1];
        Tail accepted = tails.compute(flight.key, (k, tail) -> {
            if (flight.isPoisoned() || (tail != null && tail.changes > 0)) {
                return tail;
            }
            before[0] = tail == null ? null : tail.last;
            return new Tail(result, 0);
        });
        if (accepted != null && accepted.last == result) {
            result.whenComplete((ok, failure) -> ended(flight.key, result, 0));
            after(before[0], write, result);
            return true;
        }
        return false;
    }

    /** Done when everything accepted so far has ended, well or not. */
    CompletableFuture<Void> drained() {
        return CompletableFuture.allOf(tails.values().stream()
                .map(tail -> tail.last.handle((ok, failure) -> null))
                .toArray(CompletableFuture[]::new));
    }

    int size() {
        return tails.size();
    }

    /** A write that has to wait is begun by whoever makes the one before it, and is a part of what its own caller does. */
    private <R extends @Nullable Object> void after(
            @Nullable CompletableFuture<?> before, Supplier<CompletionStage<R>> write, CompletableFuture<R> result) {
        if (before == null || before.isDone()) {
            start(write, result);
        } else {
            Supplier<CompletionStage<R>> bound = GuardedTracer.bound(tracer, write);
            before.whenComplete((ok, failure) -> start(bound, result));
        }
    }

    private static <R extends @Nullable Object> void start(
            Supplier<CompletionStage<R>> write, CompletableFuture<R> result) {
        try {
            write.get().whenComplete((value, failure) -> Stages.pass(value, failure, result));
        } catch (Throwable e) { // encoding is user code
            result.completeExceptionally(e);
        }
    }

    private void ended(String key, CompletableFuture<?> write, int change) {
        tails.computeIfPresent(key, (k, tail) -> {
            if (tail.last == write) {
                return null;
            }
            return change == 0 ? tail : new Tail(tail.last, tail.changes - 1);
        });
    }
}
