package io.cachex.resilience;

import io.cachex.spi.JournalEntry;
import io.cachex.spi.WriteQueue;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The lines of all keys that have writes. A line is added and removed under the lock of its stripe, and found without.
 */
final class KeyLines {

    private static final int STRIPES = 32; // a power of two

    private final Stripe[] stripes = new Stripe[STRIPES];
    private final Map<Space, Map<String, KeyLine>> lines = new EnumMap<>(Space.class);
    private final Map<String, KeyLine> origin = new ConcurrentHashMap<>();

    KeyLines() {
        for (int i = 0; i < STRIPES; i++) {
            stripes[i] = new Stripe();
        }
        lines.put(Space.ORIGIN, origin);
        lines.put(Space.STORE, new ConcurrentHashMap<>());
        lines.put(Space.NAMES, new ConcurrentHashMap<>());
    }

    Stripe stripe(String key) {
        int hash = key.hashCode() * 0x9E3779B9;
        return stripes[hash >>> 27];
    }

    /** The line of a key, which is there from now on. The stripe is locked. */
    KeyLine lineOf(Space space, String key, Stripe stripe) {
        Map<String, KeyLine> keys = keysOf(space);
        KeyLine line = keys.get(key);
        if (line == null) {
            line = new KeyLine(space, key, stripe);
            keys.put(key, line);
        }
        return line;
    }

    /** The line of a key; null if it has no writes. */
    @Nullable
    KeyLine find(Space space, String key) {
        return keysOf(space).get(key);
    }

    /** The stripe is locked. */
    void remove(KeyLine line) {
        keysOf(line.space).remove(line.key, line);
    }

    @Nullable
    JournalEntry pending(String key) {
        KeyLine line = origin.get(key);
        return line == null ? null : line.latest();
    }

    /** All lines now. */
    List<KeyLine> all() {
        List<KeyLine> all = new ArrayList<>();
        lines.values().forEach(keys -> all.addAll(keys.values()));
        return all;
    }

    /** The sums of all stripes, at one moment. */
    WriteQueue.Stats stats(long now) {
        lockAll();
        try {
            WriteQueue.Stats sum = new WriteQueue.Stats(0, 0, 0, 0, 0, 0, 0, 0);
            for (Stripe stripe : stripes) {
                sum = stripe.counts.plus(sum, stripe.arrivals.oldestNanos(now));
            }
            return sum;
        } finally {
            unlockAll();
        }
    }

    /** Returns when everybody who held a stripe has left it: they have seen what was written before, or will. */
    void passThrough() {
        lockAll();
        unlockAll();
    }

    private void lockAll() {
        for (Stripe stripe : stripes) {
            stripe.lock.lock();
        }
    }

    private void unlockAll() {
        for (Stripe stripe : stripes) {
            stripe.lock.unlock();
        }
    }

    private Map<String, KeyLine> keysOf(Space space) {
        if (space == Space.ORIGIN) {
            return origin;
        }
        return lines.getOrDefault(space, origin);
    }
}
