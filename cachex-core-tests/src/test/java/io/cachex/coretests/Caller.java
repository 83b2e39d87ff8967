package io.cachex.coretests;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** A thread that makes one call, which may take until the scenario goes on. */
public final class Caller<R extends @Nullable Object> {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final CompletableFuture<R> answer = new CompletableFuture<>();
    private final Thread thread;

    private Caller(Callable<R> call) {
        thread = new Thread(() -> run(call), "caller");
        thread.setDaemon(true);
        thread.start();
    }

    /** Makes the call on a thread of its own. */
    public static <R extends @Nullable Object> Caller<R> start(Callable<R> call) {
        return new Caller<>(call);
    }

    /** Makes the call, and returns when it waits for something: an answer, most likely. */
    public static <R extends @Nullable Object> Caller<R> waiting(Callable<R> call) {
        return start(call).awaitWaiting();
    }

    /** What the call returned; waits for it. */
    public R result() {
        try {
            return answer.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new AssertionError("the call failed: " + e.getCause(), e.getCause());
        } catch (InterruptedException | TimeoutException e) {
            throw stuck(e);
        }
    }

    /** What the call threw; waits for it. */
    public Throwable failure() {
        try {
            throw new AssertionError("the call gave " + answer.get(LIMIT.toSeconds(), TimeUnit.SECONDS));
        } catch (ExecutionException e) {
            return e.getCause();
        } catch (InterruptedException | TimeoutException e) {
            throw stuck(e);
        }
    }

    /** Whether the call has returned or thrown. */
    public boolean isDone() {
        return answer.isDone();
    }

    /** Interrupts the thread. */
    public void interrupt() {
        thread.interrupt();
    }

    /** Waits until the thread waits. */
    public Caller<R> awaitWaiting() {
        Awaitility.await()
                .atMost(LIMIT)
                .pollInterval(Duration.ofMillis(1))
                .untilAsserted(() -> assertThat(isDone() || isParked())
                        .as("returned, or waits for something")
                        .isTrue());
        return this;
    }

    private boolean isParked() {
        Thread.State state = thread.getState();
        return state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING;
    }

    private void run(Callable<R> call) {
        try {
            answer.complete(call.call());
        } catch (Throwable e) { // it is what the scenario asks for
            answer.completeExceptionally(e);
        }
    }

    private AssertionError stuck(Exception why) {
        AssertionError stuck = new AssertionError("the call did not end", why);
        stuck.setStackTrace(thread.getStackTrace());
        return stuck;
    }
}
