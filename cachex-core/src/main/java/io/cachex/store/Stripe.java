package io.cachex.store;

import io.cachex.spi.StoredValue;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A share of a memory store's keys, under one lock that is never held for more than a few entries.
 *
 * <p>A write that finds no room does not make it: it answers how many bytes are missing, and the writer evicts, from any
 * stripe, with no lock held in between.
 */
final class Stripe {

    /** Answer of a write: done. Above it: the number of bytes that are missing. */
    static final long WRITTEN = 0;

    /** Answer of a write: the stored version is not the expected one. */
    static final long OTHER_VERSION = -1;

    /** Expects nothing: writes over any version. */
    static final long ANY_VERSION = -1;

    private static final long LAST_VERSION = 1L << 53;
    private static final long NEVER = Long.MAX_VALUE;

    private final Budget budget;
    final Map<String, Entry> values = new HashMap<>(); // guarded by this, as all that follows
    final Map<String, Entry> counters = new HashMap<>();
    final Recency recency = new Recency();
    final Deadlines deadlines = new Deadlines();
    private boolean closed;

    // For writers that look for a victim: written under the lock, read without it. A stale look costs another look.
    private volatile long oldestUse = NEVER;
    private volatile @Nullable Entry firstDue;

    Stripe(Budget budget) {
        this.budget = budget;
    }

    synchronized @Nullable StoredValue read(String key, long now, long use) {
        Entry entry = find(values, key, now);
        if (entry == null) {
            return null;
        }
        recency.use(entry, use);
        announce();
        return StoredValue.of(entry.bytes, Duration.ofNanos(entry.deadline - now), entry.number);
    }

    /** Writes a value over the expected version, and raises the value's own version above that which it replaces. */
    synchronized long write(Entry fresh, long expected, long now) {
        Entry old = find(values, fresh.key, now);
        if (expected != ANY_VERSION && expected != (old == null ? 0 : old.number)) {
            return OTHER_VERSION;
        }
        if (old != null && old.number >= LAST_VERSION) {
            drop(old);
            throw new IllegalArgumentException("the value's version cannot be raised above " + old.number);
        }
        long version = old == null ? fresh.number : Math.max(fresh.number, old.number + 1);
        long missing = replace(old, fresh);
        if (missing == 0) {
            fresh.number = version;
        }
        return missing;
    }

    /** Adds the fresh counter's count to the one that is there, or puts a copy of it in; its number becomes the sum. */
    synchronized long add(Entry fresh, long now) {
        Entry old = find(counters, fresh.key, now);
        if (old == null) {
            // A copy, because the caller reads the sum without the lock, when others may already count on.
            return replace(null, Entry.counter(fresh.key, fresh.number, fresh.deadline, fresh.lastUse));
        }
        old.number = Math.addExact(old.number, fresh.number);
        fresh.number = old.number;
        recency.use(old, fresh.lastUse);
        announce();
        return WRITTEN;
    }

    synchronized void remove(String key) {
        removeValue(key);
        Entry counter = counters.get(key);
        if (counter != null) {
            drop(counter);
        }
    }

    synchronized void removeValue(String key) {
        ensureOpen();
        Entry value = values.get(key);
        if (value != null) {
            drop(value);
        }
    }

    /** When the entry that waits longest for its next use had its last one; {@link Long#MAX_VALUE} if there is none. */
    long oldestUse() {
        return oldestUse;
    }

    boolean hasExpired(long now) {
        Entry due = firstDue;
        return due != null && due.isExpired(now);
    }

    /** Drops the entry used longest ago and answers its bytes, 0 if there is none. */
    synchronized long evictOldest() {
        Entry oldest = recency.oldest();
        return oldest == null ? 0 : drop(oldest);
    }

    /** Drops the entry that ended first and answers its bytes, 0 if none has. */
    synchronized long dropExpired(long now) {
        Entry due = deadlines.first();
        return due == null || !due.isExpired(now) ? 0 : drop(due);
    }

    synchronized int size() {
        return deadlines.size();
    }

    /** Drops everything, a few entries at a time, and refuses whatever comes. */
    void close() {
        synchronized (this) {
            closed = true;
        }
        while (evictOldest() > 0) {} // each in a lock of its own: a late reader gets its refusal at once
    }

    private @Nullable Entry find(Map<String, Entry> map, String key, long now) {
        ensureOpen();
        Entry entry = map.get(key);
        if (entry != null && entry.isExpired(now)) {
            drop(entry);
            return null;
        }
        return entry;
    }

    private long replace(@Nullable Entry old, Entry fresh) {
        long missing = budget.take(fresh.cost - (old == null ? 0 : old.cost));
        if (missing > 0) {
            if (old != null) {
                recency.use(old, fresh.lastUse); // the last to be evicted: its version must outlive the making of room
                announce();
            }
            return missing;
        }
        if (old != null) {
            recency.remove(old);
            deadlines.remove(old);
        }
        mapOf(fresh).put(fresh.key, fresh);
        recency.add(fresh);
        deadlines.add(fresh);
        announce();
        return WRITTEN;
    }

    private long drop(Entry entry) {
        mapOf(entry).remove(entry.key);
        recency.remove(entry);
        deadlines.remove(entry);
        budget.take(-entry.cost);
        announce();
        return entry.cost;
    }

    private Map<String, Entry> mapOf(Entry entry) {
        return entry.isCounter ? counters : values;
    }

    private void announce() {
        Entry oldest = recency.oldest();
        long use = oldest == null ? NEVER : oldest.lastUse;
        if (use != oldestUse) { // a look is cheaper than a volatile write
            oldestUse = use;
        }
        Entry due = deadlines.first();
        if (due != firstDue) {
            firstDue = due;
        }
    }

    private void ensureOpen() {
        if (closed) {
            throw new IllegalStateException("memory store is closed");
        }
    }
}
