package io.cachex;

import io.cachex.spi.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The answers of one read of many keys as they come: filled by the caller, then by nobody until every wait is over, or the
 * caller's time.
 */
final class BulkAnswers<T> implements BiConsumer<@Nullable Served<T>, @Nullable Throwable> {

    private static final int SETTLED = Integer.MIN_VALUE / 2;

    private final Engine<T> engine;
    private final Call<T> call;

    /** What each wait is made with: all have one time together. */
    private final Call<T> endless;

    /** By key, in the order asked for; null for those that are awaited. */
    private final Map<String, @Nullable T> values;

    private final List<Flight<T>> flights = new ArrayList<>();
    private final List<CompletableFuture<Served<T>>> waits = new ArrayList<>();
    private final CompletableFuture<BulkResult<T>> result = new CompletableFuture<>();

    /** How many waits are not over; far below zero when the caller's time was over before. */
    private final AtomicInteger left = new AtomicInteger();

    private @Nullable Map<String, CacheException> failures;

    BulkAnswers(Engine<T> engine, Call<T> call, int size) {
        this.engine = engine;
        this.call = call;
        this.endless = new Call<>(call.options(), call.origin(), 0, call.lane());
        this.values = new LinkedHashMap<>(size * 4 / 3 + 1);
    }

    /** Gives the key its place in the order; false if it has one already. */
    boolean reserve(String key) {
        int before = values.size();
        values.putIfAbsent(key, null);
        return values.size() > before;
    }

    /** Notes a near hit's value, which may be that there is none; false if the key had an answer already. */
    boolean take(String key, @Nullable T value) {
        if (value == null) {
            values.remove(key);
            return true;
        }
        int before = values.size();
        return !put(key, value, false) || values.size() > before;
    }

    void fail(String key, CacheException failure) {
        if (failures == null) {
            failures = new LinkedHashMap<>();
        }
        failures.put(key, failure);
        values.remove(key);
    }

    /**
     * Waits for a flight.
     *
     * @param asked the namespace's sequence when the caller came, before it looked for a flight
     */
    void await(Flight<T> flight, long asked) {
        flights.add(flight);
        waits.add(Waiter.waitFor(flight, endless, asked, engine));
    }

    /** All of them; done when the last is there. */
    CompletableFuture<BulkResult<T>> result() {
        if (waits.isEmpty()) {
            result.complete(all());
            return result;
        }
        left.set(waits.size());
        for (CompletableFuture<Served<T>> wait : waits) {
            var unused = wait.whenComplete(this);
        }
        if (call.timeout() > 0 && !result.isDone()) {
            limit();
        }
        return result;
    }

    private void limit() {
        CallerThread lane = call.lane();
        if (lane != null) {
            lane.waitAtMost(call.timeout(), engine.time, this::overdue);
            var unused = result.whenComplete((done, failure) -> lane.wake());
        } else {
            TimeSource.Scheduled timer =
                    engine.time.schedule(Duration.ofNanos(call.timeout()), () -> engine.run(this::overdue));
            var unused = result.whenComplete((done, failure) -> timer.cancel());
        }
    }

    /** One wait is over. */
    @Override
    public void accept(@Nullable Served<T> served, @Nullable Throwable failure) {
        if (left.decrementAndGet() == 0) {
            settle();
        }
    }

    /** The caller's time is over. */
    private void overdue() {
        if (left.getAndSet(SETTLED) > 0) {
            settle();
        }
    }

    private void settle() {
        for (int i = 0; i < waits.size(); i++) {
            settle(flights.get(i), waits.get(i));
        }
        result.complete(all());
    }

    private void settle(Flight<T> flight, CompletableFuture<Served<T>> wait) {
        Served<T> served;
        try {
            served = wait.isDone() ? wait.join() : engine.landing.overdue(flight, call.timeout());
        } catch (RuntimeException e) {
            engine.counters.readFailed();
            fail(flight.key, engine.landing.asCacheException(flight.key, Failures.unwrap(e)));
            return;
        }
        T value = engine.counters.isTaken(served) ? served.value() : null;
        if (value == null) {
            values.remove(flight.key);
        } else {
            put(flight.key, value, served.isOwn());
        }
    }

    /** Returns whether it could be copied. */
    private boolean put(String key, T value, boolean isOwn) {
        try {
            values.put(key, isOwn ? value : engine.settings.protection.out(value));
            return true;
        } catch (RuntimeException e) { // copiers are user code
            fail(key, engine.landing.asCacheException(key, e));
            return false;
        }
    }

    private BulkResult<T> all() {
        return new BulkResult<>(values, failures == null ? Map.of() : failures);
    }
}
