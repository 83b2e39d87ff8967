package io.cachex;

import io.cachex.spi.CacheTracer;
import io.cachex.spi.Policy;
import io.cachex.spi.TimeSource;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Runs loaders: on the thread of a caller that waits without a deadline, else on the executor within the slots; through
 * the loader's policies; until their deadline. What comes of it, the engine hears.
 */
final class Loads<T> {

    /** Who takes what a load brings. Exactly one of the two is called, unless the flight has ended otherwise. */
    interface Outcome<T> {
        void loaded(Flight<T> flight, @Nullable T value, @Nullable Loading<T> loading, Call<T> call);

        void failed(Flight<T> flight, Throwable failure, Call<T> call);
    }

    private final Settings<T> settings;
    private final TimeSource time;
    private final Executor executor;
    private final LoaderThreads<T> threads;
    private final @Nullable Policy policies;
    private final FlightDeadlines<T> deadlines;
    private final Outcome<T> outcome;
    private final FlightTraces<T> traces;

    /**
     * The load that the current thread is running, of this cache only: for telling a loader that asks for its own key.
     * It is set back to null, not removed: to make the thread's slot anew for each load costs as much as a look-up.
     */
    @SuppressWarnings("ThreadLocalUsage") // caches must not see each other's loads
    private final ThreadLocal<@Nullable Flight<T>> running = new ThreadLocal<>();

    Loads(
            Settings<T> settings,
            Executor executor,
            LoaderThreads<T> threads,
            @Nullable Policy policies,
            FlightDeadlines<T> deadlines,
            Outcome<T> outcome,
            FlightTraces<T> traces) {
        this.settings = settings;
        this.time = settings.time;
        this.executor = executor;
        this.threads = threads;
        this.policies = policies;
        this.deadlines = deadlines;
        this.outcome = outcome;
        this.traces = traces;
    }

    /** The load that the current thread is running; null if none. */
    @Nullable
    Flight<T> current() {
        return running.get();
    }

    /** Whether waiting for this flight on this thread would wait for itself. */
    boolean isOwn(Flight<T> flight) {
        for (Flight<T> f = running.get(); f != null; f = f.parent) {
            if (f == flight) {
                return true;
            }
        }
        return false;
    }

    /** Starts the call's loader for a flight. Never throws. */
    void start(Flight<T> flight, Call<T> call) {
        Origin<T> origin = call.origin();
        if (origin == null) {
            throw new IllegalStateException("a call without a loader does not load");
        }
        flight.asked = true;
        deadlines.watch(flight, call);
        if (flight.hasEnded()) {
            return; // given up, or the cache was closed, while the store was asked
        }
        traces.beginLoad(flight);
        CallerThread lane = call.lane();
        if (origin.async() == null && lane != null && call.timeout() == 0 && settings.loadDeadline == 0) {
            if (lane.isHere()) {
                runHere(flight, call, origin);
            } else {
                lane.execute(() -> runHere(flight, call, origin));
            }
        } else {
            runThere(flight, call, origin);
        }
    }

    /** On this thread, which waits for nothing else, and which no deadline will interrupt. */
    private void runHere(Flight<T> flight, Call<T> call, Origin<T> origin) {
        Flight<T> outer = running.get();
        running.set(flight);
        try {
            Loading<T> loading = origin.plain() != null ? null : new Loading<>(flight, settings);
            T value = called(flight, origin, loading);
            running.set(outer);
            outcome.loaded(flight, value, loading, call);
        } catch (InterruptedException e) {
            running.set(outer);
            Thread.currentThread().interrupt();
            runThere(flight, call, origin); // others may wait for it; the interrupt is its caller's alone
        } catch (Throwable e) { // loaders are user code and may throw anything; their flight must end
            running.set(outer);
            outcome.failed(flight, e, call);
        }
    }

    private @Nullable T called(Flight<T> flight, Origin<T> origin, @Nullable Loading<T> loading) throws Exception {
        CacheTracer.Scope scope = traces.enter(flight);
        try {
            return policies == null
                    ? load(flight, origin, loading)
                    : policies.call(traces.counted(flight, () -> load(flight, origin, loading)));
        } finally {
            scope.close();
        }
    }

    /** On the executor, each attempt of the policies anew: a retry that waits holds no thread. */
    private void runThere(Flight<T> flight, Call<T> call, Origin<T> origin) {
        Answered<T> answered = new Answered<>();
        guarded(flight, () -> attempt(flight, origin, answered)).whenComplete((value, failure) -> {
            if (failure == null) {
                outcome.loaded(flight, value, answered.loading, call);
            } else {
                outcome.failed(flight, Failures.unwrap(failure), call);
            }
        });
    }

    /** Through the policies, which know how much time the flight has left. Never throws. */
    <R extends @Nullable Object> CompletionStage<R> guarded(Flight<T> flight, Policy.Call<R> first) {
        Policy.Call<R> attempt = traces.counted(flight, first);
        try {
            return policies == null
                    ? attempt.start()
                    : policies.execute(new Policy.Call<R>() {
                        @Override
                        public CompletionStage<R> start() {
                            return attempt.start();
                        }

                        @Override
                        public long remainingNanos() {
                            return settings.loadDeadline == 0
                                    ? Long.MAX_VALUE
                                    : flight.startedAt + settings.loadDeadline - time.nanos();
                        }
                    });
        } catch (Throwable e) { // a policy may be user code
            return CompletableFuture.failedFuture(e);
        }
    }

    /** The context of the attempt that answered last. */
    private static final class Answered<T> {
        volatile @Nullable Loading<T> loading;
    }

    private CompletionStage<@Nullable T> attempt(Flight<T> flight, Origin<T> origin, Answered<T> answered) {
        AsyncLoader<T> async = origin.async();
        if (async != null) {
            CompletableFuture<@Nullable T> result = new CompletableFuture<>();
            threads.inSlot(flight, result, done -> {
                Loading<T> loading = new Loading<>(flight, settings);
                answered.loading = loading;
                runAsync(flight, async, loading, result, done);
            });
            return result;
        }
        return threads.run(flight, () -> {
            Loading<T> loading = new Loading<>(flight, settings);
            answered.loading = loading;
            return within(flight, () -> load(flight, origin, loading));
        });
    }

    /** Runs a loader while the thread is known to run it. */
    <R extends @Nullable Object> R within(Flight<T> flight, Callable<R> loader) throws Exception {
        Flight<T> outer = enter(flight);
        CacheTracer.Scope scope = traces.enter(flight);
        try {
            return loader.call();
        } finally {
            scope.close();
            leave(outer);
        }
    }

    private static <R> void complete(
            CompletableFuture<@Nullable R> result, @Nullable R value, @Nullable Throwable failure) {
        if (failure == null) {
            result.complete(value);
        } else {
            result.completeExceptionally(Failures.unwrap(failure));
        }
    }

    private void runAsync(
            Flight<T> flight,
            AsyncLoader<T> loader,
            Loading<T> loading,
            CompletableFuture<@Nullable T> result,
            Runnable done) {
        Flight<T> outer = enter(flight);
        CompletionStage<? extends @Nullable T> stage;
        CacheTracer.Scope scope = traces.enter(flight);
        try {
            settings.switches.requireUpstream();
            stage = loader.load(flight.key, loading);
            if (stage == null) {
                throw new NullPointerException("the loader returned null instead of a stage");
            }
        } catch (Throwable e) { // loaders are user code
            stage = CompletableFuture.failedFuture(e);
        }
        scope.close();
        leave(outer);
        CompletionStage<? extends @Nullable T> started = stage;
        flight.whenComplete((served, failure) -> cancel(started, done));
        Thread starter = Thread.currentThread();
        stage.whenComplete((value, failure) -> {
            done.run();
            Runnable end = () -> complete(result, value, failure);
            if (Thread.currentThread() == starter) {
                end.run();
            } else {
                background(end); // codecs and observers must not run on the event loop of the origin's client
            }
        });
    }

    /** The flight ended, perhaps without this stage: it holds no thread, so it need not hold a slot either. */
    private static void cancel(CompletionStage<?> stage, Runnable done) {
        try {
            stage.toCompletableFuture().cancel(true);
        } catch (RuntimeException e) {
            // A stage that is no future cannot be cancelled; its answer will find the flight ended.
        }
        done.run();
    }

    private @Nullable T load(Flight<T> flight, Origin<T> origin, @Nullable Loading<T> loading) throws Exception {
        settings.switches.requireUpstream();
        if (origin.plain() != null) {
            return origin.plain().load(flight.key);
        }
        if (origin.contextual() == null || loading == null) {
            throw new IllegalStateException("not a blocking loader");
        }
        return origin.contextual().load(flight.key, loading);
    }

    private @Nullable Flight<T> enter(Flight<T> flight) {
        Flight<T> outer = running.get();
        running.set(flight);
        return outer;
    }

    private void leave(@Nullable Flight<T> outer) {
        running.set(outer);
    }

    private void background(Runnable step) {
        try {
            executor.execute(step);
        } catch (RuntimeException e) { // shut down, or full: the flight has to end all the same
            step.run();
        }
    }
}
