package io.cachex.examples.docs;

import io.cachex.spi.Policy;
import io.cachex.spi.TimeSource;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A policy of one's own: notes slow calls. Works around stores, loaders and anything else. */
final class SlowCalls implements Policy {

    private final TimeSource time;
    private final Duration limit;

    SlowCalls(TimeSource time, Duration limit) {
        this.time = time;
        this.limit = limit;
    }

    @Override
    public <R extends @Nullable Object> CompletionStage<R> execute(Call<R> call) {
        long start = time.nanos();
        return started(call).whenComplete((value, failure) -> {
            if (time.nanos() - start > limit.toNanos()) {
                System.out.println("a call took more than " + limit);
            }
        });
    }

    /** A policy never throws, whatever it stands around. */
    private static <R extends @Nullable Object> CompletionStage<R> started(Call<R> call) {
        try {
            return Objects.requireNonNull(call.start(), "the call's stage");
        } catch (Throwable e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    @Override
    public String toString() {
        return "slowCalls(" + limit.toMillis() + "ms)";
    }
}
