package io.cachex;

import io.cachex.spi.CacheTracer;
import io.cachex.spi.Tier;
import io.cachex.spi.TimeSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The read path, once for both faces: near, flight, store, guard, gate, load, land, stale.
 *
 * <p>A read looks into the near tier; failing that it joins the key's flight or starts one; the flight looks again, asks
 * the store, asks whether there can be anything to load, waits for its turn among all processes, and loads; what was loaded lands in the near tier and is sent to the
 * store, unless the key changed meanwhile; and if the load fails, the newest stale entry stands in while its time allows.
 * Nothing here blocks.
 */
final class Engine<T> {

    final Settings<T> settings;
    final TimeSource time;
    final NearTier<T> near;
    final @Nullable StoreTier<T> store;
    final StoreOrder order;
    final Tags tags;

    /** Null where no other node changes anything. */
    final @Nullable Coherence coherence;

    final Counters counters;
    final Availability availability;
    final Backoffs backoffs;
    final Landing<T> landing;
    final Refresher<T> refresher;
    final MissCheck<T> misses;
    final LoadGate<T> gate;
    final LoaderThreads<T> threads;
    final FlightDeadlines<T> deadlines;
    final Loads<T> loads;
    final BulkLoads<T> bulkLoads;
    final Stamps stamps;
    final Executor executor;
    final Changes changes;
    final FlightTraces<T> traces;

    /** Loads, and looks into the store by callers who do not want a load: the two must not join each other. */
    final Flights<T> loading = new Flights<>(this::giveBack);

    final Flights<T> looking = new Flights<>();

    private final @Nullable Origin<T> origin;
    private final @Nullable Coalescer<T> coalescer;
    private final BiConsumer<Flight<T>, Call<T>> fly = this::fly;
    private @Nullable Behind<T> behind; // written once, before the cache is handed out
    private volatile boolean closed;

    Engine(Parts<T> parts) {
        this.settings = parts.settings();
        this.time = settings.time;
        this.near = parts.near();
        this.store = parts.store();
        this.tags = parts.tags();
        this.coherence = parts.coherence();
        this.counters = parts.counters();
        this.availability = parts.availability();
        this.executor = parts.executor();
        this.changes = new Changes(time, this::run);
        this.order = new StoreOrder(settings.tracer);
        this.traces = new FlightTraces<>(settings);
        this.origin = parts.origin();
        RefreshRule refreshRule = new RefreshRule(settings);
        this.stamps = new Stamps(time);
        this.backoffs = new Backoffs(settings.backoffMin, settings.backoffMax, settings.random);
        this.landing = new Landing<>(this, refreshRule);
        this.refresher = new Refresher<>(this, origin, refreshRule);
        this.threads = new LoaderThreads<>(parts.slots());
        this.deadlines = new FlightDeadlines<>(this);
        this.loads = new Loads<>(settings, executor, threads, parts.loaderPolicies(), deadlines, landing, traces);
        this.misses = new MissCheck<>(this);
        this.gate = new LoadGate<>(this);
        this.bulkLoads = new BulkLoads<>(this, loads, threads, parts.loaderPolicies());
        BulkLoader<T> bulkLoader = parts.bulkLoader();
        this.coalescer = bulkLoader == null || settings.bulkWindow == 0 ? null : new Coalescer<>(this, bulkLoader);
    }

    /** From now on readers are shown the writes to the origin that wait here. */
    void showWritesOf(Behind<T> writes) {
        behind = writes;
    }

    /**
     * The near tier's entry if it may be served at once; null otherwise. This is the hit path: one look-up, one read of
     * the clock (the coarse one, unless a bus makes it strict), one adder.
     *
     * @throws IllegalArgumentException if the key is null
     */
    @Nullable
    Entry<T> hit(String key) {
        if (key == null) {
            throw new IllegalArgumentException("key must not be null");
        }
        return counters.timesHits && HitSample.includes(key, time.coarseNanos()) ? timedHit(key) : served(key);
    }

    private @Nullable Entry<T> timedHit(String key) {
        long began = time.nanos();
        Entry<T> entry = served(key);
        if (entry != null && entry.isFresh(began)) {
            counters.hitTimed(time.nanos() - began);
        }
        return entry;
    }

    private @Nullable Entry<T> served(String key) {
        long proven = proven(); // before the near tier: see Coherence
        long now = now();
        Entry<T> entry = near.get(key);
        if (entry == null || !isTrusted(entry, now, proven) || !tags.isValid(entry)) {
            return null;
        }
        if (!entry.isFresh(now)) {
            return revalidating(key, entry, now);
        }
        counters.nearHit();
        refresher.refreshIfDue(key, entry, now);
        return entry;
    }

    /** A fresh entry of the near tier, or null, for a read of many keys that counts its hits together. */
    @Nullable
    Entry<T> uncountedHit(String key) {
        long proven = proven();
        long now = now();
        Entry<T> entry = near.get(key);
        if (entry == null || !isFresh(entry, now, proven) || !tags.isValid(entry)) {
            return null;
        }
        refresher.refreshIfDue(key, entry, now);
        return entry;
    }

    private long now() {
        return coherence == null ? time.coarseNanos() : coherence.now();
    }

    /** Until when the bus is proven: to be read before an entry that is then held against it. */
    long proven() {
        return coherence == null ? 0 : coherence.proven();
    }

    /** Whether no other node can have changed the key of a near entry without this one knowing. */
    boolean isTrusted(Entry<T> entry, long now, long proven) {
        return coherence == null || coherence.trusts(entry, now, proven);
    }

    /** Whether a near entry may be served without question. */
    boolean isFresh(Entry<T> entry, long now, long proven) {
        return entry.isFresh(now) && isTrusted(entry, now, proven);
    }

    /** Whether the store has lost changes of late, and this value's invalidation may be among them. */
    private boolean isSuspect(Entry<T> entry, long now) {
        return coherence != null && coherence.suspects(entry, now);
    }

    /** For what begins now. */
    short epoch() {
        return coherence == null ? 0 : coherence.epoch();
    }

    /** Messages of other nodes may have been lost: nothing from before is fresh any more. */
    void doubt() {
        if (coherence != null && coherence.doubt()) {
            near.clear();
        }
    }

    /** Stale-while-revalidate: an entry not long past its freshness, while it is loaded anew. */
    private @Nullable Entry<T> revalidating(String key, Entry<T> entry, long now) {
        if (!refresher.isRevalidated(entry, now)) {
            return null;
        }
        counters.stale(entry, null);
        refresher.refreshBehind(key, entry, now);
        return entry;
    }

    /**
     * Reads a key that was not a hit.
     *
     * @throws IllegalArgumentException if the key breaks the rules
     * @throws CacheClosedException after the cache's close
     */
    CompletableFuture<Served<T>> read(String key, Call<T> call) {
        settings.keyRules.check(key);
        requireOpen();
        long asked = tags.sequence();
        Flight<T> flight = board(key, call, fly);
        return Waiter.waitFor(flight, call, asked, this);
    }

    /** Joins the key's flight, or registers one and has it started. */
    Flight<T> board(String key, Call<T> call, BiConsumer<Flight<T>, Call<T>> start) {
        Flights<T> flights = call.loads() ? loading : looking;
        CallOptions options = call.options();
        boolean joins = options.isShareable() && !options.forcesRefresh();
        if (joins) {
            Flight<T> other = flights.joinable(key);
            if (other != null && isJoinable(other)) {
                return join(other);
            }
        }
        Flight<T> flight = new Flight<>(key, flights, stamps.next(), loads.current());
        flight.generation = tags.sequence();
        flight.epoch = epoch();
        flight.forced = options.forcesRefresh();
        traces.asked(flight);
        if (options.isShareable()) {
            Flight<T> other = joins ? flights.start(flight) : null;
            if (!joins || (other != null && !isJoinable(other))) {
                other = flights.startInstead(flight, before -> (joins || before.forced) && isJoinable(before));
            }
            if (other != null) {
                return join(other);
            }
        } else {
            flights.startAlone(flight);
        }
        start.accept(flight, call);
        if (closed) {
            landing.abandon(flight, closedException()); // close looks through the flights once, and may have passed
        }
        return flight;
    }

    private boolean isJoinable(Flight<T> flight) {
        return (coherence == null || coherence.isJoinable(flight)) && flight.share();
    }

    private Flight<T> join(Flight<T> flight) {
        if (loads.isOwn(flight)) {
            throw new IllegalStateException(
                    "a loader must not ask its cache for the key it is loading: " + settings.shown(flight.key));
        }
        counters.sharedLoads.increment();
        traces.joined(flight);
        return flight;
    }

    private void fly(Flight<T> flight, Call<T> call) {
        if (answeredByNear(flight, call) || answeredByWrite(flight, call)) {
            return;
        }
        CallOptions options = call.options();
        boolean isRead = settings.switches.isUpstreamEnabled() ? options.readsStore() : options.readsStoreInstead();
        if (store == null || !isRead) {
            loadOrEnd(flight, call);
        } else {
            readStore(flight, call, store, read -> fromStore(flight, call, read));
        }
    }

    /** Reads the store within the flight's time: the answer of a store that hangs may never come. */
    void readStore(Flight<T> flight, Call<T> call, StoreTier<T> from, Consumer<StoreRead<T>> next) {
        from.reads.readFor(call, flight.key, call.hop(executor), next);
        if (!flight.hasEnded()) {
            deadlines.watch(flight, call);
        }
    }

    /**
     * Looks into the near tier once more, now that the flight is registered: between a caller's first look and its
     * flight another load may have landed and gone. Only so is it exactly one load for any number of callers.
     */
    boolean answeredByNear(Flight<T> flight, Call<T> call) {
        long proven = proven();
        Entry<T> seen = near.peek(flight.key);
        flight.seen = seen;
        if (seen == null || !tags.isValid(seen)) {
            return false;
        }
        if (call.options().readsNear() && isFresh(seen, flight.startedAt, proven)) {
            landing.endIfFirst(flight, Served.fresh(seen, Tier.NEAR));
            return true;
        }
        if (!seen.isAbsence() && seen.isUsable(flight.startedAt)) {
            flight.offerFallback(seen);
        }
        return false;
    }

    /** Takes what waits to be written to the origin, which is newer than all that the store or the origin has. */
    boolean answeredByWrite(Flight<T> flight, Call<T> call) {
        return behind != null && behind.answers(flight, call);
    }

    private void fromStore(Flight<T> flight, Call<T> call, StoreRead<T> read) {
        flight.readFromStore(read);
        if (!answeredByStore(flight, call, read.entry())) {
            loadOrEnd(flight, call);
        }
    }

    /** Takes the store's entry as the answer, or as a fallback. */
    boolean answeredByStore(Flight<T> flight, Call<T> call, @Nullable Entry<T> found) {
        if (found == null) {
            return false;
        }
        if (!found.isAbsence()) {
            misses.add(flight.key);
        }
        long proven = proven();
        long now = time.nanos();
        Entry<T> seen = flight.seen;
        boolean news = seen == null
                || found.startedAt - seen.startedAt > StoreTimes.ROUNDING
                || !call.options().readsNear()
                || !isTrusted(seen, now, proven);
        if (found.isFresh(now) && news && !isSuspect(found, now)) {
            if (flight.claim()) {
                landing.landNear(flight, found, call);
                landing.end(flight, Served.fromStore(found, !near.keeps() && flight.closeToOthers()));
                CacheTracer.Scope scope = traces.enter(flight);
                try {
                    refresher.refreshIfDue(flight.key, found, now);
                } finally {
                    scope.close();
                }
            }
            return true;
        }
        if (!found.isAbsence() && found.isUsable(now)) {
            flight.offerFallback(found);
        }
        return false;
    }

    /** Loads, unless nobody asked for it, or the origin may not be asked, or the key's last load has just failed. */
    private void loadOrEnd(Flight<T> flight, Call<T> call) {
        if (endsWithoutLoad(flight, call)) {
            return;
        }
        misses.pass(flight, call, () -> gate.pass(flight, call, () -> load(flight, call)));
    }

    @SuppressWarnings("ReferenceEquality") // is it the configured loader itself, or one of this call's
    private void load(Flight<T> flight, Call<T> call) {
        if (coalescer != null && call.origin() == origin && call.options().isShareable()) {
            coalescer.add(flight);
        } else {
            loads.start(flight, call);
        }
    }

    boolean endsWithoutLoad(Flight<T> flight, Call<T> call) {
        Entry<T> fallback = flight.usableFallback(flight.startedAt);
        if (!call.loads()) {
            landing.endIfFirst(
                    flight,
                    fallback == null
                            ? Served.missing(flight.storeFailure)
                            : Served.stale(
                                    fallback,
                                    flight.fallbackTier(),
                                    Lookup.StaleReason.NOT_LOADED,
                                    flight.storeFailure));
            return true;
        }
        if (!settings.switches.isUpstreamEnabled()) {
            landing.failed(flight, new OriginNotAsked(), call);
            return true;
        }
        if (fallback == null || call.options().forcesRefresh()) {
            return false;
        }
        if (refresher.isRevalidated(fallback, flight.startedAt)
                && isTrusted(fallback, time.nanos(), proven())
                && !isSuspect(fallback, flight.startedAt)) {
            endRevalidating(flight, fallback, call);
            return true;
        }
        Backoffs.Backoff backoff = backoffs.of(flight.key, flight.startedAt);
        if (backoff == null || !settings.mayCover(flight.key, backoff.cause())) {
            return false;
        }
        counters.backoffs.increment();
        landing.endIfFirst(
                flight, Served.stale(fallback, flight.fallbackTier(), Lookup.StaleReason.BACKING_OFF, backoff.cause()));
        return true;
    }

    /** Stale-while-revalidate for an entry that only the store had. */
    private void endRevalidating(Flight<T> flight, Entry<T> fallback, Call<T> call) {
        if (flight.claim()) {
            landing.landNear(flight, fallback, call);
            landing.end(flight, Served.stale(fallback, flight.fallbackTier(), Lookup.StaleReason.REVALIDATING, null));
            CacheTracer.Scope scope = traces.enter(flight);
            try {
                refresher.refreshBehind(flight.key, fallback, flight.startedAt);
            } finally {
                scope.close();
            }
        }
    }

    /** Who comes after a change need not wait for a load from before it, here or elsewhere. */
    private void giveBack(Flight<T> flight) {
        landing.giveBack(flight);
    }

    /** Runs a step that may call user code: on the executor, or here if that takes no more. */
    void run(Runnable step) {
        try {
            executor.execute(step);
        } catch (Throwable e) { // shut down, full, or out of threads: the step must not be lost
            step.run();
        }
    }

    boolean isClosed() {
        return closed;
    }

    void requireOpen() {
        if (closed) {
            throw closedException();
        }
    }

    private CacheClosedException closedException() {
        return new CacheClosedException("cache '" + settings.name + "' is closed");
    }

    /** Refuses new reads; fails those that wait. */
    void stopIntake() {
        closed = true;
    }

    /** Fails every flight that is still under way and empties the near tier. */
    void abandon() {
        CacheClosedException why = closedException();
        loading.forEach(flight -> landing.abandon(flight, why));
        looking.forEach(flight -> landing.abandon(flight, why));
        deadlines.close();
        changes.abandon(why);
        near.close();
    }
}
