package io.cachex.testkit;

import io.cachex.spi.TimeSource;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;

/** Calls that are made later: when they are released, or when their time has come. */
final class HeldCalls {

    private final TimeSource time;
    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();

    HeldCalls(TimeSource time) {
        this.time = time;
    }

    <R> CompletionStage<R> hold(Supplier<CompletionStage<R>> call) {
        CompletableFuture<R> answer = new CompletableFuture<>();
        waiting.add(() -> make(call, answer));
        return answer;
    }

    <R> CompletionStage<R> after(Duration delay, Supplier<CompletionStage<R>> call) {
        CompletableFuture<R> answer = new CompletableFuture<>();
        time.schedule(delay, () -> make(call, answer));
        return answer;
    }

    int release() {
        int released = 0;
        for (Runnable call = waiting.poll(); call != null; call = waiting.poll()) {
            call.run();
            released++;
        }
        return released;
    }

    int size() {
        return waiting.size();
    }

    private static <R> void make(Supplier<CompletionStage<R>> call, CompletableFuture<R> answer) {
        try {
            call.get().whenComplete((result, failure) -> {
                if (failure != null) {
                    answer.completeExceptionally(failure);
                } else {
                    answer.complete(result);
                }
            });
        } catch (Throwable e) { // the store inside may break its contract, and its caller must not hang for that
            answer.completeExceptionally(e);
        }
    }
}
