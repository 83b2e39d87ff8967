package io.cachex;

import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs blocking loaders on the executor, each in a slot. A loader that nobody waits for any more, because its flight has
 * ended or a policy has given the attempt up, is interrupted; if it does not mind, it keeps its slot and is remembered.
 */
final class LoaderThreads<T> {

    private final LoadSlots slots;

    /** Loads that were given up and whose loaders have not come back yet. */
    private final Set<Flight<T>> abandoned = ConcurrentHashMap.newKeySet();

    LoaderThreads(LoadSlots slots) {
        this.slots = slots;
    }

    /** Looks at every load that was given up and still runs. */
    void forEachAbandoned(Consumer<Flight<T>> action) {
        abandoned.forEach(action);
    }

    /** One attempt of the flight's loader. Never throws; cancelling the future gives the attempt up. */
    <R extends @Nullable Object> CompletableFuture<R> run(Flight<T> flight, Callable<R> loader) {
        CompletableFuture<R> result = new CompletableFuture<>();
        inSlot(flight, result, done -> {
            Attempt attempt = new Attempt(flight);
            flight.whenComplete((served, failure) -> attempt.giveUp());
            result.whenComplete((value, failure) -> attempt.giveUp());
            R value;
            try {
                value = loader.call();
            } catch (Throwable e) { // loaders are user code
                attempt.isBack();
                done.run();
                result.completeExceptionally(Failures.unwrap(e));
                return;
            }
            attempt.isBack();
            done.run();
            result.complete(value);
        });
        return result;
    }

    /** Takes a slot for something that gives it back; nothing is begun for a flight that has ended meanwhile. */
    void inSlot(Flight<T> flight, CompletableFuture<?> result, Consumer<Runnable> work) {
        slots.execute(new LoadSlots.Task() {
            @Override
            public void run(Runnable done) {
                if (flight.hasEnded() || result.isDone()) {
                    done.run(); // it waited for a slot until it was given up; policies wait for an answer all the same
                    result.completeExceptionally(new CancellationException("given up before it began"));
                } else {
                    work.accept(done);
                }
            }

            @Override
            public void refused(CallRejectedException why) {
                result.completeExceptionally(why);
            }
        });
    }

    /** A loader on this thread. */
    private final class Attempt {

        private final Flight<T> flight;
        private @Nullable Thread thread = Thread.currentThread(); // guarded by this

        Attempt(Flight<T> flight) {
            this.flight = flight;
        }

        synchronized void giveUp() {
            if (thread != null) {
                abandoned.add(flight);
                thread.interrupt();
            }
        }

        /** From here on the thread is somebody else's: it keeps no interrupt of ours, and gets none. */
        synchronized void isBack() {
            thread = null;
            abandoned.remove(flight);
            Thread.interrupted();
        }
    }
}
