package io.cachex;

import io.cachex.spi.TimeSource;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** The changes that callers wait for: bounded in time, waited for when the cache closes, and failed by its end. */
@SuppressWarnings("CollectionUndefinedEquality") // a future equals itself only, which is what is asked
final class Changes {

    private final TimeSource time;
    private final Executor executor;

    private final Set<CompletableFuture<?>> underWay = ConcurrentHashMap.newKeySet();
    private final Set<CompletableFuture<?>> answers = ConcurrentHashMap.newKeySet();

    Changes(TimeSource time, Executor executor) {
        this.time = time;
        this.executor = executor;
    }

    /**
     * The same outcome, or a timeout if that comes first; what was begun goes on.
     *
     * @param nanos how long the caller waits; 0 for as long as it takes
     */
    <R extends @Nullable Object> CompletableFuture<R> within(long nanos, CompletableFuture<R> change) {
        if (change.isDone()) {
            return change;
        }
        CompletableFuture<R> answer = until(
                nanos,
                () -> new CacheTimeoutException(
                        "no answer in " + Duration.ofNanos(nanos).toMillis() + " ms; the change may still happen"));
        underWay.add(change);
        change.whenComplete((value, failure) -> {
            underWay.remove(change);
            Stages.pass(value, failure, answer);
        });
        return answer;
    }

    /** An answer that somebody is to give before its time is over, or the cache's. */
    <R extends @Nullable Object> CompletableFuture<R> until(long nanos, TooLate failure) {
        CompletableFuture<R> answer = new CompletableFuture<>();
        TimeSource.Scheduled timer = nanos == 0
                ? null
                : time.schedule(
                        Duration.ofNanos(nanos),
                        () -> executor.execute(() -> answer.completeExceptionally(failure.tell())));
        answers.add(answer);
        answer.whenComplete((value, any) -> {
            answers.remove(answer);
            if (timer != null) {
                timer.cancel();
            }
        });
        return answer;
    }

    /** What becomes of an answer that does not come. */
    @FunctionalInterface
    interface TooLate {
        CacheException tell();
    }

    /** Done when every change under way has ended, well or not. */
    CompletableFuture<Void> ended() {
        return CompletableFuture.allOf(underWay.stream()
                .map(change -> change.handle((value, failure) -> null))
                .toArray(CompletableFuture[]::new));
    }

    /** Fails the callers who still wait. */
    void abandon(CacheClosedException why) {
        answers.forEach(answer -> answer.completeExceptionally(why));
    }
}
