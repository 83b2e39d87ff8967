package io.cachex.resilience;

import io.cachex.Failures;
import io.cachex.JournalException;
import io.cachex.spi.Journal;
import io.cachex.spi.TimeSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the journal which writes were made. If it does not take that, the queue goes on, and says it again with a later one:
 * what it never hears of is made once more by the next run, which a writer must bear anyway.
 */
final class Acks {

    private static final Logger LOG = LoggerFactory.getLogger(WriteBehind.class);
    private static final int MOST_OWED = 100_000;
    private static final long PAUSE_NANOS = 1_000_000_000;

    private final String cache;
    private final @Nullable Journal journal;
    private final TimeSource time;
    private final Set<String> owed = new LinkedHashSet<>(); // guarded by this
    private long nextTry; // guarded by this
    private boolean isWarned; // guarded by this
    private volatile boolean isOwing;

    Acks(String cache, @Nullable Journal journal, TimeSource time) {
        this.cache = cache;
        this.journal = journal;
        this.time = time;
    }

    /** These are made, or are not to be made. */
    void done(List<String> ids) {
        if (journal == null || (ids.isEmpty() && !isOwing)) {
            return;
        }
        say(journal, withOwed(ids, false));
    }

    /** Says what the journal has not taken, for the last time. */
    void close() {
        if (journal != null && isOwing) {
            say(journal, withOwed(List.of(), true));
        }
    }

    private void say(Journal journal, List<String> all) {
        if (!all.isEmpty()) {
            JournalCalls.call(() -> journal.done(all)).whenComplete((done, failure) -> {
                if (failure != null) {
                    owe(all, failure);
                }
            });
        }
    }

    private List<String> withOwed(List<String> ids, boolean isLast) {
        if (!isOwing) {
            return ids;
        }
        synchronized (this) {
            if (!isLast && nextTry - time.nanos() > 0) {
                return ids;
            }
            List<String> all = new ArrayList<>(owed);
            all.addAll(ids);
            owed.clear();
            isOwing = false;
            return all;
        }
    }

    private synchronized void owe(List<String> ids, Throwable failure) {
        if (!isWarned) {
            isWarned = true;
            LOG.warn("the journal of '{}' did not take that writes were made; they may be made again", cache, failure);
        }
        if (isFinal(failure)) {
            return;
        }
        nextTry = time.nanos() + PAUSE_NANOS;
        for (String id : ids) {
            if (owed.size() < MOST_OWED) {
                owed.add(id);
            }
        }
        isOwing = !owed.isEmpty();
    }

    /** Whether it will take nothing until it is opened anew. */
    private static boolean isFinal(Throwable failure) {
        return Failures.unwrap(failure) instanceof JournalException known
                && (known.reason() == JournalException.Reason.FAILED
                        || known.reason() == JournalException.Reason.CLOSED);
    }
}
