package io.cachex.store;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The order in which a stripe's entries end: a binary heap whose entries know their index, so that any of them can be
 * taken out. Guarded by the stripe.
 */
final class Deadlines {

    private @Nullable Entry[] heap = new @Nullable Entry[16];
    private int size;

    int size() {
        return size;
    }

    /** The entry that ends first. */
    @Nullable
    Entry first() {
        return heap[0];
    }

    void add(Entry entry) {
        if (size == heap.length) {
            heap = Arrays.copyOf(heap, size * 2);
        }
        rise(entry, size++);
    }

    void remove(Entry entry) {
        int hole = entry.place;
        Entry last = at(--size);
        heap[size] = null;
        if (last != entry) {
            sink(last, hole);
            rise(last, last.place);
        }
    }

    /** Looks for the entry's place from this index towards the first. */
    private void rise(Entry entry, int from) {
        int index = from;
        while (index > 0) {
            int parent = (index - 1) >>> 1;
            if (!isBefore(entry, at(parent))) {
                break;
            }
            put(at(parent), index);
            index = parent;
        }
        put(entry, index);
    }

    /** Looks for the entry's place from this index towards the last. */
    private void sink(Entry entry, int from) {
        int index = from;
        for (int child = 2 * index + 1; child < size; child = 2 * index + 1) {
            if (child + 1 < size && isBefore(at(child + 1), at(child))) {
                child++;
            }
            if (!isBefore(at(child), entry)) {
                break;
            }
            put(at(child), index);
            index = child;
        }
        put(entry, index);
    }

    private void put(Entry entry, int index) {
        heap[index] = entry;
        entry.place = index;
    }

    private Entry at(int index) {
        Entry entry = heap[index];
        if (entry == null) {
            throw new AssertionError("no entry at " + index + " of " + size);
        }
        return entry;
    }

    private static boolean isBefore(Entry a, Entry b) {
        return a.deadline - b.deadline < 0;
    }
}
