package io.cachex;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the near tier keeps for a key: a value, or the knowledge that there is none. Immutable; 48 bytes.
 *
 * <p>Times are nanoseconds of the cache's clock and are compared by difference. Everything counts from the moment the
 * load began, so that no number of copies makes a value live longer.
 */
final class Entry<T> {

    private static final long COARSEST_CLOCK = 1_000_000_000;

    /** Null for known absence. */
    final @Nullable T value;

    /** When the load that gave the value began, or when it was put. */
    final long startedAt;

    /** Until when it is served without question. */
    final long freshUntil;

    /** Until when it may stand in for a load that fails or is slow; not before freshUntil. */
    final long staleUntil;

    /** What most entries do not have. */
    final @Nullable Extras extras;

    /** In which the load that gave the value began: see {@link Coherence}. */
    final short epoch;

    /** Whether a caller made it so, by a put or an expire: a load that began before must not replace it. */
    final boolean written;

    /** Whether it has tags; beside the extras, so that a hit need not look into them. */
    final boolean isTagged;

    /**
     * The parts of an entry that only some have.
     *
     * @param version the store's version, 0 if there is no store
     * @param generation the namespace's sequence when the load began
     * @param tags by which it can be invalidated; may be empty
     * @param etag the origin's, or null
     * @param loadNanos how long the load took, 0 if unknown
     */
    record Extras(
            long version,
            long generation,
            Set<String> tags,
            @Nullable String etag,
            long loadNanos) {}

    /** What a load brought, or the store. */
    Entry(@Nullable T value, long startedAt, long freshUntil, long staleUntil, @Nullable Extras extras, short epoch) {
        this(value, startedAt, freshUntil, staleUntil, extras, epoch, false);
    }

    private Entry(
            @Nullable T value,
            long startedAt,
            long freshUntil,
            long staleUntil,
            @Nullable Extras extras,
            short epoch,
            boolean written) {
        this.value = value;
        this.startedAt = startedAt;
        this.freshUntil = freshUntil;
        this.staleUntil = staleUntil;
        this.extras = extras;
        this.epoch = epoch;
        this.isTagged = extras != null && !extras.tags().isEmpty();
        this.written = written;
    }

    /** What a caller wrote. */
    static <T> Entry<T> written(
            @Nullable T value, long startedAt, long freshUntil, long staleUntil, @Nullable Extras extras, short epoch) {
        return new Entry<>(value, startedAt, freshUntil, staleUntil, extras, epoch, true);
    }

    boolean isFresh(long now) {
        return freshUntil - now > 0;
    }

    /** Whether it may still be served when it is not fresh. */
    boolean isUsable(long now) {
        return staleUntil - now > 0;
    }

    boolean isAbsence() {
        return value == null;
    }

    long version() {
        return extras == null ? 0 : extras.version();
    }

    /** The same value with its freshness over, also for readers whose coarse clock is behind. */
    Entry<T> expired(long now) {
        long over = now - COARSEST_CLOCK;
        return new Entry<>(
                value, startedAt, freshUntil - over < 0 ? freshUntil : over, staleUntil, extras, epoch, true);
    }

    /** The same entry with the version it has in the store. */
    Entry<T> withVersion(long version, long generation) {
        Extras versioned = extras == null
                ? new Extras(version, generation, Set.of(), null, 0)
                : new Extras(version, generation, extras.tags(), extras.etag(), extras.loadNanos());
        return new Entry<>(value, startedAt, freshUntil, staleUntil, versioned, epoch, written);
    }

    /** Whichever of two was loaded later; null only if both are. */
    static <T> @Nullable Entry<T> newer(@Nullable Entry<T> a, @Nullable Entry<T> b) {
        if (a == null || b == null) {
            return a == null ? b : a;
        }
        return b.startedAt - a.startedAt > 0 ? b : a;
    }
}
