package io.cachex.observability;

import io.cachex.spi.CacheView;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;

/**
 * The meters of a cache, or of several of one name: those that are read at it, and those that it {@linkplain #events tells}.
 *
 * <p>A count never goes back: when one of several caches is closed, what it had counted stays in the sum until the last of them
 * is closed and the meters go.
 */
final class CacheMeters {

    private final Shelf shelf; // keeps it while these meters are in the registry
    private final MeterRegistry registry;
    private final MetricsOptions options;
    private final Tags tags;
    private final EventMeters events;

    /** Guarded by the shelf, as {@link #meters}. */
    private final Map<Figure.Id, Figure> figures = new HashMap<>();

    private final List<Meter> meters = new ArrayList<>();

    /**
     * Who is open, and what those had counted that are not: changed together, so that nobody sees a cache in both or in neither.
     */
    private record Standing(List<CacheView> open, Map<Figure.Id, Double> before) {}

    private volatile Standing standing = new Standing(List.of(), Map.of());

    CacheMeters(Shelf shelf, MeterRegistry registry, MetricsOptions options, String cache) {
        this.shelf = shelf;
        this.registry = registry;
        this.options = options;
        this.tags = options.tags().and(Labels.CACHE, cache);
        this.events = new EventMeters(registry, options, tags);
    }

    /** Those that the cache tells of. */
    EventMeters events() {
        return events;
    }

    /** Ends what {@link Shelf#open} has begun; returns whether it was the last of its name. */
    boolean close(CacheView cache) {
        return shelf.close(this, options, cache);
    }

    /** Called by the shelf. */
    void add(CacheView cache) {
        List<CacheView> open = new ArrayList<>(standing.open());
        open.add(cache);
        standing = new Standing(List.copyOf(open), standing.before());
        for (Figure figure : Figures.of(cache, options)) {
            if (figures.putIfAbsent(figure.id(), figure) == null) {
                meters.add(register(figure));
            }
        }
        events.expect(cache);
    }

    /** Called by the shelf; returns whether none is left. */
    boolean remove(CacheView cache) {
        List<CacheView> open = new ArrayList<>(standing.open());
        if (!open.remove(cache)) {
            return false;
        }
        Map<Figure.Id, Double> before = new HashMap<>(standing.before());
        figures.forEach((id, figure) -> {
            if (figure.kind() == Figure.Kind.COUNT) {
                before.merge(id, read(figure, cache, 0), Double::sum);
            }
        });
        if (open.isEmpty()) { // the meters go first: a count must not be seen at what it was before these caches
            meters.forEach(registry::remove);
            events.end();
        }
        standing = new Standing(List.copyOf(open), Map.copyOf(before));
        return open.isEmpty();
    }

    /** What the registry holds holds this, and so the caches that are open. */
    private Meter register(Figure figure) {
        Tags all = tags.and(figure.tags());
        if (figure.kind() == Figure.Kind.COUNT) {
            Count count = new Count(figure);
            return FunctionCounter.builder(figure.name(), count, any -> count.value())
                    .tags(all)
                    .description(figure.description())
                    .baseUnit(figure.unit())
                    .register(registry);
        }
        return Gauge.builder(figure.name(), this, any -> gauge(figure))
                .tags(all)
                .description(figure.description())
                .baseUnit(figure.unit())
                .strongReference(true)
                .register(registry);
    }

    private double gauge(Figure figure) {
        DoubleStream all = standing.open().stream().mapToDouble(cache -> read(figure, cache, Double.NaN));
        return switch (figure.kind()) {
            case COUNT, SUM -> all.sum();
            case HIGHEST -> all.max().orElse(Double.NaN);
            case LOWEST -> all.min().orElse(Double.NaN);
        };
    }

    private static double read(Figure figure, CacheView cache, double otherwise) {
        try {
            return figure.value().applyAsDouble(cache);
        } catch (RuntimeException e) { // a part may be user code, and there is more to read
            return otherwise;
        }
    }

    /** A sum that never goes back, also if a part that is read fails. */
    private final class Count {

        private final Figure figure;
        private double last; // guarded by this

        Count(Figure figure) {
            this.figure = figure;
        }

        synchronized double value() {
            Standing now = standing;
            double sum = now.before().getOrDefault(figure.id(), 0.0);
            for (CacheView cache : now.open()) {
                sum += read(figure, cache, 0);
            }
            last = Math.max(last, sum);
            return last;
        }
    }
}
