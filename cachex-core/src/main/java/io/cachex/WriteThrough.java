package io.cachex;

import io.cachex.spi.CacheTracer;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes to the origin and to the cache, in the configured order. What the origin refuses is not kept: the key is then
 * dropped here and removed from the store, because a write that failed may have happened.
 */
final class WriteThrough<T> {

    private final Engine<T> engine;
    private final Mutations<T> mutations;
    private final LoadSlots slots;
    private final WriteOrder writeOrder;

    WriteThrough(Engine<T> engine, Mutations<T> mutations, LoadSlots slots, WriteOrder writeOrder) {
        this.engine = engine;
        this.mutations = mutations;
        this.slots = slots;
        this.writeOrder = writeOrder;
    }

    CompletableFuture<@Nullable Void> put(
            String key, T value, PutOptions options, Writer<T> writer, @Nullable CallerThread lane) {
        Supplier<CompletableFuture<@Nullable Void>> toOrigin =
                bound(() -> run(lane, asCaller(() -> writer.write(key, value))));
        Supplier<CompletableFuture<@Nullable Void>> toCache = bound(() -> mutations.put(key, value, options));
        if (writeOrder == WriteOrder.ORIGIN_FIRST || engine.store == null) {
            return orDropped(key, toOrigin.get()).thenCompose(done -> toCache.get());
        }
        return toCache.get().thenCompose(done -> {
            engine.near.remove(key); // the near tier is last: it shows the value once the origin has it
            return orDropped(key, toOrigin.get()).thenCompose(written -> mutations.arrived(key));
        });
    }

    CompletableFuture<@Nullable Void> delete(String key, Writer<T> writer, @Nullable CallerThread lane) {
        Supplier<CompletableFuture<@Nullable Void>> toCache = bound(() -> mutations.invalidate(key));
        return orDropped(key, run(lane, asCaller(() -> writer.delete(key)))).thenCompose(done -> toCache.get());
    }

    /** The origin's write after a change of the cache that may not have come about; its answer is the change's. */
    CompletableFuture<Boolean> after(
            String key, T value, CompletableFuture<Boolean> change, Writer<T> writer, @Nullable CallerThread lane) {
        Step toOrigin = asCaller(() -> writer.write(key, value));
        return change.thenCompose(changed -> changed
                ? orDropped(key, run(lane, toOrigin))
                        .thenCompose(done -> mutations.arrived(key))
                        .thenApply(done -> true)
                : CompletableFuture.completedFuture(false));
    }

    /** If the origin's write failed, drops the key everywhere and then reports that failure. */
    private CompletableFuture<@Nullable Void> orDropped(String key, CompletableFuture<@Nullable Void> write) {
        CompletableFuture<@Nullable Void> result = new CompletableFuture<>();
        Supplier<CompletableFuture<@Nullable Void>> drop = bound(() -> mutations.invalidate(key));
        write.whenComplete((done, failure) -> {
            if (failure == null) {
                result.complete(null);
                return;
            }
            Throwable cause = Failures.unwrap(failure);
            drop.get().whenComplete((dropped, alsoFailed) -> {
                if (alsoFailed != null && alsoFailed != cause) {
                    cause.addSuppressed(Failures.unwrap(alsoFailed));
                }
                result.completeExceptionally(
                        cause instanceof CacheException
                                ? cause
                                : new CacheException(
                                        "the origin refused the write of " + engine.settings.shown(key), cause));
            });
        });
        return result;
    }

    @FunctionalInterface
    private interface Step {
        void run() throws Exception;
    }

    private <R> Supplier<R> bound(Supplier<R> step) {
        return GuardedTracer.bound(engine.settings.tracer, step);
    }

    /** The writer's step as a part of what its caller does, on whatever thread. */
    private Step asCaller(Step step) {
        CacheTracer tracer = engine.settings.tracer;
        if (tracer == null) {
            return step;
        }
        CacheTracer.Context context = tracer.context();
        return () -> {
            CacheTracer.Scope scope = context.enter();
            try {
                step.run();
            } finally {
                scope.close();
            }
        };
    }

    /** On the thread of a caller who waits as long as it takes, else in a slot. */
    private CompletableFuture<@Nullable Void> run(@Nullable CallerThread lane, Step step) {
        CompletableFuture<@Nullable Void> result = new CompletableFuture<>();
        if (lane != null && engine.settings.timeout == 0) {
            lane.execute(() -> run(step, result));
            return result;
        }
        slots.execute(new LoadSlots.Task() {
            @Override
            public void run(Runnable done) {
                WriteThrough.run(step, result);
                done.run();
            }

            @Override
            public void refused(CallRejectedException why) {
                result.completeExceptionally(why);
            }
        });
        return result;
    }

    private static void run(Step step, CompletableFuture<@Nullable Void> result) {
        try {
            step.run();
            result.complete(null);
        } catch (Throwable e) { // writers are user code
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            result.completeExceptionally(e);
        }
    }
}
