package io.cachex.spring;

import io.cachex.AsyncLoader;
import io.cachex.LoadContext;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** As {@link MethodCall}, of a method that answers later. */
final class AsyncMethodCall<T> implements AsyncLoader<Object> {

    private final Supplier<CompletableFuture<T>> method;
    private final @Nullable Duration nullTtl;
    private volatile @Nullable CompletableFuture<T> answer;

    AsyncMethodCall(Supplier<CompletableFuture<T>> method, @Nullable Duration nullTtl) {
        this.method = method;
        this.nullTtl = nullTtl;
    }

    @Override
    public CompletionStage<? extends @Nullable Object> load(String key, LoadContext<Object> context) {
        CompletableFuture<T> started = start();
        answer = started;
        return started.thenApply(value -> MethodCall.kept(value, nullTtl, context));
    }

    private CompletableFuture<T> start() {
        try {
            return method.get();
        } catch (RuntimeException | Error e) { // user code
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Whether the method was called and failed. */
    boolean hasFailed() {
        CompletableFuture<T> called = answer;
        return called != null && called.isCompletedExceptionally();
    }

    /** What the method answers; calls it if it was not called. */
    CompletableFuture<T> result() {
        CompletableFuture<T> called = answer;
        return called == null ? start() : called;
    }
}
