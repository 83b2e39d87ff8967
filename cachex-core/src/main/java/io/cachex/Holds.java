package io.cachex;

import java.util.concurrent.ConcurrentHashMap;

/** Which keys are held by handles, and how often. */
final class Holds {

    private final ConcurrentHashMap<String, Integer> held = new ConcurrentHashMap<>();

    void add(String key) {
        held.merge(key, 1, Integer::sum);
    }

    /** Returns whether nobody holds the key any more. */
    boolean remove(String key) {
        return held.computeIfPresent(key, (k, count) -> count == 1 ? null : count - 1) == null;
    }

    boolean isHeld(String key) {
        return !held.isEmpty() && held.containsKey(key);
    }
}
