package io.cachex.spi;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;

/**
 * Reads the largest of the heap's pools that says what was in use after a collection: that of the old generation. A
 * collector may not say so: then the level is not known.
 */
final class JvmHeap implements HeapGauge {

    static final HeapGauge INSTANCE = new JvmHeap();

    static final HeapGauge NONE = new HeapGauge() {
        @Override
        public Reading read() {
            return new Reading(-1, 0);
        }

        @Override
        public String toString() {
            return "heap not asked";
        }
    };

    private long lastUsed = -1; // guarded by this
    private long collections; // guarded by this

    @Override
    public Reading read() {
        MemoryUsage largest = null;
        for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
            MemoryUsage usage = pool.getType() == MemoryType.HEAP && pool.isValid() && isOfTheOld(pool)
                    ? pool.getCollectionUsage()
                    : null;
            if (usage != null && (largest == null || usage.getMax() > largest.getMax())) {
                largest = usage;
            }
        }
        if (largest == null || largest.getMax() <= 0) {
            return new Reading(-1, 0);
        }
        return new Reading(1.0 * largest.getUsed() / largest.getMax(), collections(largest.getUsed()));
    }

    /** The beans count collections of the young, too, which say nothing new; a new number is what tells of another one. */
    private synchronized long collections(long used) {
        if (used != lastUsed) {
            lastUsed = used;
            collections++;
        }
        return collections;
    }

    /** Eden and survivor spaces are full or empty by turns, and say nothing. */
    private static boolean isOfTheOld(MemoryPoolMXBean pool) {
        return pool.isUsageThresholdSupported();
    }

    @Override
    public String toString() {
        return "heap";
    }
}
