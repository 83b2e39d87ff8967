package io.cachex.store;

import org.jspecify.annotations.Nullable;

/** The order in which a stripe's entries were used: a linked list through the entries; guarded by the stripe. */
final class Recency {

    private @Nullable Entry oldest;
    private @Nullable Entry newest;

    @Nullable
    Entry oldest() {
        return oldest;
    }

    void add(Entry entry) {
        entry.older = newest;
        entry.newer = null;
        if (newest == null) {
            oldest = entry;
        } else {
            newest.newer = entry;
        }
        newest = entry;
    }

    void remove(Entry entry) {
        Entry older = entry.older;
        Entry newer = entry.newer;
        if (older == null) {
            oldest = newer;
        } else {
            older.newer = newer;
        }
        if (newer == null) {
            newest = older;
        } else {
            newer.older = older;
        }
    }

    /** Makes the entry the newest. */
    void use(Entry entry, long use) {
        entry.lastUse = use;
        if (entry != newest) {
            remove(entry);
            add(entry);
        }
    }
}
