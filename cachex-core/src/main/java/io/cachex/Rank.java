package io.cachex;

import org.jspecify.annotations.Nullable;

/**
 * The entries of one priority, in the order in which they go: S3-FIFO (Yang and others, SOSP 2023) with a share of its own making.
 *
 * <p>What comes is on probation, a short queue. Who reaches its end without a mark goes, and its key is remembered for a
 * while; who has one is proven. A key that comes back while it is remembered is proven at once. The proven go round: who has
 * marks loses one and stays, who has none goes. So a scan passes through probation and does no harm, a hit needs no lock, and
 * what is asked for again and again costs its readers no write at all.
 *
 * <p>How long probation is adapts, as in ARC: an entry proven there asks for more of it, since more would be; a key that comes
 * back asks for less, since probation did not tell.
 *
 * <p>Guarded by the tier's lock.
 */
final class Rank<T> {

    private static final double FIRST_SHARE = 0.05;
    private static final double LEAST_SHARE = 0.01;
    private static final double LARGEST_SHARE = 0.3;

    /** By how many entries probation grows or shrinks. */
    private static final double STEP = 0.5;

    /** How many keys are remembered for each entry that is kept. */
    private static final double REMEMBERED = 1.2;

    /** After so many second chances the next one goes, marks or not: readers can mark faster than anybody counts down. */
    private static final int MOST_CHANCES = 1_000;

    private final Bound<T> bound;
    private final Holds holds;
    private final Ghosts ghosts = new Ghosts();
    private final EntryQueue<T> probation = new EntryQueue<>(Entry.Place.PROBATION);
    private final EntryQueue<T> proven = new EntryQueue<>(Entry.Place.PROVEN);
    private final EntryQueue<T> held;
    private double share = FIRST_SHARE;

    /** @param held where those go that cannot go now because they are held */
    Rank(Bound<T> bound, Holds holds, EntryQueue<T> held) {
        this.bound = bound;
        this.holds = holds;
        this.held = held;
    }

    /**
     * Takes in what has come.
     *
     * @param room whether there is room for more than this
     */
    void add(Entry<T> entry, boolean room) {
        long weight = bound.weigh(entry);
        if (ghosts.remove(entry.keyInTier())) {
            share = Math.max(share - STEP / count(), LEAST_SHARE);
            proven.add(entry, weight);
            return;
        }
        Entry<T> oldest = probation.oldest();
        if (room && oldest != null && probation.weight() >= probationBound()) {
            promote(oldest); // nothing has to go: so the longest here is given the benefit of the doubt
        }
        probation.add(entry, weight);
    }

    /** Takes in what is known to be in use. */
    void addProven(Entry<T> entry) {
        proven.add(entry, bound.weigh(entry));
    }

    void remove(Entry<T> entry) {
        queue(entry).remove(entry, bound.weigh(entry));
    }

    /** Puts a new value for the same key where the old one was: a write is a use. */
    void replace(Entry<T> entry, Entry<T> by) {
        by.marks(Math.max(by.marks(), entry.marks()));
        by.mark();
        queue(entry).replace(entry, bound.weigh(entry), by, bound.weigh(by));
    }

    /** Takes out who goes next; null if nobody can. */
    @Nullable
    Entry<T> victim() {
        for (int chances = 0; count() > 0; chances++) {
            boolean tired = chances >= MOST_CHANCES;
            boolean onProbation = proven.count() == 0 || probation.weight() > probationBound();
            EntryQueue<T> from = onProbation && probation.count() > 0 ? probation : proven;
            Entry<T> next = from.oldest();
            if (next == null) {
                return null;
            }
            if (holds.isHeld(next.keyInTier())) {
                from.remove(next, bound.weigh(next));
                held.add(next, bound.weigh(next));
            } else if (next.marks() == 0 || tired) {
                from.remove(next, bound.weigh(next));
                if (onProbation) {
                    ghosts.add(next.keyInTier(), (int) Math.min(REMEMBERED * (count() + 1), 1 << 28));
                }
                return next;
            } else if (onProbation) {
                share = Math.min(share + STEP / count(), LARGEST_SHARE);
                next.marks(0);
                promote(next);
            } else {
                next.marks(next.marks() - 1);
                long weight = bound.weigh(next);
                proven.remove(next, weight);
                proven.add(next, weight);
            }
        }
        return null;
    }

    private void promote(Entry<T> entry) {
        long weight = bound.weigh(entry);
        probation.remove(entry, weight);
        proven.add(entry, weight);
    }

    private double probationBound() {
        return Math.max(share * bound.most(), 1);
    }

    int count() {
        return probation.count() + proven.count();
    }

    EntryQueue<T> probation() {
        return probation;
    }

    EntryQueue<T> proven() {
        return proven;
    }

    private EntryQueue<T> queue(Entry<T> entry) {
        return entry.place() == Entry.Place.PROBATION ? probation : proven;
    }
}
