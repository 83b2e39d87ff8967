package io.cachex;

import io.cachex.spi.JournalEntry;
import io.cachex.spi.JournalEntry.Operation;
import io.cachex.spi.WriteQueue;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Writes of a process that has died, perhaps before the store had them. Other nodes are to see them as this one does, from
 * now on, not when the origin has them. There may be as many as the queue holds: the store gets a few at a time.
 *
 * <p>Meanwhile this process goes on: (1) an inherited write of a key waits here; (2) a caller writes the key; (3) the store
 * gets the caller's value. The inherited one must not come after it: so each is looked at in its turn among the key's
 * writes, and left out if it is not the last one that waits any more. If it was made meanwhile, the store has heard of that.
 */
final class InheritedWrites<T> {

    private static final int AT_ONCE = 100;

    private final Engine<T> engine;
    private final Mutations<T> mutations;
    private final WriteQueue queue;
    private final ShownWrites<T> shown;
    private final Acceptance<T> acceptance;
    private final Queue<JournalEntry> waiting = new ArrayDeque<>(); // guarded by this
    private int underWay; // guarded by this

    InheritedWrites(
            Engine<T> engine,
            Mutations<T> mutations,
            WriteQueue queue,
            ShownWrites<T> shown,
            Acceptance<T> acceptance) {
        this.engine = engine;
        this.mutations = mutations;
        this.queue = queue;
        this.shown = shown;
        this.acceptance = acceptance;
    }

    /** Takes one; waits for nothing. */
    void add(JournalEntry entry) {
        synchronized (this) {
            waiting.add(entry);
        }
        goOn();
    }

    /** Where user code may run, for values are decoded. */
    private void goOn() {
        for (JournalEntry entry = next(); entry != null; entry = next()) {
            JournalEntry taken = entry;
            CompletableFuture<?> shownToOthers = acceptance.inTurn(entry.key(), () -> show(taken));
            if (shownToOthers.isDone()) {
                ended();
            } else {
                shownToOthers.whenComplete((done, failure) -> {
                    ended();
                    engine.run(this::goOn);
                });
            }
        }
    }

    private synchronized @Nullable JournalEntry next() {
        if (underWay >= AT_ONCE || waiting.isEmpty()) {
            return null;
        }
        underWay++;
        return waiting.remove();
    }

    private synchronized void ended() {
        underWay--;
    }

    private CompletableFuture<@Nullable Void> show(JournalEntry entry) {
        String key = entry.key();
        JournalEntry last = queue.pending(key);
        if (last == null || last.version() != entry.version()) {
            return CompletableFuture.completedFuture(null);
        }
        if (entry.operation() == Operation.DELETE) {
            return mutations.invalidate(key);
        }
        T value = shown.decoded(entry.value());
        return value == null
                ? CompletableFuture.completedFuture(null)
                : mutations.put(key, value, PutOptions.defaults(), entry.value());
    }
}
