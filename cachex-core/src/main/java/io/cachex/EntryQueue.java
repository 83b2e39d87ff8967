package io.cachex;

import org.jspecify.annotations.Nullable;

/** Entries from the oldest to the youngest, linked through themselves, with the sum of their weights. Guarded by the tier's lock. */
final class EntryQueue<T> {

    final Entry.Place place;

    private @Nullable Entry<T> oldest;
    private @Nullable Entry<T> youngest;
    private int count;
    private long weight;

    EntryQueue(Entry.Place place) {
        this.place = place;
    }

    @Nullable
    Entry<T> oldest() {
        return oldest;
    }

    int count() {
        return count;
    }

    long weight() {
        return weight;
    }

    void add(Entry<T> entry, long itsWeight) {
        entry.place(place);
        entry.older = youngest;
        entry.younger = null;
        if (youngest == null) {
            oldest = entry;
        } else {
            youngest.younger = entry;
        }
        youngest = entry;
        count++;
        weight += itsWeight;
    }

    void remove(Entry<T> entry, long itsWeight) {
        Entry<T> before = entry.older;
        Entry<T> after = entry.younger;
        if (before == null) {
            oldest = after;
        } else {
            before.younger = after;
        }
        if (after == null) {
            youngest = before;
        } else {
            after.older = before;
        }
        forget(entry);
        count--;
        weight -= itsWeight;
    }

    /** Puts an entry into the place of another one. */
    void replace(Entry<T> entry, long itsWeight, Entry<T> by, long newWeight) {
        Entry<T> before = entry.older;
        Entry<T> after = entry.younger;
        by.place(place);
        by.older = before;
        by.younger = after;
        if (before == null) {
            oldest = by;
        } else {
            before.younger = by;
        }
        if (after == null) {
            youngest = by;
        } else {
            after.older = by;
        }
        forget(entry);
        weight += newWeight - itsWeight;
    }

    private static void forget(Entry<?> entry) {
        entry.older = null;
        entry.younger = null;
        entry.place(Entry.Place.NOWHERE);
    }
}
