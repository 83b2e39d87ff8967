package io.cachex;

import io.cachex.spi.CacheTracer;
import io.cachex.spi.Tier;
import org.jspecify.annotations.Nullable;

/** Loads keys anew while their readers go on being served: ahead of expiry, or just past it. */
final class Refresher<T> {

    private final Engine<T> engine;
    private final Settings<T> settings;
    private final @Nullable Origin<T> origin;
    private final RefreshRule rule;

    Refresher(Engine<T> engine, @Nullable Origin<T> origin, RefreshRule rule) {
        this.engine = engine;
        this.settings = engine.settings;
        this.origin = origin;
        this.rule = rule;
    }

    /** Whether the cache has a loader of its own. */
    boolean hasOrigin() {
        return origin != null;
    }

    /** Refreshes a fresh entry that was just read, if its rule says so. */
    void refreshIfDue(String key, Entry<T> entry, long now) {
        if (rule.isOn() && rule.isDue(entry, now)) {
            refreshBehind(key, entry, now);
        }
    }

    /** Whether a stale entry may be served at once while it is loaded anew. */
    boolean isRevalidated(Entry<T> entry, long now) {
        long period = settings.switches.lifetimes().staleWhileRevalidate;
        return period > 0
                && origin != null
                && settings.switches.isUpstreamEnabled()
                && !entry.isAbsence()
                && entry.freshUntil() + period - now > 0
                && entry.isUsable(now);
    }

    /**
     * Loads a key anew while its readers go on being served. One refresh per key, and none during its back-off.
     *
     * @param old the entry that is to be replaced
     */
    void refreshBehind(String key, Entry<T> old, long now) {
        if (origin == null
                || engine.isClosed()
                || !settings.switches.isUpstreamEnabled()
                || engine.loading.joinable(key) != null
                || engine.backoffs.of(key, now) != null) {
            return;
        }
        Flight<T> flight = new Flight<>(key, engine.loading, engine.stamps.next(), null);
        flight.generation = engine.tags.sequence();
        flight.epoch = engine.epoch();
        engine.traces.asked(flight);
        if (engine.loading.start(flight) == null) {
            engine.counters.refreshes.increment();
            engine.traces.beginRefresh(flight);
            Call<T> call = new Call<>(CallOptions.defaults(), origin, 0, null);
            try {
                engine.executor.execute(() -> refresh(flight, old, call));
            } catch (Throwable e) { // full, shut down, or out of threads; the entry stays as it is
                engine.landing.failed(flight, new CallRejectedException("no thread for a refresh", e), call);
            }
        }
    }

    @SuppressWarnings("ReferenceEquality") // is it still that entry
    private void refresh(Flight<T> flight, Entry<T> old, Call<T> call) {
        long proven = engine.proven();
        Entry<T> seen = engine.near.peek(flight.key);
        if (seen != null
                && seen != old
                && engine.isFresh(seen, flight.startedAt, proven)
                && engine.tags.isValid(seen)) {
            engine.landing.endIfFirst(
                    flight, Served.fresh(seen, Tier.NEAR)); // refreshed since somebody saw the old one
            return;
        }
        flight.seen = seen == null ? old : seen;
        if (seen != null && engine.tags.isValid(seen) && !seen.isAbsence()) {
            flight.offerFallback(seen);
        }
        if (engine.answeredByWrite(flight, call)) {
            return;
        }
        StoreTier<T> store = engine.store;
        if (store == null) {
            engine.loads.start(flight, call);
        } else {
            CacheTracer.Scope scope = engine.traces.enter(flight);
            try {
                engine.readStore(flight, call, store, read -> refresh(flight, call, read));
            } finally {
                scope.close();
            }
        }
    }

    /** Another node may have refreshed the key already: then its value is the refresh. */
    private void refresh(Flight<T> flight, Call<T> call, StoreRead<T> read) {
        flight.readFromStore(read);
        if (!engine.answeredByStore(flight, call, read.entry())) {
            engine.gate.pass(flight, call, () -> engine.loads.start(flight, call));
        }
    }
}
