package io.cachex;

import io.cachex.spi.TimeSource;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One caller's wait for a flight: it ends with the flight, or when the caller's time is over. The flight goes on either
 * way. A caller who holds this future cannot touch what others wait for.
 *
 * <p>A caller who waits on its own thread keeps the time itself; for any other one a timer does.
 */
final class Waiter<T> extends CompletableFuture<Served<T>>
        implements BiConsumer<@Nullable Served<T>, @Nullable Throwable>, Runnable {

    private final Flight<T> flight;
    private final Call<T> call;
    private final Engine<T> engine;
    private volatile @Nullable Timers timers;

    /** Those of a caller who does not wait on its own thread, or not for a fresh value. */
    private record Timers(TimeSource.@Nullable Scheduled soft, TimeSource.@Nullable Scheduled hard) {

        void cancel() {
            if (soft != null) {
                soft.cancel();
            }
            if (hard != null) {
                hard.cancel();
            }
        }
    }

    private Waiter(Flight<T> flight, Call<T> call, Engine<T> engine) {
        this.flight = flight;
        this.call = call;
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
        Function<Served<T>, CompletableFuture<Served<T>>> again = served -> {
            Entry<T> entry = served.entry();
            return entry == null || engine.tags.isValid(entry)
                    ? CompletableFuture.completedFuture(served)
                    : engine.read(flight.key, call);
        };
        again = GuardedTracer.bound(engine.settings.tracer, again);
        return call.lane() == null ? answer.thenCompose(again) : answer.thenComposeAsync(again, call.lane());
    }

    private static <T> CompletableFuture<Served<T>> waiting(Flight<T> flight, Call<T> call, Engine<T> engine) {
        long timeout = call.timeout();
        long softTimeout = call.loads() ? engine.settings.softTimeout : 0;
        boolean unlimited = timeout == 0 && softTimeout == 0;
        CallerThread lane = call.lane();
        if (flight.isDone() || (unlimited && lane != null)) {
            return flight; // nobody gets to hold it: the blocking face takes the answer out
        }
        Waiter<T> waiter = new Waiter<>(flight, call, engine);
        boolean waitsForLess = softTimeout > 0 && (timeout == 0 || softTimeout < timeout);
        if (lane != null && !waitsForLess) {
            lane.waitAtMost(timeout, engine.time, waiter);
        } else {
            waiter.timers = waiter.timers(waitsForLess ? softTimeout : 0, timeout);
        }
        var unused = flight.whenComplete(waiter);
        return waiter;
    }

    private Timers timers(long softTimeout, long timeout) {
        // The hard one not on the timer's thread: it asks the user's classifier, and who depends on this may be slow.
        return new Timers(
                softTimeout == 0 ? null : engine.time.schedule(Duration.ofNanos(softTimeout), this::tooSlow),
                timeout == 0 ? null : engine.time.schedule(Duration.ofNanos(timeout), () -> engine.run(this)));
    }

    /** The flight has ended. */
    @Override
    public void accept(@Nullable Served<T> served, @Nullable Throwable failure) {
        Timers running = timers;
        if (running != null) {
            running.cancel();
        }
        if (failure == null) {
            complete(served);
        } else {
            completeExceptionally(Failures.unwrap(failure));
        }
        CallerThread lane = call.lane();
        if (lane != null) {
            lane.wake();
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

    /** The caller's time is over. */
    @Override
    public void run() {
        try {
            complete(engine.landing.overdue(flight, call.timeout()));
        } catch (CacheTimeoutException e) {
            completeExceptionally(e);
        }
    }
}
