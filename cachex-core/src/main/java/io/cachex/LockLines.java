package io.cachex;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who waits for which lock in this process: a line for each lock, in order of arrival. Only the first of a line asks for the
 * lock, so a lock that many want costs its server no more than one that a few want, and nobody waits for ever while others
 * take it in turn.
 */
final class LockLines<W> {

    private final Map<String, Deque<W>> lines = new HashMap<>(); // guarded by this

    /** Goes to the end of a lock's line; returns whether that is its beginning. */
    synchronized boolean join(String lock, W waiter) {
        Deque<W> line = lines.computeIfAbsent(lock, none -> new ArrayDeque<>());
        line.addLast(waiter);
        return line.size() == 1;
    }

    /** Leaves a lock's line; returns who is first now and was not before, or null. */
    synchronized @Nullable W leave(String lock, W waiter) {
        Deque<W> line = lines.get(lock);
        if (line == null) {
            return null;
        }
        W before = line.peekFirst();
        line.remove(waiter);
        W first = line.peekFirst();
        if (first == null) {
            lines.remove(lock);
        }
        return before == waiter ? first : null;
    }

    /** The first of a lock's line; null if nobody waits. */
    synchronized @Nullable W first(String lock) {
        Deque<W> line = lines.get(lock);
        return line == null ? null : line.peekFirst();
    }
}
