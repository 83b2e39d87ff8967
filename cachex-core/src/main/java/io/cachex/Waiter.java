package io.cachex;

import io.cachex.spi.TimeSource;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One caller's wait for a flight: it ends with the flight, or when the caller's time is over. The flight goes on either
 * way. A caller who holds this future cannot touch what others wait for.
 */
final class Waiter<T> extends CompletableFuture<Served<T>> {

    private final Flight<T> flight;
    private final Engine<T> engine;
    private volatile TimeSource.@Nullable Scheduled soft;
    private volatile TimeSource.@Nullable Scheduled hard;

    private Waiter(Flight<T> flight, Engine<T> engine) {
        this.flight = flight;
        this.engine = engine;
    }

    /**
     * The caller's own future of the flight's answer. A caller who joins after a tag was invalidated must not get what the
     * flight brings from before, and which tags that has is known only when it is there: then the caller reads again.
     *
     * @param asked the namespace's sequence when the caller came, before it looked for a flight
     */
    static <T> CompletableFuture<Served<T>> waitFor(Flight<T> flight, Call<T> call, long asked, Engine<T> engine) {
        CompletableFuture<Served<T>> answer = waiting(flight, call, engine);
        if (flight.generation >= asked) {
            return answer; // it began after the caller came, as a caller's own flight always does, or nothing was
            // between
        }
        return answer.thenCompose(served -> {
            Entry<T> entry = served.entry();
            return entry == null || engine.tags.isValid(entry)
                    ? CompletableFuture.completedFuture(served)
                    : engine.read(flight.key, call);
        });
    }

    private static <T> CompletableFuture<Served<T>> waiting(Flight<T> flight, Call<T> call, Engine<T> engine) {
        long timeout = call.timeout();
        long softTimeout = call.loads() ? engine.settings.softTimeout : 0;
        boolean unlimited = timeout == 0 && softTimeout == 0;
        if (flight.isDone() || (unlimited && call.lane() != null)) {
            return flight; // nobody gets to hold it: the blocking face takes the answer out
        }
        Waiter<T> waiter = new Waiter<>(flight, engine);
        if (softTimeout > 0 && (timeout == 0 || softTimeout < timeout)) {
            waiter.soft = engine.time.schedule(Duration.ofNanos(softTimeout), waiter::tooSlow);
        }
        if (timeout > 0) {
            // Not on the timer's thread: it asks the user's classifier, and who depends on this future may be slow.
            waiter.hard =
                    engine.time.schedule(Duration.ofNanos(timeout), () -> engine.run(() -> waiter.timeout(timeout)));
        }
        flight.whenComplete(waiter::end);
        return waiter;
    }

    private void end(@Nullable Served<T> served, @Nullable Throwable failure) {
        cancel(soft);
        cancel(hard);
        if (failure == null) {
            complete(served);
        } else {
            completeExceptionally(Failures.unwrap(failure));
        }
    }

    /** The soft timeout: a stale value now is better than a fresh one later. */
    private void tooSlow() {
        Entry<T> fallback = flight.usableFallback(engine.time.nanos());
        if (fallback != null) {
            engine.run(
                    () -> complete(Served.stale(fallback, flight.fallbackTier(), Lookup.StaleReason.LOAD_SLOW, null)));
        }
    }

    private void timeout(long nanos) {
        CacheTimeoutException failure = new CacheTimeoutException("no answer for " + engine.settings.shown(flight.key)
                + " in " + Duration.ofNanos(nanos).toMillis() + " ms");
        Entry<T> fallback = flight.usableFallback(engine.time.nanos());
        if (fallback != null && engine.settings.mayCover(failure)) {
            complete(Served.stale(fallback, flight.fallbackTier(), Lookup.StaleReason.LOAD_SLOW, failure));
        } else {
            completeExceptionally(failure);
        }
    }

    private static void cancel(TimeSource.@Nullable Scheduled scheduled) {
        if (scheduled != null) {
            scheduled.cancel();
        }
    }
}
