package io.cachex.resilience;

import io.cachex.spi.DeadEntry;
import io.cachex.spi.WriteQueue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The dead letters, the oldest first, and for each of their keys the last version that was made since: what is older than
 * that is not to be made any more. Safe for many threads; locked inside a stripe's lock, never around one.
 */
final class DeadLetterBox {

    /** No letter of the key. */
    static final long NONE = Long.MAX_VALUE;

    private final int most;
    private final Map<String, DeadEntry> letters = new LinkedHashMap<>(); // guarded by this
    private final Map<Address, Grave> graves = new HashMap<>(); // guarded by this
    private final Set<String> moving = new HashSet<>(); // guarded by this
    private int reserved; // guarded by this

    /** How many letters there are, so that nobody locks an empty box. Written under the lock. */
    private volatile int size;

    DeadLetterBox(int most) {
        this.most = most;
    }

    /** Keeps a place for a letter, or says that there is none. */
    synchronized boolean reserve() {
        if (letters.size() + reserved >= most) {
            return false;
        }
        reserved++;
        return true;
    }

    /** Keeps a place for a letter, even if it is one too many. */
    synchronized void force() {
        reserved++;
    }

    synchronized void unreserve() {
        reserved--;
    }

    /** Puts a letter into the place that was kept for it. */
    synchronized void add(DeadEntry letter) {
        reserved--;
        find(letter);
    }

    /** Puts in a letter that an earlier run has left. False if it is there. */
    synchronized boolean find(DeadEntry letter) {
        if (letters.putIfAbsent(letter.entry().id(), letter) != null) {
            return false;
        }
        Grave grave = graves.computeIfAbsent(Address.of(letter), address -> new Grave());
        grave.versions.add(letter.entry().version());
        size = letters.size();
        return true;
    }

    synchronized @Nullable DeadEntry get(String id) {
        return letters.get(id);
    }

    /** Begins to take a letter out; false if it is not there, or somebody else is about to. */
    synchronized boolean begin(DeadEntry letter) {
        String id = letter.entry().id();
        return letter.equals(letters.get(id)) && moving.add(id);
    }

    /** The letter stays. */
    synchronized void undo(DeadEntry letter) {
        moving.remove(letter.entry().id());
    }

    /** The oldest letter that nobody is about to take out, if there are too many; that is begun then. */
    synchronized @Nullable DeadEntry surplus() {
        if (letters.size() - moving.size() <= most) {
            return null;
        }
        for (DeadEntry letter : letters.values()) {
            if (begin(letter)) {
                return letter;
            }
        }
        return null;
    }

    /** Takes a letter out, which was begun. The stripe of its key is locked. */
    synchronized void remove(DeadEntry letter) {
        moving.remove(letter.entry().id());
        letters.remove(letter.entry().id());
        Address address = Address.of(letter);
        Grave grave = graves.get(address);
        if (grave != null) {
            grave.versions.remove(letter.entry().version());
            if (grave.versions.isEmpty()) {
                graves.remove(address);
            }
        }
        size = letters.size();
    }

    /** A write of the key was made. */
    void made(Space space, String key, long version) {
        if (size == 0) {
            return;
        }
        synchronized (this) {
            Grave grave = graves.get(new Address(space, key));
            if (grave != null) {
                grave.made = Math.max(grave.made, version);
            }
        }
    }

    /** The version of the key's oldest letter. */
    long oldestOf(Space space, String key) {
        if (size == 0) {
            return NONE;
        }
        synchronized (this) {
            Grave grave = graves.get(new Address(space, key));
            return grave == null
                    ? NONE
                    : grave.versions.stream()
                            .mapToLong(version -> version)
                            .min()
                            .orElse(NONE);
        }
    }

    synchronized boolean isSuperseded(DeadEntry letter) {
        Grave grave = graves.get(Address.of(letter));
        return grave != null && grave.made > letter.entry().version();
    }

    synchronized List<WriteQueue.Letter> list() {
        List<WriteQueue.Letter> list = new ArrayList<>(letters.size());
        letters.values().forEach(letter -> list.add(new WriteQueue.Letter(letter, isSuperseded(letter))));
        return list;
    }

    private record Address(Space space, String key) {

        static Address of(DeadEntry letter) {
            return new Address(
                    Space.of(letter.entry().operation()), letter.entry().key());
        }
    }

    /** The letters of a key, and what was made of it since the first of them died. */
    private static final class Grave {

        private final List<Long> versions = new ArrayList<>(1);
        private long made;
    }
}
