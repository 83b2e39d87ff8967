package io.cachex;

import io.cachex.spi.Policy;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Runs bulk loaders: one call and one slot for many flights; each then ends as if it had flown alone. */
final class BulkLoads<T> {

    private final Engine<T> engine;
    private final Loads<T> loads;
    private final LoaderThreads<T> threads;
    private final @Nullable Policy policies;

    BulkLoads(Engine<T> engine, Loads<T> loads, LoaderThreads<T> threads, @Nullable Policy policies) {
        this.engine = engine;
        this.loads = loads;
        this.threads = threads;
        this.policies = policies;
    }

    /** Starts one bulk load for these flights, of which there is at least one. Never throws. */
    void start(List<Flight<T>> flights, Call<T> call, BulkLoader<T> loader) {
        Set<String> keys = new LinkedHashSet<>();
        Flight<T> last = flights.get(0);
        for (Flight<T> flight : flights) {
            keys.add(flight.key);
            flight.asked = true;
            engine.deadlines.watch(flight, call);
            if (flight != last) {
                flight.parent = last; // a loader that asks for any of its keys meets itself
                last = flight;
            }
        }
        Flight<T> leader = last;
        engine.traces.beginLoad(flights);
        CallerThread lane = call.lane();
        if (lane != null && call.timeout() == 0 && engine.settings.loadDeadline == 0) {
            lane.execute(() -> here(flights, leader, call, loader, keys));
        } else {
            end(flights, call, there(leader, loader, keys));
        }
    }

    private void here(List<Flight<T>> flights, Flight<T> leader, Call<T> call, BulkLoader<T> loader, Set<String> keys) {
        CompletionStage<Map<String, T>> answer;
        try {
            answer = CompletableFuture.completedFuture(
                    policies == null
                            ? run(leader, loader, keys)
                            : policies.call(engine.traces.counted(leader, () -> run(leader, loader, keys))));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            answer = there(leader, loader, keys); // others may wait for it; the interrupt is its caller's alone
        } catch (Throwable e) { // loaders are user code
            answer = CompletableFuture.failedFuture(e);
        }
        end(flights, call, answer);
    }

    private CompletionStage<Map<String, T>> there(Flight<T> leader, BulkLoader<T> loader, Set<String> keys) {
        return loads.guarded(leader, () -> threads.run(leader, () -> run(leader, loader, keys)));
    }

    private Map<String, T> run(Flight<T> leader, BulkLoader<T> loader, Set<String> keys) throws Exception {
        engine.settings.switches.requireUpstream();
        Map<String, T> found = loads.within(leader, () -> loader.loadAll(keys));
        if (found == null) {
            throw new NullPointerException("the bulk loader returned null instead of a map");
        }
        return new HashMap<>(found); // the loader's own map may do anything, later and on any thread
    }

    private void end(List<Flight<T>> flights, Call<T> call, CompletionStage<Map<String, T>> answer) {
        answer.whenComplete((found, failure) -> {
            for (Flight<T> flight : flights) {
                if (failure != null) {
                    engine.landing.failed(flight, Failures.unwrap(failure), call);
                    continue;
                }
                try {
                    engine.landing.loaded(flight, found.get(flight.key), null, call);
                } catch (Throwable e) { // the map is the user's
                    engine.landing.failed(flight, e, call);
                }
            }
        });
    }
}
