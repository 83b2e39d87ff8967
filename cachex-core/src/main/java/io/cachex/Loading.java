package io.cachex;

import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One attempt's context, and what its loader decided. */
final class Loading<T> implements LoadContext<T> {

    private final Flight<T> flight;
    private final Settings<T> settings;

    private boolean unmodified;
    private Lifetimes lifetimes;
    private Set<String> tags = Set.of();
    private @Nullable String etag;
    private Priority priority;

    Loading(Flight<T> flight, Settings<T> settings) {
        this.flight = flight;
        this.settings = settings;
        this.lifetimes = settings.switches.lifetimes();
        this.priority = settings.priority;
    }

    @Override
    public String key() {
        return flight.key;
    }

    @Override
    public @Nullable T staleValue() {
        Entry<T> stale = flight.fallback;
        return stale == null || stale.value == null ? null : settings.protection.out(stale.value);
    }

    @Override
    public long version() {
        Entry<T> stale = flight.fallback;
        return stale == null ? 0 : stale.version();
    }

    @Override
    public @Nullable String etag() {
        Entry<T> stale = flight.fallback;
        return stale == null || stale.extras == null ? null : stale.extras.etag();
    }

    @Override
    public Duration remaining() {
        if (settings.loadDeadline == 0) {
            return Rules.LONGEST;
        }
        return Duration.ofNanos(Math.max(flight.startedAt + settings.loadDeadline - settings.time.nanos(), 0));
    }

    @Override
    public T notModified() {
        T stale = staleValue();
        if (stale == null) {
            throw new IllegalStateException("there is no stale value that could be unmodified");
        }
        unmodified = true;
        return stale;
    }

    @Override
    public LoadContext<T> ttl(Duration value) {
        lifetimes = lifetimes.ttl(value);
        return this;
    }

    @Override
    public LoadContext<T> staleIfError(Duration value) {
        lifetimes = lifetimes.staleIfError(value);
        return this;
    }

    @Override
    public LoadContext<T> negativeTtl(Duration value) {
        lifetimes = lifetimes.negativeTtl(value);
        return this;
    }

    @Override
    public LoadContext<T> jitter(double value) {
        lifetimes = lifetimes.jitter(value);
        return this;
    }

    @Override
    public LoadContext<T> priority(Priority value) {
        priority = settings.checked(Rules.notNull("priority", value));
        return this;
    }

    @Override
    public LoadContext<T> tags(Collection<String> value) {
        Set<String> all = new HashSet<>(tags);
        all.addAll(Rules.notNull("tags", value));
        tags = Rules.tags(all);
        return this;
    }

    @Override
    public LoadContext<T> etag(String value) {
        Rules.require(value.length() <= 256, "etag", value.length() + " characters", "at most 256 characters");
        etag = value;
        return this;
    }

    /**
     * The entry to keep for what the loader returned; null for absence that is not remembered. An unmodified value keeps
     * the tags and the etag it had, unless the loader gave others.
     */
    @Nullable
    Entry<T> entry(@Nullable T value, long loadNanos) {
        Entry<T> stale = flight.fallback;
        if (unmodified && stale != null && stale.extras != null) {
            tags = tags.isEmpty() ? stale.extras.tags() : tags;
            etag = etag == null ? stale.extras.etag() : etag;
        }
        Entry<T> entry = Entries.of(settings, value, flight, lifetimes, flight.generation, tags, etag, loadNanos);
        return entry == null ? null : entry.prioritized(priority);
    }
}
