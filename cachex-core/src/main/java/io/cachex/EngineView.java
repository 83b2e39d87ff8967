package io.cachex;

import io.cachex.spi.CacheObserver;
import io.cachex.spi.CachePart;
import io.cachex.spi.CachePart.Place;
import io.cachex.spi.CacheReading;
import io.cachex.spi.CacheView;
import io.cachex.spi.Policy;
import io.cachex.spi.ReplaceablePolicy;
import io.cachex.spi.WriteQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A cache as its observers may look at it, and their being told of its beginning and its end. */
final class EngineView<T> implements CacheView {

    private final Engine<T> engine;
    private final Bound<T> bound;
    private final String description;
    private final @Nullable WriteQueue writes;
    private final List<CachePart> parts;
    private final @Nullable CacheObserver observer;

    EngineView(
            Engine<T> engine,
            Options<T> options,
            List<Policy> loaderPolicies,
            List<Policy> storePolicies,
            @Nullable WriteQueue writes,
            String description,
            @Nullable CacheObserver observer) {
        this.engine = engine;
        this.bound = options.near.bound(value -> 0);
        this.description = description;
        this.writes = writes;
        this.parts = parts(options, Policy.parts(loaderPolicies), Policy.parts(storePolicies), writes);
        this.observer = observer;
    }

    private static List<CachePart> parts(
            Options<?> options, List<Policy> loaderPolicies, List<Policy> storePolicies, @Nullable WriteQueue writes) {
        List<CachePart> parts = new ArrayList<>();
        loaderPolicies.forEach(policy -> add(parts, Place.LOADER_POLICY, policy));
        Origin<?> origin = options.origin;
        if (origin != null) {
            add(parts, Place.LOADER, origin.plain());
            add(parts, Place.LOADER, origin.contextual());
            add(parts, Place.LOADER, origin.async());
        }
        add(parts, Place.LOADER, options.bulkLoader);
        storePolicies.forEach(policy -> add(parts, Place.STORE_POLICY, policy));
        add(parts, Place.STORE, options.store);
        add(parts, Place.MISS_GUARD, options.missGuard);
        add(parts, Place.BUS, options.bus);
        add(parts, Place.LOCKS, options.locks);
        add(parts, Place.WRITE_QUEUE, writes);
        add(parts, Place.SNAPSHOT, options.snapshot);
        return List.copyOf(parts);
    }

    private static void add(List<CachePart> parts, Place place, @Nullable Object part) {
        if (part != null) {
            parts.add(new CachePart(place, part));
        }
    }

    void opened() {
        if (observer != null) {
            observer.onOpen(this);
        }
    }

    void closed() {
        if (observer != null) {
            observer.onClose(this);
        }
    }

    @Override
    public String name() {
        return engine.settings.name;
    }

    @Override
    public CacheReading read() {
        Counters c = engine.counters;
        RunningLoads running = RunningLoads.of(engine);
        OriginStatus origin = engine.availability.status();
        return new CacheReading(
                new CacheReading.Reads(
                        c.nearHits.sum(),
                        c.storeHits.sum(),
                        c.staleServes.sum(),
                        c.failedReads.sum(),
                        c.unanswered.sum()),
                new CacheReading.Loads(
                        c.loads.sum(),
                        c.loadFailures.sum(),
                        c.sharedLoads.sum(),
                        c.lateLoads.sum(),
                        c.refreshes.sum(),
                        c.backoffs.sum(),
                        c.refusedFills.sum(),
                        running.count(),
                        Duration.ofNanos(running.oldestNanos())),
                copies(),
                new CacheReading.Origin(origin.enabled(), origin.available(), engine.availability.offline()),
                c.puts.sum(),
                c.unreadable.sum(),
                c.oversized.sum(),
                c.doubts.sum(),
                writes == null ? null : writes.stats());
    }

    private CacheReading.Copies copies() {
        long entries = engine.near.size();
        long weight = engine.near.weight();
        long used = bound.isEntries() ? entries : weight;
        return new CacheReading.Copies(
                entries,
                bound.unit() == Bound.Unit.WEIGHT ? weight : 0,
                bound.unit() == Bound.Unit.BYTES ? weight : 0,
                bound.most() == 0 ? 0 : (double) used / bound.most(),
                engine.near.evictionsByCause());
    }

    @Override
    public List<CachePart> parts() {
        return parts.stream().flatMap(EngineView::now).toList();
    }

    /** Of a place whose policy can be exchanged, what is there now. */
    private static Stream<CachePart> now(CachePart part) {
        return part.part() instanceof ReplaceablePolicy place
                ? Policy.parts(List.of(place.current())).stream().map(inside -> new CachePart(part.place(), inside))
                : Stream.of(part);
    }

    @Override
    public String describe() {
        return description;
    }

    @Override
    public String toString() {
        return description;
    }
}
