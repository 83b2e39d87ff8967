package io.cachex;

import io.cachex.spi.JournalEntry;
import io.cachex.spi.JournalEntry.Operation;
import io.cachex.spi.WriteQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps changes that the store refused in the queue of the writes behind, whose journal outlives the process. This process
 * makes up for them by its own {@link Recovery} as soon as the store answers; the queue does it once more, which is harmless,
 * and then forgets them. The next process finds those that are left.
 */
final class RefusedLog {

    private static final Logger LOG = LoggerFactory.getLogger(Cache.class);

    private final Settings<?> settings;
    private final WriteQueue queue;

    RefusedLog(Settings<?> settings, WriteQueue queue) {
        this.settings = settings;
        this.queue = queue;
    }

    /** Keeps one. Does not wait for the journal: the caller has been told already that the store did not take it. */
    void keep(Operation operation, String name) {
        queue.accept(operation, name, JournalEntry.nothing(), null).accepted().exceptionally(failure -> {
            LOG.warn(
                    "cache {}: a change that the store refused could not be journaled, and is lost if this process"
                            + " ends before the store answers",
                    settings.name,
                    Failures.unwrap(failure));
            return null;
        });
    }
}
