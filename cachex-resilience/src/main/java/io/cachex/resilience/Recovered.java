package io.cachex.resilience;

import io.cachex.Rules;
import io.cachex.spi.DeadEntry;
import io.cachex.spi.Journal;
import io.cachex.spi.JournalEntry;
import io.cachex.spi.TimeSource;
import io.cachex.spi.WriteEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes over what an earlier run has left in the journal, and from time to time what dead nodes have left. Such a write is
 * shown to readers at once, and made after the cache was told of it.
 */
final class Recovered {

    private static final Logger LOG = LoggerFactory.getLogger(WriteBehind.class);
    private static final Duration EVERY = Duration.ofSeconds(10);

    private final QueueParts queue;
    private final Steps steps;
    private boolean isStopped; // guarded by this, as what follows
    private final List<Found> untold = new ArrayList<>();
    private @Nullable Consumer<JournalEntry> heir;
    private TimeSource.@Nullable Scheduled next;
    private volatile boolean isWarned;

    Recovered(QueueParts queue, Steps steps) {
        this.queue = queue;
        this.steps = steps;
    }

    /** A write that was found, and waits to be told of. */
    private record Found(KeyLine line, Waiting write) {}

    /** Tells of what was found, and of what will be. */
    void onInherited(Consumer<JournalEntry> handler) {
        List<Found> found;
        synchronized (this) {
            heir = handler;
            found = List.copyOf(untold);
            untold.clear();
        }
        queue.onExecutor(() -> tell(found, handler));
    }

    private void tell(List<Found> found, Consumer<JournalEntry> handler) {
        for (Found one : found) {
            try {
                handler.accept(one.write.entry);
            } catch (RuntimeException e) {
                LOG.warn("a handler of inherited writes of '{}' failed", queue.cache, e);
            }
            one.line.stripe.lock.lock();
            try {
                if (!one.write.hasLeft) {
                    steps.ready(one.line, one.write);
                    steps.fold(one.line);
                }
            } finally {
                one.line.stripe.lock.unlock();
            }
        }
        queue.turns.wake();
    }

    /** Before the queue takes its first write. */
    void open(Journal journal) {
        found(journal.open(queue.cache));
        if (journal.durability() == Journal.Durability.REMOTE) {
            later(journal);
        }
    }

    synchronized void stop() {
        isStopped = true;
        if (next != null) {
            next.cancel();
        }
    }

    private synchronized void later(Journal journal) {
        if (!isStopped) {
            next = queue.time.schedule(EVERY, () -> takeOver(journal));
        }
    }

    private void takeOver(Journal journal) {
        if (queue.isClosing) {
            return;
        }
        JournalCalls.call(journal::takeOver)
                .whenComplete((contents, failure) -> queue.onExecutor(() -> {
                    if (failure == null) {
                        isWarned = false;
                        found(contents);
                    } else if (!isWarned) {
                        isWarned = true;
                        LOG.warn(
                                "the journal of '{}' was asked in vain for what others have left",
                                queue.cache,
                                failure);
                    }
                    later(journal);
                }));
    }

    /** Letters first: writes of their keys may have to wait for them. */
    private void found(Journal.Contents contents) {
        if (contents.isEmpty()) {
            return;
        }
        contents.letters().forEach(this::found);
        List<Found> found = contents.writes().stream().map(this::found).toList();
        LOG.info(
                "the queue of '{}' takes over {} writes and {} dead letters",
                queue.cache,
                contents.writes().size(),
                contents.letters().size());
        queue.news.tell(
                WriteEvent.ACCEPTED,
                contents.writes().size() + contents.letters().size());
        queue.marks.look();
        Consumer<JournalEntry> handler;
        synchronized (this) {
            handler = heir;
            if (handler == null) {
                untold.addAll(found);
            }
        }
        if (handler != null) {
            tell(found, handler);
        }
    }

    private void found(DeadEntry letter) {
        queue.stamps.seen(letter.entry().version());
        Stripe stripe = queue.lines.stripe(letter.entry().key());
        stripe.lock.lock();
        try {
            if (queue.letters.find(letter)) {
                stripe.counts.foundLetter();
            }
        } finally {
            stripe.lock.unlock();
        }
    }

    private Found found(JournalEntry entry) {
        queue.stamps.seen(entry.version());
        Stripe stripe = queue.lines.stripe(entry.key());
        Target target = queue.ownTarget(entry);
        Waiting write = new Waiting(entry, target, null, new CompletableFuture<>(), since(entry));
        queue.room.force(write.bytes);
        stripe.lock.lock();
        try {
            KeyLine line = queue.lines.lineOf(target.space(), entry.key(), stripe);
            line.add(write);
            stripe.counts.accepted(write);
            stripe.arrivals.add(write);
            line.show(write);
            return new Found(line, write);
        } finally {
            stripe.lock.unlock();
        }
    }

    /** By the wall clocks then and now: for people. */
    private long since(JournalEntry entry) {
        Duration age = Duration.between(entry.accepted(), queue.time.instant());
        boolean isPlausible = !age.isNegative() && age.compareTo(Rules.LONGEST) < 0;
        return queue.time.nanos() - (isPlausible ? age.toNanos() : 0);
    }
}
