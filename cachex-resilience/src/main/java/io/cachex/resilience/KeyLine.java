package io.cachex.resilience;

import io.cachex.spi.JournalEntry;
import io.cachex.spi.TimeSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The writes of one key, in their order: the first is made, and then the next. So a key that waits for its next attempt
 * keeps nobody else waiting, and no two writes of a key are ever under way. Guarded by the stripe's lock.
 */
final class KeyLine {

    /** What its first write does. */
    enum State {
        /** Nothing: there is none, or it may not be made yet. */
        IDLE,
        /** Waits for a worker. */
        READY,
        /** A sink has it. */
        FLYING,
        /** Waits for its next attempt. */
        RESTING,
        /** The journal makes it a dead letter. */
        PARKING
    }

    final Space space;
    final String key;
    final Stripe stripe;

    State state = State.IDLE;

    /** Failures in a row, which make the next wait longer. */
    int failures;

    /** Until when it rests. */
    TimeSource.@Nullable Scheduled timer;

    private final Deque<Waiting> writes = new ArrayDeque<>(2);

    /** The last that was accepted; read without the lock. */
    private volatile @Nullable JournalEntry latest;

    KeyLine(Space space, String key, Stripe stripe) {
        this.space = space;
        this.key = key;
        this.stripe = stripe;
    }

    @Nullable
    JournalEntry latest() {
        return latest;
    }

    boolean isEmpty() {
        return writes.isEmpty();
    }

    @Nullable
    Waiting first() {
        return writes.peekFirst();
    }

    @Nullable
    Waiting last() {
        return writes.peekLast();
    }

    Iterable<Waiting> writes() {
        return writes;
    }

    /** Puts a write behind those with a smaller version, and in any case behind the one that is under way. */
    void add(Waiting write) {
        Waiting last = writes.peekLast();
        if (last == null || last.entry.version() < write.entry.version()) {
            writes.addLast(write);
            return;
        }
        Deque<Waiting> later = new ArrayDeque<>();
        while (last != null && !last.isFlying && last.entry.version() > write.entry.version()) {
            later.addFirst(writes.removeLast());
            last = writes.peekLast();
        }
        writes.addLast(write);
        writes.addAll(later);
    }

    /** The last one is gone, and this is there in its stead. */
    void replaceLast(Waiting write) {
        writes.removeLast();
        writes.addLast(write);
    }

    /** From here on reads see the write. */
    void show(Waiting write) {
        JournalEntry shown = latest;
        if (!write.isThrough && (shown == null || shown.version() < write.entry.version())) {
            latest = write.entry;
        }
    }

    void remove(Waiting write) {
        if (writes.peekFirst() == write) {
            writes.removeFirst();
        } else {
            writes.remove(write);
        }
        if (Objects.equals(write.entry, latest)) {
            latest = lastShown();
        }
    }

    /** Nothing is under way. What came meanwhile and is older, out of the dead letters, goes first now. */
    void landed() {
        Waiting first = writes.peekFirst();
        if (first == null) {
            return;
        }
        first.isFlying = false;
        Waiting last = writes.peekLast();
        if (first != last) {
            List<Waiting> sorted = new ArrayList<>(writes);
            sorted.sort(Comparator.comparingLong(write -> write.entry.version()));
            if (sorted.get(0) != first) {
                writes.clear();
                writes.addAll(sorted);
            }
        }
    }

    /** Takes out what would undo the write of this version: what is older, and came out of the dead letters or another node. */
    List<Waiting> removeOlder(long version, boolean coalescing) {
        List<Waiting> older = List.of();
        for (Iterator<Waiting> each = writes.iterator(); each.hasNext(); ) {
            Waiting write = each.next();
            if (write.entry.version() > version) {
                break; // behind the one that was made they are in the order of their versions
            }
            boolean isOlder = write.entry.version() < version && (coalescing || write.entry.redrives() > 0);
            if (isOlder && write.isReady && !write.isThrough) {
                older = older.isEmpty() ? new ArrayList<>() : older;
                older.add(write);
                each.remove();
            }
        }
        return older;
    }

    /**
     * Lets each write cover the one before it, where that is possible, as far as the journal has them; returns those that were
     * covered.
     */
    List<Waiting> fold() {
        List<Waiting> covered = new ArrayList<>(1);
        Deque<Waiting> kept = new ArrayDeque<>(2);
        for (Waiting write = writes.peekFirst(); write != null && write.isReady; write = writes.peekFirst()) {
            writes.removeFirst();
            Waiting before = kept.peekLast();
            if (before != null && !write.isFlying && !write.isThrough && before.canBeCoveredBy(write.target)) {
                kept.removeLast();
                write.cover(before);
                covered.add(before);
            }
            kept.addLast(write);
        }
        while (!kept.isEmpty()) {
            writes.addFirst(kept.removeLast());
        }
        return covered;
    }

    /** Takes out those of which somebody waits for an attempt. */
    List<Waiting> removeThroughs() {
        List<Waiting> throughs = List.of();
        for (Iterator<Waiting> each = writes.iterator(); each.hasNext(); ) {
            Waiting write = each.next();
            if (write.isThrough) {
                throughs = throughs.isEmpty() ? new ArrayList<>() : throughs;
                throughs.add(write);
                each.remove();
            }
        }
        return throughs;
    }

    private @Nullable JournalEntry lastShown() {
        for (Iterator<Waiting> each = writes.descendingIterator(); each.hasNext(); ) {
            Waiting write = each.next();
            if (write.isReady && !write.isThrough) {
                return write.entry;
            }
        }
        return null;
    }
}
