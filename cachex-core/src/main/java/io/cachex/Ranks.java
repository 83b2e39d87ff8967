package io.cachex;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The order in which the entries of a near tier go: known absences that are above their share, then the lowest
 * priority, and within one the order of its {@link Rank}. Guarded by the tier's lock.
 */
final class Ranks<T> {

    /** Known absences take an eighth at most: whoever asks for keys that do not exist must not push out those that do. */
    private static final int SHARE_OF_ABSENCES = 8;

    private final Bound<T> bound;
    private final Holds holds;
    private final EntryQueue<T> absences = new EntryQueue<>(Entry.Place.ABSENCES);
    private final EntryQueue<T> held = new EntryQueue<>(Entry.Place.HELD);
    private final List<Rank<T>> ranks = new ArrayList<>();

    Ranks(Bound<T> bound, Holds holds) {
        this.bound = bound;
        this.holds = holds;
        for (Priority ignored : Priority.values()) {
            ranks.add(new Rank<>(bound, holds, held));
        }
    }

    /** Takes in what has come; whether there is room for more than this is told to the policy. */
    void add(Entry<T> entry, boolean room) {
        if (entry.isAbsence()) {
            absences.add(entry, bound.weigh(entry));
        } else {
            rank(entry).add(entry, room);
        }
    }

    void remove(Entry<T> entry) {
        switch (entry.place()) {
            case PROBATION, PROVEN -> rank(entry).remove(entry);
            case ABSENCES -> absences.remove(entry, bound.weigh(entry));
            case HELD -> held.remove(entry, bound.weigh(entry));
            case NOWHERE -> {}
        }
    }

    /** Puts what was written for a key in the place of what was there. */
    void replace(Entry<T> entry, Entry<T> by) {
        Entry.Place place = entry.place();
        boolean alike = entry.rank() == by.rank() && !by.isAbsence();
        if (alike && (place == Entry.Place.PROBATION || place == Entry.Place.PROVEN)) {
            rank(entry).replace(entry, by);
            return;
        }
        remove(entry);
        if (by.isAbsence()) {
            add(by, false);
        } else {
            rank(by).addProven(by);
        }
    }

    /** Puts a held entry back among the others. */
    void release(Entry<T> entry) {
        held.remove(entry, bound.weigh(entry));
        if (entry.isAbsence()) {
            add(entry, false);
        } else {
            rank(entry).addProven(entry);
        }
    }

    /** Puts aside an entry that is in no queue, because it is held. */
    void hold(Entry<T> entry) {
        held.add(entry, bound.weigh(entry));
    }

    /**
     * Takes out who goes next; null if nobody can.
     *
     * @param highest nobody above this rank goes
     */
    @Nullable
    Entry<T> victim(int highest) {
        if (absences.weight() > bound.most() / SHARE_OF_ABSENCES) {
            Entry<T> absence = absence();
            if (absence != null) {
                return absence;
            }
        }
        for (int rank = 0; rank <= highest; rank++) {
            Entry<T> victim = ranks.get(rank).victim();
            if (victim != null) {
                return victim;
            }
        }
        return absence();
    }

    /** Takes out a known absence that is above their share; null if none is. */
    @Nullable
    Entry<T> excessAbsence() {
        long most = Math.max(bound.most() / SHARE_OF_ABSENCES, 1);
        return absences.weight() > most ? absence() : null;
    }

    private @Nullable Entry<T> absence() {
        for (Entry<T> next = absences.oldest(); next != null; next = absences.oldest()) {
            absences.remove(next, bound.weigh(next));
            if (!holds.isHeld(next.keyInTier())) {
                return next;
            }
            held.add(next, bound.weigh(next));
        }
        return null;
    }

    /** Takes out a held entry, the lowest priority first; null if none is held. */
    @Nullable
    Entry<T> heldVictim() {
        Entry<T> victim = null;
        for (Entry<T> one = held.oldest(); one != null; one = one.younger) {
            victim = victim == null || one.rank() < victim.rank() ? one : victim;
        }
        if (victim != null) {
            held.remove(victim, bound.weigh(victim));
        }
        return victim;
    }

    /** Entries that are not held, as far as is known. */
    int free() {
        int free = absences.count();
        for (Rank<T> rank : ranks) {
            free += rank.count();
        }
        return free;
    }

    int count() {
        return free() + held.count();
    }

    long weight() {
        long weight = absences.weight() + held.weight();
        for (Rank<T> rank : ranks) {
            weight += rank.probation().weight() + rank.proven().weight();
        }
        return weight;
    }

    /** Shows every entry with its weight, queue by queue from the oldest on: for those who check the order. */
    void forEach(ObjLongConsumer<Entry<T>> visitor) {
        visit(absences, visitor);
        visit(held, visitor);
        for (Rank<T> rank : ranks) {
            visit(rank.probation(), visitor);
            visit(rank.proven(), visitor);
        }
    }

    private void visit(EntryQueue<T> queue, ObjLongConsumer<Entry<T>> visitor) {
        for (Entry<T> one = queue.oldest(); one != null; one = one.younger) {
            visitor.accept(one, bound.weigh(one));
        }
    }

    private Rank<T> rank(Entry<T> entry) {
        return ranks.get(entry.rank());
    }
}
