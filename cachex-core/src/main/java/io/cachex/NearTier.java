package io.cachex;

import io.cachex.spi.EvictionCause;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The tier inside this process: a bounded map that knows nothing of time. Freshness is decided by who reads.
 *
 * <p>All methods are safe for many threads; {@link #get} allocates nothing and takes no lock.
 */
interface NearTier<T> {

    /** The entry, which then counts as used; null if there is none. */
    @Nullable
    Entry<T> get(String key);

    /** The entry, without counting the look as a use. */
    @Nullable
    Entry<T> peek(String key);

    /** Replaces whatever is there. */
    void put(String key, Entry<T> entry);

    /**
     * Keeps what a flight brought, unless the key changed meanwhile: the flight is poisoned, or an entry other than the
     * one it set out from is there that somebody wrote, or that was loaded later. Decided atomically with the write.
     *
     * @return whether the entry was kept
     */
    boolean land(Flight<T> flight, Entry<T> entry);

    /** Changes an entry atomically: the function sees what is there or null, and gives what shall be there or null. */
    @Nullable
    Entry<T> compute(String key, UnaryOperator<@Nullable Entry<T>> change);

    /** Removes what is there. */
    void remove(String key);

    /** Removes this very entry and no other. */
    void remove(String key, Entry<T> entry);

    /** Removes everything that is there when the call begins. */
    void clear();

    /** Removes of what is there when the call begins the entries that fulfil the condition, each at most once. */
    void removeIf(Predicate<Entry<T>> condition);

    /** Whether anything that lands is kept at all. */
    boolean keeps();

    /** Up to so many keys, those most worth keeping first. */
    List<String> hottest(int limit);

    /** Shows what is there, each entry once; what comes or goes meanwhile may or may not be shown. Counts as no use. */
    void forEach(BiConsumer<String, Entry<T>> visitor);

    /** How many entries there are, about. */
    long size();

    /** The weight or the bytes of what there is; 0 where entries are counted. */
    default long weight() {
        return 0;
    }

    /** Entries dropped for want of room so far. */
    long evictions();

    /** Entries that left by themselves so far. */
    default Map<EvictionCause, Long> evictionsByCause() {
        return Map.of();
    }

    /**
     * Keeps the very entry from being evicted until what is returned is run, once; null if it is no longer there.
     *
     * @throws UnsupportedOperationException if the tier holds nothing
     */
    @Nullable
    default Runnable hold(String key, Entry<T> entry) {
        throw new UnsupportedOperationException(this + " holds nothing");
    }

    /** Removes everything, and does nothing by itself from now on. */
    default void close() {
        clear();
    }

    @Override
    String toString();
}
