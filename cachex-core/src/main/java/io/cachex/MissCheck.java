package io.cachex;

import io.cachex.spi.MissGuard;
import io.cachex.spi.Tier;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who need not load, because the {@link MissGuard} knows that there is nothing. It never stands before what is cached: where
 * a fallback is at hand, or the store could not be read or not be understood, the load is made.
 *
 * <p>No change that was acknowledged on any node is hidden, although its message may still be on its way:
 *
 * <ol>
 *   <li>Another node puts the key: the origin has it, then the store, and a message to this node begins its way.
 *   <li>The put is acknowledged. Its caller tells somebody, who reads the key here.
 *   <li>The store has lost it already, to a short time to live, an eviction, a removal; and the guard says "no".
 *   <li>Only now the message arrives.
 * </ol>
 *
 * So a "no" is not believed at once. After it the flight is closed: nobody else joins. Then the bus is asked to prove that
 * everything was heard that was acknowledged before this moment, which is one question for all who wait; then the guard is
 * asked again. Message (4) has come before the proof, and with it the key. Without a proof the load is made. A bus within
 * this process has told everybody before a change is acknowledged, and needs no proof.
 *
 * <p>Absence that is answered is not kept: the guard remembers it in less room, and hears at once when it is over.
 */
final class MissCheck<T> {

    private static final Logger LOG = LoggerFactory.getLogger(Cache.class);

    private final Engine<T> engine;
    private final @Nullable MissGuard guard;
    private volatile boolean complained;

    MissCheck(Engine<T> engine) {
        this.engine = engine;
        this.guard = engine.settings.missGuard;
    }

    boolean isOn() {
        return guard != null;
    }

    /** Lets a flight go on to its load, or ends it. */
    void pass(Flight<T> flight, Call<T> call, Runnable load) {
        if (guard == null || isPassed(flight, call)) {
            load.run();
        } else {
            deny(List.of(flight), call, passed -> load.run());
        }
    }

    /**
     * Lets flights go on to their load, or ends them.
     *
     * @param load called with those that go on, at most twice
     */
    void pass(List<Flight<T>> flights, Call<T> call, Consumer<List<Flight<T>>> load) {
        if (guard == null) {
            load.accept(flights);
            return;
        }
        List<Flight<T>> passed = new ArrayList<>(flights.size());
        List<Flight<T>> denied = new ArrayList<>();
        flights.forEach(flight -> (isPassed(flight, call) ? passed : denied).add(flight));
        if (!denied.isEmpty()) {
            deny(denied, call, load);
        }
        if (!passed.isEmpty()) {
            load.accept(passed);
        }
    }

    private boolean isPassed(Flight<T> flight, Call<T> call) {
        return call.options().forcesRefresh()
                || flight.fallback != null
                || flight.storeFailure != null
                || flight.storeIsNewer
                || mightExist(flight.key);
    }

    private void deny(List<Flight<T>> flights, Call<T> call, Consumer<List<Flight<T>>> load) {
        Coherence coherence = engine.coherence;
        if (coherence == null || !coherence.needsProof()) {
            flights.forEach(this::end);
            return;
        }
        for (Flight<T> flight : flights) {
            flight.close();
            engine.deadlines.watch(flight, call);
        }
        coherence
                .heardAll()
                .whenComplete((heard, never) -> engine.run(() -> {
                    boolean proven = Boolean.TRUE.equals(heard);
                    List<Flight<T>> passed = new ArrayList<>();
                    for (Flight<T> flight : flights) {
                        if (proven && !mightExist(flight.key)) {
                            end(flight);
                        } else {
                            flight.open();
                            passed.add(flight);
                        }
                    }
                    if (!passed.isEmpty()) {
                        load.accept(passed);
                    }
                }));
    }

    private void end(Flight<T> flight) {
        if (flight.claim()) {
            told(MissGuard::onDenied);
            long now = flight.startedAt;
            engine.landing.end(flight, Served.fresh(new Entry<>(null, now, now, now, null, flight.epoch), Tier.ORIGIN));
        }
    }

    private boolean mightExist(String key) {
        MissGuard asked = guard;
        try {
            return asked == null || asked.mightExist(key);
        } catch (Throwable e) { // user code, in the middle of a flight that has to end
            complain(e);
            return true;
        }
    }

    /** The key is there, or is about to be. */
    void add(String key) {
        if (guard != null) {
            told(there -> there.add(key));
        }
    }

    /** Makes a key known to nodes that may miss the message, before that is sent. To be called after {@link #add}. */
    CompletionStage<Void> share(String key) {
        MissGuard there = guard;
        if (there == null) {
            return CompletableFuture.completedFuture(null);
        }
        try {
            return there.share(key);
        } catch (Throwable e) { // user code
            complain(e);
            return CompletableFuture.failedFuture(new StoreException("the miss guard cannot share a key", e));
        }
    }

    /** A load has answered. */
    void loaded(String key, boolean isThere) {
        if (guard == null) {
            return;
        }
        if (isThere) {
            add(key);
            share(key).exceptionally(failure -> null); // nobody waits for it: no message will tell of it
        } else {
            told(MissGuard::onFoundNothing);
        }
    }

    void doubt(String reason) {
        if (guard != null) {
            told(there -> there.onDoubt(reason));
        }
    }

    void lostChanges() {
        told(MissGuard::onLostChanges);
    }

    private void told(Consumer<MissGuard> news) {
        MissGuard there = guard;
        if (there != null) {
            try {
                news.accept(there);
            } catch (Throwable e) { // user code, in the middle of something that has to go on
                complain(e);
            }
        }
    }

    private void complain(Throwable e) {
        if (!complained) {
            complained = true;
            LOG.warn("cache {}: the miss guard failed, which is told once: {}", engine.settings.name, guard, e);
        }
    }
}
