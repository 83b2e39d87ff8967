package io.cachex.observability;

import io.cachex.spi.CacheReading;
import io.cachex.spi.CacheView;
import io.micrometer.core.instrument.Tags;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * A number that is read at a cache when the registry is read.
 *
 * @param kind a count or a gauge, and what the number of several caches of one name is
 * @param name the meter's
 * @param tags beside {@code cache}
 * @param description a line for people
 * @param unit the base unit; null if it counts things
 * @param value reads it
 */
record Figure(
        Kind kind,
        String name,
        Tags tags,
        String description,
        @Nullable String unit,
        ToDoubleFunction<CacheView> value) {

    /** What is made of the numbers of several caches. */
    enum Kind {
        /** Grows only; they add up. */
        COUNT,
        /** A gauge; they add up. */
        SUM,
        /** A gauge; the highest. */
        HIGHEST,
        /** A gauge; the lowest. */
        LOWEST
    }

    /** What tells meters of one cache apart. */
    record Id(String name, Tags tags) {}

    Id id() {
        return new Id(name, tags);
    }

    static Figure count(String name, String description, ToDoubleFunction<CacheReading> value) {
        return of(Kind.COUNT, name, description, value);
    }

    static Figure of(Kind kind, String name, String description, ToDoubleFunction<CacheReading> value) {
        return new Figure(kind, name, Tags.empty(), description, null, view -> value.applyAsDouble(view.read()));
    }

    /** The same with a tag more. */
    Figure tag(String key, String tag) {
        return new Figure(kind, name, tags.and(key, tag), description, unit, value);
    }

    /** The same in this unit. */
    Figure in(String baseUnit) {
        return new Figure(kind, name, tags, description, baseUnit, value);
    }
}
