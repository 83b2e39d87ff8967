package io.cachex;

import io.cachex.spi.CacheTracer;
import io.cachex.spi.StoredValue;
import io.cachex.spi.Tier;
import io.cachex.spi.TimeSource;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How flights end: with what was loaded, which is kept unless the key changed meanwhile; with an older value in its place
 * if the load failed; or with the failure. Every ending passes here.
 */
final class Landing<T> implements Loads.Outcome<T> {

    private final Engine<T> engine;
    private final Settings<T> settings;
    private final TimeSource time;
    private final NearTier<T> near;
    private final @Nullable StoreTier<T> store;
    private final Tags tags;
    private final Counters counters;
    private final RefreshRule refreshRule;
    private final FlightTraces<T> traces;

    Landing(Engine<T> engine, RefreshRule refreshRule) {
        this.engine = engine;
        this.settings = engine.settings;
        this.time = engine.time;
        this.near = engine.near;
        this.store = engine.store;
        this.tags = engine.tags;
        this.counters = engine.counters;
        this.refreshRule = refreshRule;
        this.traces = engine.traces;
    }

    @Override
    public void loaded(Flight<T> flight, @Nullable T value, @Nullable Loading<T> loading, Call<T> call) {
        if (!flight.claim()) {
            return; // it was given up, and a late result never overwrites anything
        }
        told(flight, null);
        engine.availability.answered();
        engine.backoffs.succeeded(flight.key);
        engine.misses.loaded(flight.key, value != null);
        try {
            long took = refreshRule.needsLoadTimes() ? time.nanos() - flight.startedAt : 0;
            T own = value == null ? null : settings.protection.in(value);
            Entry<T> entry = loading == null ? Entries.of(settings, own, flight, took) : loading.entry(own, took);
            if (entry == null) {
                entry = forgotten(flight, call);
            } else {
                entry = keep(flight, entry, call);
            }
            end(flight, Served.fresh(entry, Tier.ORIGIN));
        } catch (Throwable e) { // the codec is user code; a value it cannot write is a mistake to be seen
            fail(flight, e);
        }
    }

    /** Told as a part of the load, so that whoever times it can say which one it was. */
    private void told(Flight<T> flight, @Nullable Throwable failure) {
        CacheTracer.Scope scope = traces.enter(flight);
        try {
            counters.loaded(flight, failure);
        } finally {
            scope.close();
        }
    }

    /** The origin says that there is no value, and that is not to be remembered: nor is what was there before. */
    private Entry<T> forgotten(Flight<T> flight, Call<T> call) {
        Entry<T> seen = flight.seen;
        engine.loading.note(flight.key);
        if (seen != null) {
            near.remove(flight.key, seen);
        }
        boolean stored = flight.fallback != null || !call.options().readsStore();
        if (store != null && stored && call.options().writesStore()) {
            engine.order.fill(flight, () -> traces.within(flight, () -> store.forget(flight.key)));
        }
        return new Entry<>(null, flight.startedAt, flight.startedAt, flight.startedAt, null, flight.epoch);
    }

    /**
     * Lands in the near tier, and from there in the store; in neither if the key changed since the flight began.
     *
     * @return the entry with the version it has in the store, if it gets there
     */
    private Entry<T> keep(Flight<T> flight, Entry<T> entry, Call<T> call) {
        if (Oversized.isTooLarge(entry.value, settings.maximumValueBytes)) {
            counters.oversized.increment();
            return entry;
        }
        if (store == null || flight.storeIsNewer || !call.options().writesStore()) {
            if (landNear(flight, entry, call)) {
                engine.loading.outdate(flight);
            }
            return entry;
        }
        byte[] body = store.form.body(flight.key, entry.value);
        StoredValue stored = store.form.encode(flight.key, entry, body, flight.generation);
        if (stored == null) {
            return entry; // too large for the store, hence for the cache
        }
        Entry<T> versioned =
                entry.withVersion(stored.version(), flight.generation).sized(body.length);
        if (landNear(flight, versioned, call)) {
            engine.loading.outdate(flight);
            fill(flight, versioned, stored, store);
        }
        return versioned;
    }

    /** Sends what landed to the store. What the store refuses is older than a change it knows of, and has to go here, too. */
    private void fill(Flight<T> flight, Entry<T> entry, StoredValue stored, StoreTier<T> tier) {
        String token = flight.takeLease();
        boolean accepted = engine.order.fill(
                flight,
                () -> traces.within(flight, () -> tier.fill(flight.key, token, stored))
                        .thenAccept(filled -> {
                            if (!filled) {
                                refused(flight, entry, token);
                            }
                        }));
        if (!accepted && token != null) {
            flight.leased(token); // to be given back
        }
    }

    /** Without a lease nobody was asked: the store was away, and the copy here is good for as long as any other. */
    private void refused(Flight<T> flight, Entry<T> entry, @Nullable String token) {
        if (token != null) {
            near.remove(flight.key, entry);
            counters.refusedFills.increment();
        }
    }

    /** Whether the flight's result may be kept. */
    boolean landNear(Flight<T> flight, Entry<T> entry, Call<T> call) {
        engine.loading.note(flight.key);
        boolean valid = entry.extras == null || tags.isValid(entry.extras);
        boolean kept = valid
                && !engine.isClosed()
                && (call.options().writesNear() ? near.land(flight, entry) : !flight.isPoisoned());
        if (kept && engine.isClosed()) {
            near.remove(flight.key, entry); // close sweeps once, and may have passed
        } else if (!kept) {
            counters.late();
        }
        return kept;
    }

    @Override
    public void failed(Flight<T> flight, Throwable failure, Call<T> call) {
        if (!flight.claim()) {
            return;
        }
        long now = time.nanos();
        Throwable end = Failures.unwrap(failure);
        boolean refused = end instanceof OriginNotAsked;
        Throwable cause = refused ? engine.availability.refusal() : end;
        if (call.loads() && !refused) {
            told(flight, cause);
            if (flight.asked) {
                engine.availability.failed(cause);
            }
        }
        Served<T> cover = covered(flight, cause, refused, now);
        if (cover == null) {
            traces.fail(flight, cause);
            fail(flight, uncovered(flight, cause, refused, now));
            return;
        }
        traces.cover(flight, cause, cover);
        Entry<T> entry = cover.entry();
        if (entry != null
                && cover.tier() == Tier.STORE
                && cover.isStale()
                && call.options().writesNear()) {
            near.land(flight, entry); // so that the next readers find their fallback here
        }
        end(flight, cover);
    }

    /**
     * What to serve in place of a failed load; null if the failure has to surface.
     *
     * @param refused whether the origin was not asked, because the upstream is disabled: any cached value is better
     */
    private @Nullable Served<T> covered(Flight<T> flight, Throwable cause, boolean refused, long now) {
        long proven = engine.proven();
        Entry<T> news = newsOf(flight);
        if (news != null && engine.isFresh(news, now, proven)) {
            return Served.fresh(news, Tier.NEAR);
        }
        Entry<T> fallback = flight.usableFallback(now);
        Tier tier = flight.fallbackTier();
        if (fallback == null && news != null && news.isUsable(now)) {
            fallback = news;
            tier = Tier.NEAR;
        }
        if (fallback == null) {
            return null;
        }
        if (!refused) {
            engine.backoffs.failed(flight.key, now, cause);
        }
        boolean fresh = engine.isFresh(fallback, now, proven); // a refresh failed, and nothing is lost yet
        boolean coverable = refused || settings.isCoverable(cause);
        if (!coverable || !(fresh || settings.switches.serves(flight.key))) {
            return null;
        }
        Lookup.StaleReason reason = refused ? Lookup.StaleReason.UPSTREAM_DISABLED : Lookup.StaleReason.LOAD_FAILED;
        return fresh ? Served.fresh(fallback, tier) : Served.stale(fallback, tier, reason, cause);
    }

    /** The failure as it surfaces: what is known of why there is no value. */
    private CacheException uncovered(Flight<T> flight, Throwable cause, boolean refused, long now) {
        boolean cached = flight.usableFallback(now) != null;
        String key = settings.shown(flight.key);
        if (refused) {
            String why = cached ? "the cached value of " + key + " is not served" : "no cached value of " + key;
            return new LoadException(
                    "upstream disabled: " + why, cause.getCause(), LoadException.Reason.UPSTREAM_DISABLED);
        }
        if (cause instanceof CacheException || !settings.isCoverable(cause)) {
            return asCacheException(flight.key, cause);
        }
        String failed = "the load of " + key + " failed";
        return cached
                ? new LoadException(
                        failed + ", and the cached value is not served", cause, LoadException.Reason.NOT_SERVED)
                : new LoadException(failed + ": no cached value", cause, LoadException.Reason.NO_CACHED_VALUE);
    }

    /** The near entry if it is not the one that the flight set out from: somebody put or expired it meanwhile. */
    @SuppressWarnings("ReferenceEquality") // is it still that entry
    private @Nullable Entry<T> newsOf(Flight<T> flight) {
        Entry<T> there = near.peek(flight.key);
        return there != null && there != flight.seen && tags.isValid(there) ? there : null;
    }

    /** Ends a flight without a load, if nobody else has. */
    void endIfFirst(Flight<T> flight, Served<T> served) {
        if (flight.claim()) {
            end(flight, served);
        }
    }

    void end(Flight<T> flight, Served<T> served) {
        tell(flight, served);
        giveBack(flight);
        flight.home.end(flight); // before the answer: whoever has it finds no flight that is over, nor its timer
        cancelRenewal(flight);
        traces.end(flight, served);
        flight.complete(served);
    }

    private void tell(Flight<T> flight, Served<T> served) {
        Entry<T> entry = served.entry();
        if (entry != null && served.isStandIn()) {
            engine.availability.servedStale(flight.key, entry, served.staleReason());
        }
    }

    /**
     * What a caller gets whose time is over before the flight has ended.
     *
     * @throws CacheTimeoutException if there is nothing
     */
    Served<T> overdue(Flight<T> flight, long timeoutNanos) {
        CacheTimeoutException failure = new CacheTimeoutException("no answer for " + settings.shown(flight.key) + " in "
                + Duration.ofNanos(timeoutNanos).toMillis() + " ms");
        Entry<T> fallback = flight.usableFallback(time.nanos());
        if (fallback == null || !settings.mayCover(flight.key, failure)) {
            throw failure;
        }
        Served<T> served = Served.stale(fallback, flight.fallbackTier(), Lookup.StaleReason.LOAD_SLOW, failure);
        tell(flight, served);
        return served;
    }

    /** Others may load what this flight did not bring. */
    void giveBack(Flight<T> flight) {
        if (store != null && flight.lease() != null) {
            CacheTracer.Scope scope = traces.enter(flight);
            try {
                store.release(flight);
            } finally {
                scope.close();
            }
        }
    }

    private void fail(Flight<T> flight, Throwable cause) {
        giveBack(flight);
        flight.home.end(flight);
        cancelRenewal(flight);
        traces.fail(flight, cause);
        flight.completeExceptionally(asCacheException(flight.key, cause));
    }

    private static void cancelRenewal(Flight<?> flight) {
        TimeSource.Scheduled renewal = flight.renewal;
        if (renewal != null) {
            renewal.cancel();
        }
    }

    CacheException asCacheException(String key, Throwable cause) {
        return cause instanceof CacheException already
                ? already
                : new LoadException("the load of " + settings.shown(key) + " failed", cause);
    }

    /** Ends a flight because the cache is closed. */
    void abandon(Flight<T> flight, CacheClosedException why) {
        flight.poison();
        if (flight.claim()) {
            giveBack(flight);
            flight.home.end(flight);
            cancelRenewal(flight);
            traces.fail(flight, why);
            flight.completeExceptionally(why);
        }
    }
}
