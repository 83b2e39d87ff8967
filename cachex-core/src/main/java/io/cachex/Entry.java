package io.cachex;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the near tier keeps for a key: a value, or the knowledge that there is none. What it says never changes; 56 bytes.
 *
 * <p>Times are nanoseconds of the cache's clock and are compared by difference. Everything counts from the moment the
 * load began, so that no number of copies makes a value live longer. Deadlines are kept as {@link Spans} from there.
 *
 * <p>It is also its own place in the tier's order ({@link MarkedNear}): an object of its own for that would cost 24 bytes more.
 */
final class Entry<T> {

    private static final long COARSEST_CLOCK = 1_000_000_000;

    private static final int WRITTEN = 1;
    private static final int TAGGED = 2;
    private static final int PRIORITY_SHIFT = 2;
    private static final int PRIORITY = 3 << PRIORITY_SHIFT;
    private static final int PLACE_SHIFT = 4;
    private static final int PLACE = 7 << PLACE_SHIFT;

    /** How often a hit marks an entry until it is passed over. */
    static final int MOST_MARKS = 5;

    /** The size of a value that nobody has measured. */
    static final int UNKNOWN_SIZE = -1;

    /** Null for known absence. */
    final @Nullable T value;

    /** When the load that gave the value began, or when it was put. */
    final long startedAt;

    /** What most entries do not have. */
    final @Nullable Extras extras;

    private final int freshFor;
    private final int keptFor;

    /** In which the load that gave the value began: see {@link Coherence}. */
    final short epoch;

    /** What the value counts for the tier's bound, without its key. Written before others see the entry. */
    int size = UNKNOWN_SIZE;

    /** Facts, which never change once others see the entry, and the place, which is written under the tier's lock alone. */
    private byte state;

    /** How often it was hit, about: readers write it without a lock, and may overwrite each other's marks. */
    private byte marks;

    /** Under which it is in the tier; null before. Written before others see the entry there. */
    @Nullable
    String key;

    // Its neighbours in the tier's order, guarded by the tier's lock.

    @Nullable
    Entry<T> older;

    @Nullable
    Entry<T> younger;

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

    /** Where in the tier's order an entry is. */
    enum Place {
        NOWHERE(0),
        /** Among those that came and were not asked for again. */
        PROBATION(1),
        /** Among those that were. */
        PROVEN(2),
        /** Among the known absences. */
        ABSENCES(3),
        /** Aside, because it is held. */
        HELD(4);

        private static final Place[] ALL = {NOWHERE, PROBATION, PROVEN, ABSENCES, HELD};

        private final int code;

        Place(int code) {
            this.code = code;
        }
    }

    /** What a load brought, or the store. */
    Entry(@Nullable T value, long startedAt, long freshUntil, long staleUntil, @Nullable Extras extras, short epoch) {
        this(
                value,
                startedAt,
                Spans.of(freshUntil - startedAt),
                Spans.of(staleUntil - startedAt),
                extras,
                epoch,
                Priority.NORMAL.rank << PRIORITY_SHIFT);
    }

    private Entry(
            @Nullable T value,
            long startedAt,
            int freshFor,
            int keptFor,
            @Nullable Extras extras,
            short epoch,
            int facts) {
        this.value = value;
        this.startedAt = startedAt;
        this.freshFor = freshFor;
        this.keptFor = keptFor;
        this.extras = extras;
        this.epoch = epoch;
        boolean tagged = extras != null && !extras.tags().isEmpty();
        this.state = (byte) ((facts & (WRITTEN | PRIORITY)) | (tagged ? TAGGED : 0));
    }

    /** What a caller wrote. */
    static <T> Entry<T> written(
            @Nullable T value, long startedAt, long freshUntil, long staleUntil, @Nullable Extras extras, short epoch) {
        Entry<T> entry = new Entry<>(value, startedAt, freshUntil, staleUntil, extras, epoch);
        entry.state |= WRITTEN;
        return entry;
    }

    /** Sets how much the entry is worth keeping, before others see it. */
    Entry<T> prioritized(Priority priority) {
        state = (byte) ((state & ~PRIORITY) | (priority.rank << PRIORITY_SHIFT));
        return this;
    }

    /** Says how large the value is in bytes, before others see it. */
    Entry<T> sized(int bytes) {
        size = bytes;
        return this;
    }

    /** Until when it is served without question. */
    long freshUntil() {
        return startedAt + Spans.nanos(freshFor);
    }

    /** Until when it may stand in for a load that fails or is slow; not before {@link #freshUntil}, unless it was expired. */
    long staleUntil() {
        return startedAt + Spans.nanos(keptFor);
    }

    boolean isFresh(long now) {
        return freshUntil() - now > 0;
    }

    /** Whether it may still be served when it is not fresh. */
    boolean isUsable(long now) {
        return staleUntil() - now > 0;
    }

    boolean isAbsence() {
        return value == null;
    }

    /** Whether a caller made it so, by a put or an expire: a load that began before must not replace it. */
    boolean isWritten() {
        return (state & WRITTEN) != 0;
    }

    /** Whether it has tags; known without its extras, so that a hit need not look into them. */
    boolean isTagged() {
        return (state & TAGGED) != 0;
    }

    /** How much it is worth keeping, as {@link Priority#rank}. */
    int rank() {
        return (state & PRIORITY) >> PRIORITY_SHIFT;
    }

    long version() {
        return extras == null ? 0 : extras.version();
    }

    /** The same value with its freshness over, also for readers whose coarse clock is behind. */
    Entry<T> expired(long now) {
        long over = now - COARSEST_CLOCK;
        int freshness = freshUntil() - over < 0 ? freshFor : Spans.of(over - startedAt);
        return new Entry<>(value, startedAt, freshness, keptFor, extras, epoch, state | WRITTEN).sized(size);
    }

    /** The same entry with the version it has in the store. */
    Entry<T> withVersion(long version, long generation) {
        Extras versioned = extras == null
                ? new Extras(version, generation, Set.of(), null, 0)
                : new Extras(version, generation, extras.tags(), extras.etag(), extras.loadNanos());
        return new Entry<>(value, startedAt, freshFor, keptFor, versioned, epoch, state).sized(size);
    }

    /** Whichever of two was loaded later; null only if both are. */
    static <T> @Nullable Entry<T> newer(@Nullable Entry<T> a, @Nullable Entry<T> b) {
        if (a == null || b == null) {
            return a == null ? b : a;
        }
        return b.startedAt - a.startedAt > 0 ? b : a;
    }

    // Its place in the tier.

    /** Notes a use: one plain write, and none once it has been used often. */
    void mark() {
        int seen = marks;
        if (seen < MOST_MARKS) {
            marks = (byte) (seen + 1);
        }
    }

    int marks() {
        return marks;
    }

    void marks(int now) {
        marks = (byte) now;
    }

    Place place() {
        return Place.ALL[(state & PLACE) >> PLACE_SHIFT];
    }

    void place(Place now) {
        state = (byte) ((state & ~PLACE) | (now.code << PLACE_SHIFT));
    }

    String keyInTier() {
        if (key == null) {
            throw new IllegalStateException("an entry that was never put");
        }
        return key;
    }
}
