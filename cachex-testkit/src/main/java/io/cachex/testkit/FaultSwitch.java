package io.cachex.testkit;

import io.cachex.spi.StoreOperation;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Sets the fault of some operations of a {@link FaultyStore}. Each method replaces the fault they had, for the calls
 * that begin afterwards; those under way are left alone. Safe for use by many threads.
 */
public final class FaultSwitch {

    private final Map<StoreOperation, Fault> faults;
    private final HeldCalls held;
    private final Set<StoreOperation> operations;

    FaultSwitch(Map<StoreOperation, Fault> faults, HeldCalls held, Set<StoreOperation> operations) {
        this.faults = faults;
        this.held = held;
        this.operations = operations;
    }

    /** Fails every call, without making it. */
    public void fail(Throwable failure) {
        set(new Failing(Integer.MAX_VALUE, failure));
    }

    /**
     * Fails the next calls of these operations taken together, without making them; those after them are made.
     *
     * @param count from 0
     * @throws IllegalArgumentException if it is below 0
     */
    public void failNext(int count, Throwable failure) {
        if (count < 0) {
            throw new IllegalArgumentException("count must be at least 0: " + count);
        }
        set(new Failing(count, failure));
    }

    /** Breaks the contract: every call throws this instead of giving a stage, and is not made. */
    public void throwInstead(RuntimeException exception) {
        set(new Throwing(exception));
    }

    /** Breaks the contract: every call gives null instead of a stage, and is not made. */
    public void returnNull() {
        set(new ReturningNull());
    }

    /** Makes every call so much later, by the store's clock and on its timer's thread. */
    public void delay(Duration delay) {
        set(new Delaying(held, delay));
    }

    /** Makes no call until it is {@linkplain FaultyStore#release() released}, and gives no answer before. */
    public void hang() {
        set(new Hanging(held));
    }

    /** Makes every call, and when it is done fails the stage: the caller cannot know that it went well. */
    public void loseReplies(Throwable failure) {
        set(new LosingReplies(failure));
    }

    /** Ends the fault of these operations. Calls that hang go on to. */
    public void heal() {
        faults.keySet().removeAll(operations);
    }

    private void set(Fault fault) {
        operations.forEach(operation -> faults.put(operation, fault));
    }

    private static final class Failing implements Fault {

        private final int count;
        private final Throwable failure;
        private final AtomicInteger failed = new AtomicInteger();

        Failing(int count, Throwable failure) {
            this.count = count;
            this.failure = failure;
        }

        @Override
        public <R> CompletionStage<R> apply(Supplier<CompletionStage<R>> call) {
            boolean fails = count == Integer.MAX_VALUE || failed.getAndUpdate(n -> Math.min(n + 1, count)) < count;
            return fails ? CompletableFuture.failedFuture(failure) : call.get();
        }
    }

    private record Throwing(RuntimeException exception) implements Fault {
        @Override
        public <R> CompletionStage<R> apply(Supplier<CompletionStage<R>> call) {
            throw exception;
        }
    }

    private record ReturningNull() implements Fault {
        @Override
        @SuppressWarnings("NullAway") // on purpose
        public <R> CompletionStage<R> apply(Supplier<CompletionStage<R>> call) {
            return null;
        }
    }

    private record Delaying(HeldCalls held, Duration delay) implements Fault {
        @Override
        public <R> CompletionStage<R> apply(Supplier<CompletionStage<R>> call) {
            return held.after(delay, call);
        }
    }

    private record Hanging(HeldCalls held) implements Fault {
        @Override
        public <R> CompletionStage<R> apply(Supplier<CompletionStage<R>> call) {
            return held.hold(call);
        }
    }

    private record LosingReplies(Throwable failure) implements Fault {
        @Override
        public <R> CompletionStage<R> apply(Supplier<CompletionStage<R>> call) {
            return call.get().thenCompose(answer -> CompletableFuture.<R>failedFuture(failure));
        }
    }
}
