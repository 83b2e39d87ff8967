package io.cachex;

import io.cachex.spi.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Who may load, of all the processes that share a store that gives leases: one per key at a time. The others wait until it
 * has filled the store and take what is there; if it dies, the next one gets the lease when that runs out.
 *
 * <p>Whoever is given a lease keeps it alive until its flight ends. A store that does not answer stops nobody: then each
 * process loads for itself, and fills nothing. The wait ends with the flight's deadline at the latest.
 */
final class LoadGate<T> {

    private final Engine<T> engine;
    private final @Nullable StoreTier<T> store;
    private final TimeSource time;
    private final long lease;

    LoadGate(Engine<T> engine) {
        this.engine = engine;
        this.store = engine.store;
        this.time = engine.time;
        this.lease = engine.settings.lease.toNanos();
    }

    /** Lets one flight pass. */
    void pass(Flight<T> flight, Call<T> call, Runnable load) {
        if (flight.lease() == null && isOpen(flight, call)) {
            load.run();
        } else {
            pass(List.of(flight), call, passed -> load.run());
        }
    }

    /**
     * Lets flights pass whose load may begin, together if they can begin together.
     *
     * @param load called one or more times, with other flights each time, never with none
     */
    void pass(List<Flight<T>> flights, Call<T> call, Consumer<List<Flight<T>>> load) {
        List<Flight<T>> ready = new ArrayList<>();
        Map<String, Flight<T>> asking = new LinkedHashMap<>();
        for (Flight<T> flight : flights) {
            if (isOpen(flight, call)) {
                ready.add(flight);
            } else if (flight.loadsElsewhere && !call.options().forcesRefresh()) {
                await(flight, call, load);
            } else {
                asking.put(flight.key, flight);
            }
        }
        if (asking.isEmpty() || store == null) {
            start(ready, load);
        } else {
            Flight<T> first = asking.values().iterator().next();
            var given = engine.traces.within(
                    first, () -> store.lease(asking.keySet(), call.options().forcesRefresh()));
            given.whenComplete((leases, never) -> {
                asking.values().forEach(flight -> answered(flight, leases, call, ready, load));
                start(ready, load);
            });
        }
    }

    private void answered(
            Flight<T> flight,
            StoreTier.Leases leases,
            Call<T> call,
            List<Flight<T>> ready,
            Consumer<List<Flight<T>>> load) {
        String token = leases.tokens().get(flight.key);
        if (token != null) {
            flight.leased(token);
            ready.add(flight);
        } else if (leases.busy().contains(flight.key)) {
            await(flight, call, load);
        } else {
            ready.add(flight); // the store does not answer
        }
    }

    private void start(List<Flight<T>> ready, Consumer<List<Flight<T>>> load) {
        ready.removeIf(this::hasEnded);
        if (!ready.isEmpty()) {
            ready.forEach(this::keepAlive);
            load.accept(ready);
        }
    }

    /** It may have been given up while the store was asked, and what the store gave after that is to be given back. */
    private boolean hasEnded(Flight<T> flight) {
        if (flight.hasEnded()) {
            engine.landing.giveBack(flight);
            return true;
        }
        return false;
    }

    /** Whether nothing keeps the flight from loading. */
    private boolean isOpen(Flight<T> flight, Call<T> call) {
        return store == null
                || store.leasing == null
                || flight.lease() != null
                || flight.storeFailure != null
                || !call.options().writesStore();
    }

    /** Another process loads the key: look again when it is done. */
    private void await(Flight<T> flight, Call<T> call, Consumer<List<Flight<T>>> load) {
        StoreTier<T> tier = store;
        if (tier == null || flight.hasEnded()) {
            return;
        }
        engine.deadlines.watch(flight, call);
        tier.settled(flight.key, patience())
                .whenComplete((settled, never) -> engine.run(() -> {
                    if (!flight.hasEnded()) {
                        engine.traces.within(flight, () -> {
                            tier.reads.readOrLease(
                                    flight.key, engine.executor, read -> again(flight, call, read, load));
                            return flight;
                        });
                    }
                }));
    }

    private void again(Flight<T> flight, Call<T> call, StoreRead<T> read, Consumer<List<Flight<T>>> load) {
        flight.readFromStore(read);
        if (!hasEnded(flight) && !engine.answeredByStore(flight, call, read.entry())) {
            pass(List.of(flight), call, load);
        }
    }

    /** A little more than a lease lasts, a different time for each: not all who wait come at once. */
    private Duration patience() {
        return Duration.ofNanos(lease
                + ThreadLocalRandom.current().nextLong(Duration.ofMillis(100).toNanos()));
    }

    /** Renews the lease at a third of its time, until the flight has used it up or given it back. */
    private void keepAlive(Flight<T> flight) {
        StoreTier<T> tier = store;
        if (tier == null || flight.lease() == null) {
            return;
        }
        TimeSource.Scheduled renewal = time.schedule(Duration.ofNanos(lease / 3), () -> {
            String token = flight.lease();
            if (token != null && !flight.hasEnded()) {
                engine.traces.within(flight, () -> tier.renew(flight.key, token));
                keepAlive(flight);
            }
        });
        flight.renewal = renewal;
        if (flight.hasEnded()) {
            renewal.cancel(); // whoever ended it may have looked before it was there
        }
    }
}
