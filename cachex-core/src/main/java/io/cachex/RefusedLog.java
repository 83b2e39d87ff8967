package io.cachex;

import io.cachex.spi.JournalEntry;
import io.cachex.spi.JournalEntry.Operation;
import io.cachex.spi.WriteQueue;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps changes that the store refused in the queue of the writes behind, whose journal outlives the process. This process
 * makes up for them by its own {@link Recovery} as soon as the store answers; the queue does it once more, which is harmless,
 * and then forgets them. The next process finds those that are left.
 *
 * <p>It is told of them on the store's own threads, and a queue that is full lets a thread wait: so one of the executor's
 * hands them over, one after the other. Of more than {@value Recovery#MOST} that wait for that, all becomes one: everything
 * is to be invalidated.
 */
final class RefusedLog {

    private static final Logger LOG = LoggerFactory.getLogger(Cache.class);

    private record Change(Operation operation, String name) {}

    private final Engine<?> engine;
    private final WriteQueue queue;
    private final Recovery<?> recovery;
    private final Set<Change> waiting = new LinkedHashSet<>(); // guarded by this
    private boolean isBusy; // guarded by this: a thread hands over, or is about to
    private volatile boolean isWarned;

    RefusedLog(Engine<?> engine, WriteQueue queue, Recovery<?> recovery) {
        this.engine = engine;
        this.queue = queue;
        this.recovery = recovery;
    }

    /** Keeps one. Waits for nothing: the caller of the change hears from the store, not from here. */
    void keep(Operation operation, String name) {
        synchronized (this) {
            if (waiting.size() >= Recovery.MOST) {
                waiting.clear();
                waiting.add(new Change(Operation.ADVANCE, Tags.EVERYTHING));
            }
            waiting.add(new Change(operation, name));
            if (isBusy) {
                return;
            }
            isBusy = true;
        }
        engine.run(this::handOver);
    }

    private void handOver() {
        for (Change change = next(); change != null; change = next()) {
            Change kept = change;
            queue.accept(kept.operation, kept.name, JournalEntry.nothing(), null)
                    .accepted()
                    .whenComplete((done, failure) -> heard(kept, failure));
        }
    }

    private synchronized @Nullable Change next() {
        Iterator<Change> first = waiting.iterator();
        isBusy = first.hasNext();
        if (!isBusy) {
            return null;
        }
        Change change = first.next();
        first.remove();
        return change;
    }

    private void heard(Change change, @Nullable Throwable failure) {
        if (failure == null) {
            isWarned = false;
            return;
        }
        recovery.notKept(change.operation, change.name);
        if (!isWarned) {
            isWarned = true;
            LOG.warn(
                    "cache {}: a change that the store refused could not be journaled, and is lost if this process"
                            + " ends before the store answers",
                    engine.settings.name,
                    Failures.unwrap(failure));
        }
    }
}
