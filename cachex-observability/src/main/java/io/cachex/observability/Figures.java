package io.cachex.observability;

import io.cachex.spi.CachePart;
import io.cachex.spi.CachePart.Place;
import io.cachex.spi.CacheReading;
import io.cachex.spi.CacheView;
import io.cachex.spi.EvictionCause;
import io.cachex.spi.WriteQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/** What is read at a cache: the one list of those meters. */
final class Figures {

    private static final String SECONDS = "seconds";
    private static final String BYTES = "bytes";
    private static final double NANOS = 1e9;

    private static final String GETS_TEXT =
            "The number of times cache lookup methods have returned a cached (hit) or uncached (newly loaded or null)"
                    + " value (miss).";

    private Figures() {}

    /** Those that this cache has. */
    static List<Figure> of(CacheView cache, MetricsOptions options) {
        List<Figure> all = new ArrayList<>();
        all.addAll(reads());
        all.addAll(loads());
        all.addAll(copies());
        all.addAll(origin());
        if (has(cache, Place.BUS)) {
            all.add(Figure.count(
                    "cachex.bus.gaps",
                    "Times the bus could not vouch for its messages, and the near tier was dropped",
                    CacheReading::doubts));
        }
        if (has(cache, Place.WRITE_QUEUE)) {
            all.addAll(writes());
        }
        if (Optionals.hasResilience()) {
            all.addAll(ResilienceFigures.of(cache));
        }
        all.replaceAll(figure -> prefixed(figure, options));
        if (options.cacheMeters()) {
            all.addAll(standard());
        }
        return all;
    }

    static boolean has(CacheView cache, Place place) {
        return cache.parts().stream().map(CachePart::place).anyMatch(place::equals);
    }

    private static Figure prefixed(Figure figure, MetricsOptions options) {
        return new Figure(
                figure.kind(),
                options.named(figure.name()),
                figure.tags(),
                figure.description(),
                figure.unit(),
                figure.value());
    }

    private static List<Figure> reads() {
        return List.of(
                read("hit", reads -> reads.hits()),
                read("miss", CacheReading.Reads::misses),
                read("stale", CacheReading.Reads::staleServes),
                read("error", CacheReading.Reads::failures),
                hits("near", CacheReading.Reads::nearHits),
                hits("store", CacheReading.Reads::storeHits),
                Figure.count(
                        "cachex.misses",
                        "Reads that found nothing fresh, whatever became of them",
                        reading -> reading.reads().total() - reading.reads().hits()),
                Figure.count(
                        "cachex.stale.serves",
                        "Reads answered by a value past its freshness",
                        reading -> reading.reads().staleServes()));
    }

    private static Figure read(String status, ToLongFunction<CacheReading.Reads> count) {
        return Figure.count(
                        EventMeters.OPERATIONS,
                        EventMeters.OPERATIONS_TEXT,
                        reading -> count.applyAsLong(reading.reads()))
                .tag(Labels.OPERATION, "get")
                .tag(Labels.STATUS, status);
    }

    private static Figure hits(String tier, ToLongFunction<CacheReading.Reads> count) {
        return Figure.count(
                        "cachex.hits", "Reads answered fresh by a tier", reading -> count.applyAsLong(reading.reads()))
                .tag(Labels.TIER, tier);
    }

    private static List<Figure> loads() {
        return List.of(
                load("cachex.shared.loads", "Reads that waited for somebody else's load", CacheReading.Loads::shared),
                load(
                        "cachex.late.loads",
                        "Loads whose result was not kept because the key changed meanwhile",
                        CacheReading.Loads::late),
                load("cachex.refreshes", "Loads begun before anybody had to wait", CacheReading.Loads::refreshes),
                load(
                        "cachex.backoffs",
                        "Loads not begun because an earlier one had just failed",
                        CacheReading.Loads::backoffs),
                load(
                        "cachex.refused.fills",
                        "Loaded values that the store did not take, because the key had changed",
                        CacheReading.Loads::refusedFills),
                Figure.count("cachex.unreadable", "Stored values that could not be used", CacheReading::unreadable),
                Figure.count("cachex.oversized", "Values too large to be kept", CacheReading::oversized),
                Figure.of(
                        Figure.Kind.SUM,
                        "cachex.flights",
                        "Loads under way",
                        reading -> reading.loads().running()),
                Figure.of(
                                Figure.Kind.HIGHEST,
                                "cachex.oldest.load",
                                "How long the oldest load has been running",
                                reading -> seconds(reading.loads().oldest()))
                        .in(SECONDS));
    }

    private static Figure load(String name, String description, ToLongFunction<CacheReading.Loads> count) {
        return Figure.count(name, description, reading -> count.applyAsLong(reading.loads()));
    }

    private static List<Figure> copies() {
        List<Figure> all = new ArrayList<>(List.of(
                gauge(
                        "cachex.near.entries",
                        "Entries in the near tier",
                        reading -> reading.copies().entries()),
                gauge(
                                "cachex.near.bytes",
                                "Bytes in the near tier; 0 unless bytes are bounded",
                                reading -> reading.copies().bytes())
                        .in(BYTES),
                Figure.of(
                        Figure.Kind.HIGHEST,
                        "cachex.pressure",
                        "What is used of what the near tier may hold: 0 empty, 1 full",
                        reading -> reading.copies().pressure())));
        for (EvictionCause cause : EvictionCause.values()) {
            all.add(Figure.count(
                            "cachex.evictions",
                            "Entries that left the near tier by themselves",
                            reading -> reading.copies().evictions().getOrDefault(cause, 0L))
                    .tag(Labels.CAUSE, Labels.of(cause)));
        }
        return all;
    }

    private static List<Figure> origin() {
        return List.of(
                Figure.of(
                        Figure.Kind.LOWEST,
                        "upstream.available",
                        "1 if the origin answers, as far as loads tell; else 0",
                        reading -> reading.origin().available() ? 1 : 0),
                Figure.of(
                        Figure.Kind.LOWEST,
                        "cachex.upstream.enabled",
                        "1 if the origin may be asked, else 0",
                        reading -> reading.origin().enabled() ? 1 : 0),
                Figure.count(
                                "cachex.offline",
                                "How long the origin could not be had, or was not to be asked",
                                reading -> seconds(reading.origin().offline()))
                        .in(SECONDS));
    }

    private static List<Figure> writes() {
        return List.of(
                write(Figure.Kind.COUNT, "dlq.retried.operations", "Background writes tried again", s -> s.retried()),
                write(
                        Figure.Kind.COUNT,
                        "dlq.succeeded.operations",
                        "Background writes made, or covered by a later one",
                        s -> s.succeeded()),
                write(
                        Figure.Kind.COUNT,
                        "dlq.dropped.operations",
                        "Background writes given up for good",
                        s -> s.dropped()),
                write(Figure.Kind.SUM, "dlq.current.queue.size", "Dead letters there are", s -> s.parked()),
                write(Figure.Kind.COUNT, "cachex.writes.accepted", "Background writes taken", s -> s.accepted()),
                write(Figure.Kind.SUM, "cachex.writes.waiting", "Background writes not yet made", s -> s.waiting()),
                write(
                                Figure.Kind.SUM,
                                "cachex.writes.waiting.bytes",
                                "What the background writes take that are not yet made",
                                s -> s.waitingBytes())
                        .in(BYTES),
                write(
                                Figure.Kind.HIGHEST,
                                "cachex.writes.oldest",
                                "How long the oldest background write has waited",
                                s -> s.oldestNanos() / NANOS)
                        .in(SECONDS));
    }

    private static Figure write(
            Figure.Kind kind, String name, String description, ToDoubleFunction<WriteQueue.Stats> value) {
        return Figure.of(kind, name, description, reading -> {
            WriteQueue.Stats stats = reading.writes();
            return stats == null ? 0 : value.applyAsDouble(stats);
        });
    }

    /** Micrometer's own, by its names and words: see {@link OneCache}. */
    private static List<Figure> standard() {
        return List.of(
                gauge(
                        "cache.size",
                        "The number of entries in this cache. This may be an approximation, depending on the type of"
                                + " cache.",
                        reading -> reading.copies().entries()),
                Figure.count("cache.gets", GETS_TEXT, reading -> reading.reads().hits())
                        .tag(Labels.RESULT, "hit"),
                Figure.count(
                                "cache.gets",
                                GETS_TEXT,
                                reading -> reading.reads().total()
                                        - reading.reads().hits())
                        .tag(Labels.RESULT, "miss"),
                Figure.count(
                        "cache.puts",
                        "The number of entries added to the cache",
                        reading -> reading.puts() + reading.loads().succeeded()),
                Figure.count(
                        "cache.evictions",
                        "The number of times the cache was evicted.",
                        reading -> reading.copies().evicted()));
    }

    private static Figure gauge(String name, String description, ToDoubleFunction<CacheReading> value) {
        return Figure.of(Figure.Kind.SUM, name, description, value);
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / NANOS;
    }
}
