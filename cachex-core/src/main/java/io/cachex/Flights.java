package io.cachex;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The loads under way: for each key at most one that others may join, and any number that fly alone because their
 * caller's options differ. Whoever changes a key poisons its flights.
 *
 * <p>The race this keeps right, as an interleaving: (1) a load begins and reads the old value from the origin; (2) the
 * origin changes and the key is invalidated: the flight is poisoned and leaves the map, then the near entry goes;
 * (3) the load ends. It must not land, and it does not: landing looks at the poison and writes under the flight's lock,
 * which poisoning takes too, so either it comes before (2)'s removal, which then removes it, or it sees the poison.
 * (4) A reader who comes after (2) finds no flight to join and loads anew.
 */
final class Flights<T> {

    /** What else becomes of a flight that is poisoned. */
    private final Consumer<Flight<T>> onPoison;

    /** Where the keys are noted whose flights are poisoned, or bring something; null where nobody asks. */
    private @Nullable ChangedKeys changed; // written once, before the cache is handed out

    private final Map<String, Flight<T>> shared = new ConcurrentHashMap<>();
    private final Set<Flight<T>> alone = ConcurrentHashMap.newKeySet();

    /**
     * No fewer than there are in {@link #alone}: raised before one comes, lowered after one has gone. The set's own size
     * may lag behind an add, and a flight that signs off meanwhile would stay for ever.
     */
    private final AtomicInteger mostAlone = new AtomicInteger();

    Flights() {
        this(flight -> {});
    }

    /** Flights each of which is handed on when it is poisoned. */
    Flights(Consumer<Flight<T>> onPoison) {
        this.onPoison = onPoison;
    }

    /** From now on each key is noted of which something newer is known than before. */
    void noteIn(ChangedKeys keys) {
        changed = keys;
    }

    /** Something newer is known of this key. */
    void note(String key) {
        if (changed != null) {
            changed.add(key);
        }
    }

    /** The flight to join; null if there is none. */
    @Nullable
    Flight<T> joinable(String key) {
        return shared.get(key);
    }

    /** Registers a flight that others may join; returns the one that is there already, or null if there was none. */
    @Nullable
    Flight<T> start(Flight<T> flight) {
        return shared.putIfAbsent(flight.key, flight);
    }

    /**
     * Registers a flight that later callers join instead of the one that is there, which goes on for its own callers.
     *
     * @param serves whether the one that is there will do as well
     * @return the one that is there if it does, else null
     */
    @SuppressWarnings("ReferenceEquality") // a flight is nothing but itself
    @Nullable
    Flight<T> startInstead(Flight<T> flight, Predicate<Flight<T>> serves) {
        Flight<T> there = shared.compute(flight.key, (key, before) -> {
            if (before != null && serves.test(before)) {
                return before;
            }
            if (before != null) {
                keepTrackOf(before);
            }
            return flight;
        });
        return there == flight ? null : there;
    }

    /** Registers a flight that nobody joins. */
    void startAlone(Flight<T> flight) {
        add(flight);
    }

    /** Lets nobody join the flight any more; it flies on for those who have, and can still be poisoned. */
    void detach(Flight<T> flight) {
        keepTrackOf(flight);
        shared.remove(flight.key, flight);
    }

    /** Forgets a flight that has ended. */
    void end(Flight<T> flight) {
        flight.over();
        shared.remove(flight.key, flight);
        remove(flight);
    }

    /** Poisons what flies for the key and lets nobody join it any more. */
    void poison(String key) {
        note(key);
        poison(key, flight -> true);
    }

    /** As {@link #poison(String)}, but for one flight. */
    @SuppressWarnings("ReferenceEquality") // a flight is nothing but itself
    void poisonOthers(Flight<T> exempt) {
        poison(exempt.key, flight -> flight != exempt);
    }

    /** Poisons what began before a flight whose result is kept: what it brings is older. */
    void outdate(Flight<T> kept) {
        poison(kept.key, flight -> flight.startedAt - kept.startedAt < 0);
    }

    private void poison(String key, Predicate<Flight<T>> which) {
        Flight<T> flight = shared.get(key);
        if (flight != null && which.test(flight)) {
            poison(flight);
            detach(flight);
        }
        if (mostAlone.get() > 0) {
            for (Flight<T> other : alone) {
                if (other.key.equals(key) && which.test(other)) {
                    poison(other);
                }
            }
        }
    }

    /** Poisons everything that flies. */
    void poisonAll() {
        if (changed != null) {
            changed.addEvery();
        }
        for (String key : shared.keySet()) {
            poison(key);
        }
        alone.forEach(this::poison);
    }

    private void poison(Flight<T> flight) {
        flight.poison();
        onPoison.accept(flight);
    }

    /** Looks at every flight. */
    void forEach(Consumer<Flight<T>> action) {
        shared.values().forEach(action);
        alone.forEach(action);
    }

    /** Done when everything that flies now has ended, well or not. */
    CompletableFuture<Void> ended() {
        List<CompletableFuture<?>> all = new ArrayList<>();
        forEach(flight -> all.add(flight.handle((served, failure) -> null)));
        return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new));
    }

    int size() {
        return shared.size() + alone.size();
    }

    /**
     * A flight about to be detached still runs, and may still land: whoever changes its key must find it, and so must
     * close. So it is in the one set before it leaves the other; and it leaves when it is over, not when it is claimed,
     * for in between it lands.
     */
    private void keepTrackOf(Flight<T> flight) {
        add(flight);
        if (flight.isOver()) {
            remove(flight); // it may have signed off before it was added, and will not come again
        }
    }

    private void add(Flight<T> flight) {
        mostAlone.incrementAndGet();
        if (!alone.add(flight)) {
            mostAlone.decrementAndGet();
        }
    }

    private void remove(Flight<T> flight) {
        if (mostAlone.get() > 0 && alone.remove(flight)) {
            mostAlone.decrementAndGet();
        }
    }
}
