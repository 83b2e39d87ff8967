package io.cachex.store;

import io.cachex.spi.Generations;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The generations of one namespace, for a bounded number of names.
 *
 * <p>When there are too many, the name advanced longest ago is forgotten, and from then on its generation is that of
 * every name not known: too high for some, which invalidates more than was asked for, and never less.
 */
final class NameGenerations {

    static final int MAXIMUM_NAMES = 65_536;

    private final Map<String, Long> known = new LinkedHashMap<>(); // by generation, lowest first; guarded by this
    private long sequence; // guarded by this
    private long highestForgotten; // guarded by this

    synchronized Generations.Snapshot snapshot(Set<String> names) {
        Map<String, Long> asked = new HashMap<>();
        for (String name : names) {
            asked.put(name, known.getOrDefault(name, highestForgotten));
        }
        return new Generations.Snapshot(sequence, Map.copyOf(asked));
    }

    synchronized long advance(String name) {
        sequence++;
        known.remove(name); // to come last
        known.put(name, sequence);
        if (known.size() > MAXIMUM_NAMES) {
            Iterator<Long> lowest = known.values().iterator();
            highestForgotten = lowest.next();
            lowest.remove();
        }
        return sequence;
    }
}
