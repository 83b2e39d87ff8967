package io.cachex;

import java.util.Arrays;

/**
 * Remembers of the keys that went unused which ones went of late: 16 bits of the key's hash and when that was, eight to a
 * bucket, so that a look touches half a cache line. It may take one key in ten thousand for another; that costs a little
 * room and nothing else. Guarded by the tier's lock.
 */
final class Ghosts {

    private static final int BUCKET = 8;
    private static final int TICKS = 1_024;
    private static final int STAMP = 0xFFFF;

    private int[] slots = new int[BUCKET];
    private int buckets = 1; // a power of two
    private int reach = 1;
    private double ticks;

    /** Remembers a key that goes; from now on the last {@code reach} of them. */
    void add(String key, int newReach) {
        resize(newReach);
        ticks += (double) TICKS / reach;
        int hash = spread(key);
        int tag = hash >>> 16;
        int first = (hash & (buckets - 1)) * BUCKET;
        int target = first;
        int longest = -1;
        for (int i = first; i < first + BUCKET; i++) {
            int age = slots[i] == 0 || slots[i] >>> 16 == tag ? Integer.MAX_VALUE : age(slots[i]);
            if (age > longest) {
                longest = age;
                target = i;
            }
        }
        slots[target] = (tag << 16) | stamp();
    }

    /** Whether the key went of late; then it is forgotten. */
    boolean remove(String key) {
        int hash = spread(key);
        int tag = hash >>> 16;
        int first = (hash & (buckets - 1)) * BUCKET;
        for (int i = first; i < first + BUCKET; i++) {
            if (slots[i] != 0 && slots[i] >>> 16 == tag) {
                boolean recent = age(slots[i]) <= TICKS;
                slots[i] = 0;
                return recent;
            }
        }
        return false;
    }

    void clear() {
        Arrays.fill(slots, 0);
    }

    /** Grows with the tier; what was remembered is lost then, which happens a few times in its life. */
    private void resize(int newReach) {
        reach = Math.max(newReach, 1);
        int wanted = Integer.highestOneBit(Math.max(reach / (BUCKET / 2), 1)); // from half to all slots in use
        if (wanted > buckets) {
            buckets = wanted;
            slots = new int[buckets * BUCKET];
        }
    }

    /** When that is, in parts of the reach. */
    private int stamp() {
        return (int) (long) ticks & STAMP;
    }

    private int age(int slot) {
        return (stamp() - slot) & STAMP;
    }

    private static int spread(String key) {
        int hash = key.hashCode() * 0x9E3779B9;
        hash = (hash ^ (hash >>> 15)) * 0x85EBCA6B;
        hash = (hash ^ (hash >>> 13)) * 0xC2B2AE35;
        hash ^= hash >>> 16;
        return hash >>> 16 == 0 ? hash | (1 << 16) : hash; // no slot in use is 0
    }
}
