package io.cachex.resilience;

import org.jspecify.annotations.Nullable;

/**
 * A filter: hash, bits, and who has filled them.
 *
 * @param tenants null where everybody may add as much as he likes
 */
record KeyFilter(KeyHash hash, BloomBits bits, @Nullable Tenants tenants) {

    /** With more of its bits set it says "maybe" too often to be worth asking. */
    static final double FULL = 0.5;

    /** None of it filled, of the same size. */
    KeyFilter empty() {
        return new KeyFilter(hash, bits.empty(), Tenants.anew(tenants));
    }

    boolean mightExist(String key) {
        return isFull() || (tenants != null && tenants.isOver(key)) || bits.mightContain(hash.of(key));
    }

    /** Adds what a caller brought. */
    void add(String key) {
        long hashed = hash.of(key);
        if (tenants == null || (!bits.mightContain(hashed) && tenants.mayAdd(key))) {
            bits.add(hashed);
        }
    }

    /** Adds what the origin has, whoever's it is. */
    void load(String key) {
        bits.add(hash.of(key));
    }

    boolean isFull() {
        return bits.fill() > FULL;
    }
}
