package io.cachex;

import java.util.concurrent.atomic.AtomicIntegerArray;
import org.jspecify.annotations.Nullable;

/**
 * The keys about which something newer is known than a snapshot can tell: those that were changed or loaded since the cache
 * was built. Kept until the snapshot has been loaded, in 128 KiB, however many they are: two keys may share a bit, and then one
 * is left out of what is loaded, which does no harm.
 */
final class ChangedKeys {

    private static final int BITS = 20;

    private volatile @Nullable AtomicIntegerArray words;
    private volatile boolean isEvery;

    /** From now on keys are noted. */
    void begin() {
        words = new AtomicIntegerArray(1 << (BITS - 5));
    }

    /** Nobody will ask any more. */
    void end() {
        words = null;
    }

    void add(String key) {
        AtomicIntegerArray noted = words;
        if (noted != null) {
            int bit = bitOf(key);
            noted.accumulateAndGet(bit >>> 5, 1 << (bit & 31), (before, one) -> before | one);
        }
    }

    void addEvery() {
        isEvery = true;
    }

    boolean contains(String key) {
        AtomicIntegerArray noted = words;
        int bit = bitOf(key);
        return isEvery || (noted != null && (noted.get(bit >>> 5) & (1 << (bit & 31))) != 0);
    }

    private static int bitOf(String key) {
        return (key.hashCode() * 0x9E3779B9) >>> (32 - BITS);
    }
}
