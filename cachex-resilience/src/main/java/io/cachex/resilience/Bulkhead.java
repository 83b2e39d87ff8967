package io.cachex.resilience;

import io.cachex.CallRejectedException;
import io.cachex.spi.Policy;
import io.cachex.spi.TimeSource;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Admits so many calls at a time. Others wait in a line of bounded length for a bounded time, or are rejected
 * ({@link CallRejectedException}).
 *
 * <p>The line is fair, one for both faces: first come, first served, and nobody overtakes it. On the asynchronous face no
 * thread waits, and a call that waited starts on an executor, not on the thread of the call that made room. A permit goes
 * back when the call ends, however it ends; a call that hangs keeps its permit, so put a {@link Timeout} inside.
 *
 * <p>Safe for use by many threads; without a line in use it takes no lock and allocates nothing of its own: Resilience4j's
 * events are 40 bytes a call where the compiler does not see that nobody listens. Prints as
 * {@code bulkhead(32)}, with a line of 100 as {@code bulkhead(32+100)}.
 */
public final class Bulkhead implements Guard {

    private final Line line;
    private final int maxConcurrent;
    private final int room;
    private final long maxWaitNanos;
    private final TimeSource time;
    private final Executor executor;

    Bulkhead(int maxConcurrent, int room, long maxWaitNanos, TimeSource time, Executor executor) {
        this.line = new Line(maxConcurrent, room);
        this.maxConcurrent = maxConcurrent;
        this.room = room;
        this.maxWaitNanos = maxWaitNanos;
        this.time = time;
        this.executor = executor;
    }

    /**
     * A bulkhead without a line: a call too many is rejected at once.
     *
     * @throws io.cachex.ConfigurationException unless it is at least 1
     */
    public static Bulkhead of(int maxConcurrent) {
        return builder().maxConcurrent(maxConcurrent).build();
    }

    /** The options, each with its default. */
    public static BulkheadBuilder builder() {
        return new BulkheadBuilder();
    }

    @Override
    public <R extends @Nullable Object> CompletionStage<R> execute(Policy inner, Call<R> call) {
        if (line.tryEnter()) {
            return admitted(inner, call);
        }
        long patience = Math.min(maxWaitNanos, call.remainingNanos());
        Queued<R> queued = new Queued<>(inner, call, executor);
        if (patience <= 0 || !line.queue(queued)) {
            return CompletableFuture.failedFuture(refusal());
        }
        queued.expireAfter(patience);
        return queued;
    }

    @Override
    public <R extends @Nullable Object> R call(Policy inner, Callable<R> callable) throws Exception {
        if (!line.tryEnter()) {
            WaitingThread thread = new WaitingThread(line);
            if (!line.queue(thread) || !thread.await(maxWaitNanos, time)) {
                throw refusal();
            }
        }
        try {
            return inner.call(callable);
        } finally {
            line.leave();
        }
    }

    /** How many calls could begin now. */
    public int available() {
        return line.available();
    }

    /** How many calls wait. */
    public int waiting() {
        return line.length();
    }

    @Override
    public String toString() {
        return "bulkhead(" + maxConcurrent + (room == 0 ? ")" : "+" + room + ")");
    }

    private <R extends @Nullable Object> CompletionStage<R> admitted(Policy inner, Policy.Call<R> call) {
        CompletableFuture<R> stage = Guard.start(inner, call);
        if (stage.isDone()) {
            line.leave();
            return stage;
        }
        return new Admitted<>(stage).follow();
    }

    private CallRejectedException refusal() {
        return new CallRejectedException(this + " is full: " + waiting() + " calls wait");
    }

    /** A call that holds a permit. */
    private final class Admitted<R extends @Nullable Object> extends UnderWay<R> {

        Admitted(CompletableFuture<R> stage) {
            super(stage);
        }

        @Override
        void ended(@Nullable Throwable failure) {
            line.leave();
        }
    }

    /** A call that waits for a permit, and then holds one. */
    private final class Queued<R extends @Nullable Object> extends Later<R> implements Line.Turn {

        private volatile TimeSource.@Nullable Scheduled patience;
        private volatile boolean isGranted;

        Queued(Policy inner, Call<R> call, Executor executor) {
            super(inner, call, executor);
        }

        void expireAfter(long nanos) {
            TimeSource.Scheduled timer = time.schedule(Duration.ofNanos(nanos), this::expire);
            patience = timer;
            if (isGranted) {
                timer.cancel(); // granted before it could see the timer
            }
        }

        @Override
        public void granted() {
            isGranted = true;
            stopWaiting();
            start();
        }

        @Override
        public void accept(R value, @Nullable Throwable failure) {
            line.leave();
            super.accept(value, failure);
        }

        @Override
        public boolean cancel(boolean mayInterruptIfRunning) {
            line.giveUp(this); // if it has its permit already, the call or its absence gives it back
            stopWaiting();
            return super.cancel(mayInterruptIfRunning);
        }

        @Override
        void abandoned() {
            line.leave();
        }

        private void expire() {
            if (line.giveUp(this)) {
                failOnExecutor(refusal());
            }
        }

        private void stopWaiting() {
            TimeSource.Scheduled timer = patience;
            if (timer != null) {
                timer.cancel();
            }
        }
    }
}
