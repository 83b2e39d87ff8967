package io.cachex;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes entries: this is where times to live become deadlines. */
final class Entries {

    private Entries() {}

    /** As the settings say; null for absence that is not remembered. */
    static <T> @Nullable Entry<T> of(Settings<T> settings, @Nullable T value, Flight<T> flight, long loadNanos) {
        return of(settings, value, flight, settings.switches.lifetimes(), 0, Set.of(), null, loadNanos);
    }

    /** A value put by a caller, from now on. */
    static <T> Entry<T> put(Settings<T> settings, T value, long now, PutOptions options, long generation, short epoch) {
        Lifetimes usual = settings.switches.lifetimes();
        long ttl = options.ttl() == null ? usual.ttl : options.ttl().toNanos();
        long stale = options.staleIfError() == null
                ? usual.staleIfError
                : options.staleIfError().toNanos();
        double jitter = options.jitter() == null ? usual.jitter : options.jitter();
        long freshUntil = now + shortened(settings, ttl, jitter);
        Priority priority = options.priority() == null ? settings.priority : settings.checked(options.priority());
        return Entry.written(
                        value,
                        now,
                        freshUntil,
                        freshUntil + settings.switches.keptFor(stale, usual.staleWhileRevalidate),
                        extras(settings, generation, options.tags(), null, 0),
                        epoch)
                .prioritized(priority);
    }

    static <T> @Nullable Entry<T> of(
            Settings<T> settings,
            @Nullable T value,
            Flight<T> flight,
            Lifetimes lifetimes,
            long generation,
            Set<String> tags,
            @Nullable String etag,
            long loadNanos) {
        long startedAt = flight.startedAt;
        if (value == null) {
            long until = startedAt + shortened(settings, lifetimes.negativeTtl, lifetimes.jitter);
            return lifetimes.negativeTtl == 0
                    ? null
                    : new Entry<>(
                            null, startedAt, until, until, extras(settings, generation, tags, etag, 0), flight.epoch);
        }
        long freshUntil = startedAt + shortened(settings, lifetimes.ttl, lifetimes.jitter);
        long kept = settings.switches.keptFor(lifetimes.staleIfError, lifetimes.staleWhileRevalidate);
        return new Entry<>(
                        value,
                        startedAt,
                        freshUntil,
                        freshUntil + kept,
                        extras(settings, generation, tags, etag, loadNanos),
                        flight.epoch)
                .prioritized(settings.priority);
    }

    /** A part of a cache has nothing to remember about its entries; then they have no extras. */
    private static Entry.@Nullable Extras extras(
            Settings<?> settings, long generation, Set<String> tags, @Nullable String etag, long loadNanos) {
        boolean probabilistic = settings.refresh.mode() == Refresh.Mode.PROBABILISTIC && loadNanos > 0;
        if (tags.isEmpty() && etag == null && !probabilistic) {
            return null;
        }
        return new Entry.Extras(0, generation, tags, etag, loadNanos);
    }

    /** At least 1 ns of it. */
    private static long shortened(Settings<?> settings, long ttl, double jitter) {
        return jitter == 0 ? ttl : Math.max(ttl - (long) (ttl * jitter * settings.random.getAsDouble()), 1);
    }
}
