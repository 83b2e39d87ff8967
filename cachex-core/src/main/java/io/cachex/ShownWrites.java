package io.cachex;

import io.cachex.spi.JournalEntry;
import io.cachex.spi.JournalEntry.Operation;
import io.cachex.spi.Tier;
import io.cachex.spi.WriteQueue;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What readers are shown of writes to the origin that are accepted: from then on until both the origin and the store have
 * them; and of those that an earlier run has left, for as long as they wait.
 *
 * <p>Why a write is shown from here although the store gets it too: (1) the queue accepts a write; (2) its writer makes it,
 * and the queue forgets it; (3) a reader finds no near copy and asks the store, which still has the old value; (4) the new
 * value reaches the store. Held from (1) to (4), the reader of (3) gets it here.
 */
final class ShownWrites<T> {

    /** A write that is shown; each is nothing but itself. */
    static final class Shown {

        /** The value; null if it is to be deleted. */
        final byte @Nullable [] bytes;

        /** Until when the store serves what it has of it, at least. */
        private final long freshUntil;

        Shown(byte @Nullable [] bytes, long freshUntil) {
            this.bytes = bytes;
            this.freshUntil = freshUntil;
        }
    }

    private final Engine<T> engine;
    private final Settings<T> settings;
    private final WriteQueue queue;
    private final Map<String, Shown> shown = new ConcurrentHashMap<>();

    ShownWrites(Engine<T> engine, WriteQueue queue) {
        this.engine = engine;
        this.settings = engine.settings;
        this.queue = queue;
    }

    /** Shows a write, instead of an earlier one of its key. */
    void show(String key, Shown write) {
        shown.put(key, write);
    }

    /** Shows it no more; a later one of its key stays. */
    void hide(String key, Shown write) {
        shown.remove(key, write);
    }

    /** Whether the store has had the value for all nodes from the moment it was accepted. */
    boolean isServedByStore(JournalEntry entry) {
        Shown write = shown.get(entry.key());
        return entry.operation() == Operation.PUT && write != null && write.freshUntil - engine.time.nanos() > 0;
    }

    /** Ends a flight with what the origin will have once the writes that wait are made; false if none of its key waits. */
    boolean answers(Flight<T> flight, Call<T> call) {
        Entry<T> entry = pending(flight);
        if (entry == null) {
            return false;
        }
        if (flight.claim()) {
            if (!entry.isAbsence()) {
                engine.landing.landNear(flight, entry, call);
            }
            engine.landing.end(flight, Served.fresh(entry, Tier.ORIGIN));
        }
        return true;
    }

    /** An entry without a value for what will be deleted; null if nothing of the key waits. */
    private @Nullable Entry<T> pending(Flight<T> flight) {
        byte[] bytes;
        Shown write = shown.get(flight.key);
        if (write != null) {
            bytes = write.bytes;
        } else {
            JournalEntry entry = queue.pending(flight.key); // left by an earlier run
            if (entry == null) {
                return null;
            }
            bytes = entry.operation() == Operation.PUT ? entry.value() : null;
        }
        long now = flight.startedAt;
        if (bytes == null) {
            return new Entry<>(null, now, now, now, null, flight.epoch);
        }
        T value = decoded(bytes);
        return value == null
                ? null
                : Entries.put(settings, value, now, PutOptions.defaults(), flight.generation, flight.epoch);
    }

    /** Null for bytes of another type, which an earlier run has left: they will be a dead letter. */
    @Nullable
    T decoded(byte[] bytes) {
        try {
            return settings.codec.decode(bytes);
        } catch (RuntimeException | StackOverflowError e) { // codecs are user code
            engine.counters.unreadable("body");
            return null;
        }
    }
}
