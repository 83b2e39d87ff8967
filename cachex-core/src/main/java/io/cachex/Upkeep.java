package io.cachex;

import io.cachex.spi.EvictionCause;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the order of a {@link MarkedNear} in line with its map, and makes room.
 *
 * <p>To look at a key means to compare the two and repair the order: an entry that is in the order but no longer in the map
 * goes, or gives its place to what was written instead; one that is in the map but not in the order is taken in. That may be
 * done twice, late, or in another order than the writes, and comes to the same: so writers need not agree on anything but to
 * leave word after each change.
 */
final class Upkeep<T> {

    private static final int BACKLOG = 256;
    private static final int BATCH = 64;

    /** What is evicted at once beyond the bound, so that not every write needs a run: a 256th of it, at most so many entries. */
    private static final int MOST_SLACK = 64;

    private static final int SLACK_SHARE = 256;
    private static final int ALL = Priority.HIGH.rank;

    private final ConcurrentHashMap<String, Entry<T>> entries;
    private final Bound<T> bound;
    private final @Nullable Room room;
    private final Holds holds;
    private final Evictions evictions;
    private final Executor executor;
    private final Pressure pressure;
    private final long slack;

    /** From which weight on maintenance shrinks the tier; nobody waits for it. */
    private final long critical;

    private final Backlog<Entry<T>> backlog = new Backlog<>(BACKLOG);
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private final ReentrantLock lock = new ReentrantLock();
    private final Ranks<T> ranks; // guarded by lock

    Upkeep(
            ConcurrentHashMap<String, Entry<T>> entries,
            Bound<T> bound,
            @Nullable Room room,
            Holds holds,
            Evictions evictions,
            Pressure pressure,
            Executor executor) {
        this.pressure = pressure;
        this.entries = entries;
        this.bound = bound;
        this.room = room;
        this.holds = holds;
        this.evictions = evictions;
        this.executor = executor;
        this.slack = room == null ? Math.min(bound.most() / SLACK_SHARE, MOST_SLACK) : bound.most() / SLACK_SHARE;
        this.critical =
                pressure.isOff() ? bound.most() - slack + 1 : (long) Math.ceil(bound.most() * pressure.critical());
        this.ranks = new Ranks<>(bound, holds);
    }

    /** Leaves word that an entry came or went. The thread that finds the backlog full does the work itself. */
    void lookAt(Entry<T> changed) {
        if (!backlog.offer(changed)) {
            run(done -> {
                drain(done);
                settle(changed, done);
                shrink(done);
            });
        } else if (isDue() && !scheduled.get() && scheduled.compareAndSet(false, true)) {
            try {
                executor.execute(this::maintain);
            } catch (Throwable e) { // shut down, full, or out of threads: it has to be done all the same
                maintain();
            }
        }
    }

    private boolean isDue() {
        return backlog.size() >= BATCH
                || (room == null ? entries.mappingCount() > bound.most() : room.taken() >= critical);
    }

    /** Does what is to be done. */
    void maintain() {
        scheduled.set(false); // first: who writes from now on may be too late for this run
        run(done -> {
            drain(done);
            shrink(done);
        });
    }

    /**
     * Makes room for so much; on the thread of whoever brings it.
     *
     * @param rank nothing of a higher priority goes for it
     * @return whether there was so much room for a moment
     */
    boolean makeRoom(long weight, int rank) {
        if (room == null || weight > bound.most()) {
            return room == null;
        }
        boolean[] made = new boolean[1];
        run(done -> {
            drain(done);
            made[0] = evict(rank, bound.most() - weight, EvictionCause.SIZE, done);
        });
        return made[0];
    }

    /** What is done under the lock; who listens hears of it afterwards. */
    @FunctionalInterface
    interface Work {
        void run(List<EvictionCause> done);
    }

    void run(Work work) {
        List<EvictionCause> done = new ArrayList<>();
        lock.lock();
        try {
            work.run(done);
        } finally {
            lock.unlock();
        }
        done.forEach(evictions::count);
    }

    /** Looks at no more than a backlog's worth, or a writer could be kept here by others. */
    void drain(List<EvictionCause> done) {
        for (int i = 0; i < BACKLOG; i++) {
            Entry<T> changed = backlog.poll();
            if (changed == null) {
                return;
            }
            settle(changed, done);
        }
    }

    @SuppressWarnings("ReferenceEquality") // is it still that entry
    private void settle(Entry<T> changed, List<EvictionCause> done) {
        String key = changed.keyInTier();
        Entry<T> now = entries.get(key);
        boolean waits = now != null && now.place() == Entry.Place.NOWHERE;
        if (changed.place() != Entry.Place.NOWHERE && now != changed) {
            if (now != null && waits) {
                ranks.replace(changed, now);
                return;
            }
            ranks.remove(changed);
        } else if (now == changed && changed.place() == Entry.Place.HELD && !holds.isHeld(key)) {
            ranks.release(changed);
        }
        if (now != null && waits) {
            take(now, done);
        }
    }

    private void take(Entry<T> entry, List<EvictionCause> done) {
        boolean full = room == null && ranks.count() >= bound.most();
        if (full && ranks.free() == 0 && !holds.isHeld(entry.keyInTier())) {
            drop(entry, EvictionCause.REFUSED, done); // all else is held
            return;
        }
        ranks.add(entry, used() < (room == null ? bound.most() - slack : critical - 2 * slack));
        Entry<T> excess = ranks.excessAbsence();
        if (excess != null) {
            drop(excess, EvictionCause.SIZE, done);
        }
    }

    private void shrink(List<EvictionCause> done) {
        if (room == null && ranks.count() > bound.most()) {
            evict(ALL, bound.most() - slack, EvictionCause.SIZE, done);
        } else if (room != null && room.taken() >= critical) {
            if (pressure.isOff()) {
                evict(ALL, bound.most() - 2 * slack, EvictionCause.SIZE, done);
            } else {
                shrinkTo((long) (bound.most() * pressure.target()), EvictionCause.PRESSURE, done);
            }
        }
    }

    /** Lets entries go until no more than so much is left, held ones, too, if need be. */
    void shrinkTo(long target, EvictionCause cause, List<EvictionCause> done) {
        if (evict(ALL, target, cause, done)) {
            return;
        }
        while (used() > target) {
            Entry<T> victim = ranks.heldVictim();
            if (victim == null) {
                return;
            }
            if (entries.remove(victim.keyInTier(), victim)) {
                went(victim, cause, done);
            }
        }
    }

    /** Lets so many entries go. */
    void evictOldest(int count, EvictionCause cause, List<EvictionCause> done) {
        for (int i = 0; i < count; i++) {
            Entry<T> victim = ranks.victim(ALL);
            if (victim == null) {
                return;
            }
            drop(victim, cause, done);
        }
    }

    /** Drops an entry whose time is over. */
    void expire(Entry<T> entry, List<EvictionCause> done) {
        if (entries.remove(entry.keyInTier(), entry)) {
            ranks.remove(entry);
            went(entry, EvictionCause.EXPIRED, done);
        }
    }

    private void went(Entry<T> entry, EvictionCause cause, List<EvictionCause> done) {
        if (room != null) {
            room.giveBack(bound.weigh(entry));
        }
        done.add(cause);
    }

    /** Lets entries go until no more than so much is left; false if that cannot be. */
    boolean evict(int rank, long target, EvictionCause cause, List<EvictionCause> done) {
        while (used() > target) {
            Entry<T> victim = ranks.victim(rank);
            if (victim == null) {
                return false;
            }
            boolean last = room == null && ranks.free() == 0 && ranks.count() >= bound.most(); // all else is held
            drop(victim, last ? EvictionCause.REFUSED : cause, done);
        }
        return true;
    }

    /** What counts against the bound: what the order knows of, or what has taken room. */
    long used() {
        return room == null ? ranks.count() : room.taken();
    }

    /**
     * Drops an entry that is in no queue. Whether it is held is asked once more while its key stands still:
     *
     * <ol>
     *   <li>it is chosen to go, since nobody holds it;
     *   <li>a caller finds it and holds it;
     *   <li>it goes.
     * </ol>
     */
    void drop(Entry<T> victim, EvictionCause cause, List<EvictionCause> done) {
        boolean[] went = new boolean[1];
        Entry<T> left = entries.computeIfPresent(victim.keyInTier(), (key, there) -> {
            went[0] = there == victim && !holds.isHeld(key);
            return went[0] ? null : there;
        });
        if (went[0]) {
            went(victim, cause, done);
        } else if (left == victim) {
            ranks.hold(victim);
        } else if (left != null && left.place() == Entry.Place.NOWHERE) {
            take(left, done);
        }
    }

    Ranks<T> ranks() {
        return ranks;
    }
}
