package io.cachex;

import io.cachex.spi.EvictionCause;
import io.cachex.spi.TimeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The near tier of our own: a map, whose hit does no more than mark the entry, and an order in which entries go ({@link Ranks}).
 *
 * <p>Who writes changes the map and leaves word in a {@link Backlog} that the key is to be looked at; {@link Upkeep} brings the
 * order in line with the map and makes room, on the cache's executor. A reader never does, and never waits for it. A writer does
 * when the backlog is full, or if the tier has a bound on weight or bytes and there is no room for what it brings: for such a
 * bound holds at every moment. One in entries may be exceeded until maintenance has run, by no more than the backlog holds.
 */
final class MarkedNear<T> implements NearTier<T> {

    private static final Logger LOG = LoggerFactory.getLogger(Cache.class);

    private final String name;
    private final ConcurrentHashMap<String, Entry<T>> entries = new ConcurrentHashMap<>();
    private final AtomicBoolean hasWarned = new AtomicBoolean();
    private final Bound<T> bound;
    private final Holds holds = new Holds();
    private final Evictions evictions;
    private final Upkeep<T> upkeep;
    private final Housekeeping<T> housekeeping;

    /** Null where entries are counted, which the map does. */
    private final @Nullable Room room;

    MarkedNear(
            String name, Bound<T> bound, Pressure pressure, Evictions evictions, TimeSource time, Executor executor) {
        this.name = name;
        this.bound = bound;
        this.evictions = evictions;
        this.room = bound.isEntries() ? null : new Room(bound.most());
        this.upkeep = new Upkeep<>(entries, bound, room, holds, evictions, pressure, executor);
        this.housekeeping = new Housekeeping<>(entries, upkeep, bound, holds, pressure, time, executor);
    }

    @Override
    public @Nullable Entry<T> get(String key) {
        Entry<T> entry = entries.get(key);
        if (entry != null) {
            entry.mark();
        }
        return entry;
    }

    @Override
    public @Nullable Entry<T> peek(String key) {
        return entries.get(key);
    }

    @Override
    public void put(String key, Entry<T> entry) {
        if (comes(key, entry)) {
            replaced(entries.put(key, entry), entry);
        } else {
            refuse(key);
        }
    }

    @Override
    public boolean land(Flight<T> flight, Entry<T> entry) {
        if (flight.isPoisoned()) {
            return false;
        }
        if (!comes(flight.key, entry)) {
            return landNothing(flight);
        }
        Entry<T> before;
        boolean kept;
        synchronized (flight) {
            if (flight.isPoisoned()) {
                before = null;
                kept = false;
            } else {
                // The usual landing replaces nothing, and a putIfAbsent costs half of what a compute does.
                before = entries.putIfAbsent(flight.key, entry);
                while (before != null
                        && isOlder(before, flight, entry)
                        && !entries.replace(flight.key, before, entry)) {
                    before = entries.putIfAbsent(flight.key, entry);
                }
                kept = before == null || before == entry || isOlder(before, flight, entry);
            }
        }
        if (kept && before != entry) {
            replaced(before, entry);
        } else {
            giveBack(entry); // which has room already if it is there
        }
        return kept;
    }

    /** What the flight brought is too large: then what it was to replace must not stay either. */
    private boolean landNothing(Flight<T> flight) {
        evictions.count(EvictionCause.REFUSED);
        synchronized (flight) {
            if (flight.isPoisoned()) {
                return false;
            }
            Entry<T> seen = flight.seen;
            if (seen != null && entries.remove(flight.key, seen)) {
                gone(seen);
            }
            return true;
        }
    }

    /** Whether what is there gives way to what a flight brings. */
    @SuppressWarnings("ReferenceEquality") // is it the one that the flight set out from
    private static <T> boolean isOlder(Entry<T> there, Flight<T> flight, Entry<T> entry) {
        return there == flight.seen || !(there.isWritten() || there.startedAt - entry.startedAt > 0);
    }

    @Override
    public @Nullable Entry<T> compute(String key, UnaryOperator<@Nullable Entry<T>> change) {
        Change made = new Change(change);
        Entry<T> now = entries.compute(key, (k, before) -> made.apply(k, before, room == null));
        while (made.lacksRoom > 0) { // the map is not to be touched while it computes
            boolean last = !upkeep.makeRoom(made.lacksRoom, Priority.HIGH.rank);
            now = entries.compute(key, (k, before) -> made.apply(k, before, last));
        }
        made.done(now);
        housekeeping.wake();
        return now;
    }

    /** One change of one key, which may have to be tried anew once there is room. */
    private final class Change {

        private final UnaryOperator<@Nullable Entry<T>> change;
        private @Nullable Entry<T> before;
        private long lacksRoom;
        private boolean isRefused;

        Change(UnaryOperator<@Nullable Entry<T>> change) {
            this.change = change;
        }

        @Nullable
        Entry<T> apply(String key, @Nullable Entry<T> there, boolean last) {
            lacksRoom = 0;
            before = there;
            Entry<T> next = change.apply(there);
            if (next == null || next == there || room == null) {
                if (next != null) {
                    next.key = key;
                }
                return next;
            }
            next.key = key;
            if (!fits(next)) {
                isRefused = true;
                return null;
            }
            long more = bound.weigh(next) - (there == null ? 0 : bound.weigh(there));
            if (room.take(more)) {
                return next;
            }
            isRefused = last;
            if (last) {
                return null;
            }
            lacksRoom = more;
            return there;
        }

        void done(@Nullable Entry<T> now) {
            if (before != null && before != now && now == null && room != null) {
                room.giveBack(bound.weigh(before));
            }
            Entry<T> changed = before != null ? before : now;
            if (changed != null && before != now) {
                upkeep.lookAt(changed);
            }
            if (isRefused) {
                evictions.count(EvictionCause.REFUSED); // who listens may change the map
            }
        }
    }

    @Override
    public void remove(String key) {
        Entry<T> before = entries.remove(key);
        if (before != null) {
            gone(before);
        }
    }

    @Override
    public void remove(String key, Entry<T> entry) {
        if (entries.remove(key, entry)) {
            gone(entry);
        }
    }

    @Override
    public void clear() {
        removeIf(entry -> true);
    }

    @Override
    public void removeIf(Predicate<Entry<T>> condition) {
        entries.forEach((key, entry) -> {
            if (condition.test(entry)) {
                remove(key, entry);
            }
        });
    }

    @Override
    public boolean keeps() {
        return true;
    }

    @Override
    public List<String> hottest(int limit) {
        List<List<String>> byMarks = new ArrayList<>();
        for (int marks = 0; marks <= Entry.MOST_MARKS; marks++) {
            byMarks.add(new ArrayList<>());
        }
        entries.forEach((key, entry) -> {
            List<String> alike = byMarks.get(Math.min(entry.marks(), Entry.MOST_MARKS));
            if (alike.size() < limit) {
                alike.add(key);
            }
        });
        List<String> hottest = new ArrayList<>();
        for (int marks = Entry.MOST_MARKS; marks >= 0; marks--) {
            for (String key : byMarks.get(marks)) {
                if (hottest.size() < limit) {
                    hottest.add(key);
                }
            }
        }
        return hottest;
    }

    @Override
    public void forEach(BiConsumer<String, Entry<T>> visitor) {
        entries.forEach(visitor);
    }

    @Override
    public long size() {
        return entries.mappingCount();
    }

    @Override
    public long evictions() {
        return evictions.total();
    }

    @Override
    public long weight() {
        return room == null ? 0 : room.taken();
    }

    @Override
    public Map<EvictionCause, Long> evictionsByCause() {
        return evictions.byCause();
    }

    /** The hold comes while the key stands still: see {@link Upkeep#drop}. */
    @Override
    public @Nullable Runnable hold(String key, Entry<T> entry) {
        Entry<T> now = entries.computeIfPresent(key, (k, there) -> {
            if (there == entry) {
                holds.add(k);
            }
            return there;
        });
        return now == entry ? () -> release(key) : null;
    }

    private void release(String key) {
        if (holds.remove(key)) {
            Entry<T> there = entries.get(key);
            if (there != null) {
                upkeep.lookAt(there); // it may have been put aside
            }
        }
    }

    @Override
    public void close() {
        housekeeping.close();
        clear();
    }

    /** Measures what is about to come and takes the room it needs; false if there is none to be had. */
    private boolean comes(String key, Entry<T> entry) {
        entry.key = key;
        if (room == null) {
            return true;
        }
        if (!fits(entry)) {
            return false;
        }
        long weight = bound.weigh(entry);
        while (!room.take(weight)) {
            if (!upkeep.makeRoom(weight, entry.rank())) {
                return false;
            }
        }
        return true;
    }

    /** Whether there could be room for it if it were alone: nothing goes for an entry that has to be refused in any case. */
    private boolean fits(Entry<T> entry) {
        try {
            bound.measure(entry);
            return bound.weigh(entry) <= bound.most();
        } catch (RuntimeException e) { // the user's weigher, or a codec; whoever waits for the value is to get it
            if (hasWarned.compareAndSet(false, true)) {
                LOG.warn(
                        "cache {}: the size of a value cannot be told ({}): it is not kept near, nor are others like it",
                        name,
                        e.getClass().getName());
            }
            return false;
        }
    }

    private void replaced(@Nullable Entry<T> before, Entry<T> by) {
        housekeeping.wake(); // not before it is there: a tick that finds the tier empty is the last one
        if (before == null) {
            upkeep.lookAt(by);
        } else {
            gone(before);
        }
    }

    private void gone(Entry<T> entry) {
        giveBack(entry);
        upkeep.lookAt(entry);
    }

    private void giveBack(Entry<T> entry) {
        if (room != null) {
            room.giveBack(bound.weigh(entry));
        }
    }

    private void refuse(String key) {
        evictions.count(EvictionCause.REFUSED);
        remove(key);
    }

    Holds holds() {
        return holds;
    }

    Upkeep<T> upkeep() {
        return upkeep;
    }
}
