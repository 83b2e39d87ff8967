package io.cachex;

import java.util.function.ToLongBiFunction;

/**
 * How much a near tier may hold, and what each entry counts. Weights follow from what never changes in an entry, so what is
 * added when it comes is what is taken away when it goes.
 *
 * @param most the bound: entries, or the sum of weights
 * @param unit what is counted
 * @param size what a value counts, where the entry does not know; not called for entries
 */
record Bound<T>(long most, Unit unit, ToLongBiFunction<String, T> size) {

    /** What is counted. */
    enum Unit {
        ENTRIES,
        WEIGHT,
        BYTES
    }

    /** So many entries. */
    static <T> Bound<T> entries(long most) {
        return new Bound<>(most, Unit.ENTRIES, (key, value) -> 1);
    }

    boolean isEntries() {
        return unit == Unit.ENTRIES;
    }

    /** Measures an entry that is about to come. */
    void measure(Entry<T> entry) {
        T value = entry.value;
        boolean known = unit == Unit.BYTES && entry.size != Entry.UNKNOWN_SIZE;
        if (unit == Unit.ENTRIES || known) {
            return;
        }
        entry.size = value == null ? absence() : checked(size.applyAsLong(entry.keyInTier(), value));
    }

    private int absence() {
        return unit == Unit.WEIGHT ? 1 : 0;
    }

    private int checked(long measured) {
        if (measured < 0) {
            throw new IllegalArgumentException("the size of a value must not be negative: " + measured);
        }
        return (int) Math.min(measured, Integer.MAX_VALUE);
    }

    /** What a measured entry counts. */
    long weigh(Entry<T> entry) {
        return switch (unit) {
            case ENTRIES -> 1;
            case WEIGHT -> entry.size;
            case BYTES -> Near.ENTRY_OVERHEAD + entry.keyInTier().length() + (long) entry.size;
        };
    }
}
