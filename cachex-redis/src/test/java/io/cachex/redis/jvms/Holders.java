package io.cachex.redis.jvms;

import io.cachex.spi.Lease;
import io.cachex.spi.TimeSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The oracle of locks: from when until when each holder believed to be the one. No holder can see that of another; it is
 * looked at when all is over.
 */
final class Holders {

    private static final int NEXT = FencedCount.COUNT + 4;
    private static final int ROWS = NEXT + 1;
    private static final int FROM = 0;
    private static final int UNTIL = 1;
    private static final int WIDTH = 2;

    private final TimeSource time = TimeSource.system();
    private final SharedNumbers shared;

    Holders(SharedNumbers shared) {
        this.shared = shared;
    }

    static int size(int most) {
        return ROWS + most * WIDTH;
    }

    /** How many there were. */
    int count() {
        return (int) shared.get(NEXT);
    }

    boolean isFull() {
        return ROWS + (count() + 1_000) * WIDTH > shared.size();
    }

    /** Notes a holder, and until when it counts on its lease; returns its number, negative if it does not count on it. */
    int enter(Lease lease) {
        long before = time.nanos();
        long until = before + lease.remaining().toNanos(); // not a moment more than it believes
        long from = time.nanos();
        if (from - until >= 0) {
            return -1;
        }
        int row = ROWS + (int) (shared.add(NEXT, 1) - 1) * WIDTH;
        shared.set(row + UNTIL, until);
        shared.set(row + FROM, from);
        return row;
    }

    /** It gives the lease back: from here on it counts on nothing. */
    void leave(int row) {
        if (row >= 0 && shared.get(row + UNTIL) - time.nanos() > 0) {
            shared.set(row + UNTIL, time.nanos());
        }
    }

    /** How many began while somebody else believed to be the holder. */
    int overlaps() {
        record Span(long from, long until) {}
        List<Span> all = new ArrayList<>();
        for (int row = ROWS; row < size(count()); row += WIDTH) {
            all.add(new Span(shared.get(row + FROM), shared.get(row + UNTIL)));
        }
        all.sort(Comparator.comparingLong(Span::from));
        int overlaps = 0;
        long latest = Long.MIN_VALUE;
        for (Span one : all) {
            overlaps += one.from() < latest ? 1 : 0;
            latest = Math.max(latest, one.until());
        }
        return overlaps;
    }
}
