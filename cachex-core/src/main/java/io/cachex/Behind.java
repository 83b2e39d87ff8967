package io.cachex;

import io.cachex.spi.CacheObserver;
import io.cachex.spi.Journal;
import io.cachex.spi.JournalEntry;
import io.cachex.spi.JournalEntry.Operation;
import io.cachex.spi.Tier;
import io.cachex.spi.WriteQueue;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes to the origin that are made later. A write is accepted by the queue, which is where it is safe; then it is shown to
 * readers, from here until both the origin and the store have it; then the cache is changed as by any other put.
 *
 * <p>Why it is shown from here although the store gets it too: (1) the queue accepts a write; (2) its writer makes it, and
 * the queue forgets it; (3) a reader finds no near copy and asks the store, which still has the old value; (4) the new value
 * reaches the store. Held from (1) to (4), the reader of (3) gets it here.
 */
final class Behind<T> {

    /**
     * A write on its way.
     *
     * @param stored ends when the cache has it, or could not take it
     * @param made ends when the origin has it, or when it was given up
     */
    record Accepted(CompletableFuture<@Nullable Void> stored, CompletableFuture<@Nullable Void> made) {}

    /** What readers are shown. */
    private static final class Shown {

        /** The value; null if it is to be deleted. */
        private final byte @Nullable [] bytes;

        /** Until when the store serves what it has of it, at least. */
        private final long freshUntil;

        Shown(byte @Nullable [] bytes, long freshUntil) {
            this.bytes = bytes;
            this.freshUntil = freshUntil;
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(Cache.class);
    private static final int MOST_TOLD = 100;

    private final Engine<T> engine;
    private final Settings<T> settings;
    private final Mutations<T> mutations;
    private final @Nullable Recovery<T> recovery;
    private final WriteQueue queue;
    private final boolean hasWriter;
    private final Function<JournalEntry, CompletionStage<?>> toStore = this::makeInStore;
    private final Consumer<JournalEntry> onWritten = this::written;
    private final Map<String, Shown> shown = new ConcurrentHashMap<>();

    /** Lets the queue, the readers and the store see the writes of one key in the same order: that of the calls. */
    private final StoreOrder calls = new StoreOrder();

    /**
     * Opens the queue; nothing that an earlier run has left is made before {@link #begin}.
     *
     * @throws JournalException if its journal cannot be used
     * @throws ConfigurationException if it has a journal, but no writer
     */
    Behind(Engine<T> engine, Mutations<T> mutations, BackgroundWriting<T> writing, @Nullable CacheObserver observer) {
        this.engine = engine;
        this.settings = engine.settings;
        this.mutations = mutations;
        this.recovery = engine.store == null ? null : engine.store.recovery();
        BulkWriter<T> writer = writing.writer();
        this.hasWriter = writer != null;
        this.queue = writing.open(new WriteQueue.Setup(
                settings.name,
                engine.time,
                engine.executor,
                sink(writer == null ? Behind::noWriter : writer),
                settings.classifier,
                observer == null ? new CacheObserver() {} : observer,
                settings::shown));
        if (!hasWriter && outlivesProcess()) {
            queue.close(Duration.ZERO);
            throw new ConfigurationException(
                    "writeBehind must have a writer where it has a journal: who else makes the writes after a restart");
        }
    }

    /** Takes over what an earlier run has left. */
    void begin() {
        if (recovery != null && outlivesProcess()) {
            recovery.keepIn(new RefusedLog(engine, queue, recovery));
        }
        queue.onDeadLetter(letter -> givenUp(letter.entry()));
        queue.onInherited(this::inherited);
    }

    private boolean outlivesProcess() {
        return queue.durability() != Journal.Durability.MEMORY;
    }

    private CacheSink sink(BulkWriter<T> writer) {
        return new CacheSink(new OriginSink<>(settings.codec, writer), toStore, onWritten);
    }

    /** Makes a change that the store refused, perhaps in an earlier run, when there was a store. */
    private CompletionStage<?> makeInStore(JournalEntry change) {
        return recovery == null
                ? CompletableFuture.completedFuture(null)
                : recovery.again(change.operation(), change.key());
    }

    /** In the memory of this process no write without a writer is ever accepted. */
    private static <T> Map<String, Throwable> noWriter(List<Write<T>> writes) {
        throw new IllegalStateException("there is no writer");
    }

    WriteQueue queue() {
        return queue;
    }

    /** Whether it can make a write that brings no writer: then it makes all that the cache is told to write. */
    boolean hasWriter() {
        return hasWriter;
    }

    /**
     * Writes a value.
     *
     * @param writer makes it; null for the cache's own
     * @return ends when the write is accepted; fails if it is not, and then nothing has changed
     */
    CompletableFuture<Accepted> put(
            String key, T value, PutOptions options, @Nullable Writer<T> writer, @Nullable CallerThread lane) {
        byte[] bytes = encoded(key, value); // as it is now
        WriteQueue.Sink sink = writer == null ? null : sink(BulkWriter.of(writer));
        Duration ttl = options.ttl();
        long freshFor = ttl == null ? settings.ttl : ttl.toNanos();
        Shown write = new Shown(bytes, engine.time.nanos() + freshFor);
        return accept(Operation.PUT, key, write, sink, lane, () -> mutations.put(key, value, options));
    }

    CompletableFuture<Accepted> delete(String key, @Nullable CallerThread lane) {
        return accept(
                Operation.DELETE,
                key,
                new Shown(null, engine.time.nanos()),
                null,
                lane,
                () -> mutations.invalidate(key));
    }

    /** Writes what a conditional change has let pass; if the queue does not accept it, takes the change back. */
    CompletableFuture<Boolean> after(
            String key, T value, CompletableFuture<Boolean> change, @Nullable CallerThread lane) {
        Shown write = new Shown(encoded(key, value), engine.time.nanos() + settings.ttl);
        return change.thenCompose(changed -> changed
                ? accept(
                                Operation.PUT,
                                key,
                                write,
                                null,
                                lane,
                                () -> CompletableFuture.<@Nullable Void>completedFuture(null))
                        .thenApply(accepted -> true)
                        .exceptionallyCompose(failure -> mutations
                                .invalidate(key)
                                .thenCompose(dropped -> CompletableFuture.failedFuture(Failures.unwrap(failure))))
                : CompletableFuture.completedFuture(false));
    }

    private CompletableFuture<Accepted> accept(
            Operation operation,
            String key,
            Shown write,
            WriteQueue.@Nullable Sink sink,
            @Nullable CallerThread lane,
            Supplier<CompletableFuture<@Nullable Void>> change) {
        return calls.change(key, () -> {
            byte[] bytes = write.bytes == null ? JournalEntry.nothing() : write.bytes;
            return ticket(lane, () -> queue.accept(operation, key, bytes, sink))
                    .thenCompose(ticket -> Stages.onward(ticket.accepted(), lane == null ? engine.executor : lane)
                            .thenApply(accepted -> accepted(key, write, ticket, change)));
        });
    }

    /** A queue that is full lets a thread wait: the caller's, if it is here and waits anyway, else one of the executor's. */
    private CompletableFuture<WriteQueue.Ticket> ticket(
            @Nullable CallerThread lane, Supplier<WriteQueue.Ticket> accept) {
        if (lane != null && lane.isHere()) {
            return CompletableFuture.completedFuture(accept.get());
        }
        CompletableFuture<WriteQueue.Ticket> ticket = new CompletableFuture<>();
        engine.run(() -> {
            try {
                ticket.complete(accept.get());
            } catch (Throwable e) { // a queue with a bug
                ticket.completeExceptionally(e);
            }
        });
        return ticket;
    }

    private Accepted accepted(
            String key, Shown write, WriteQueue.Ticket ticket, Supplier<CompletableFuture<@Nullable Void>> change) {
        shown.put(key, write);
        CompletableFuture<@Nullable Void> stored = change.get();
        CompletableFuture<@Nullable Void> made = made(ticket);
        CompletableFuture.allOf(stored, ticket.made().toCompletableFuture())
                .whenComplete((ok, failure) -> shown.remove(key, write));
        return new Accepted(stored, made);
    }

    /** A future of the caller's own, which he may cancel. */
    private static CompletableFuture<@Nullable Void> made(WriteQueue.Ticket ticket) {
        CompletableFuture<@Nullable Void> made = new CompletableFuture<>();
        ticket.made().whenComplete((done, failure) -> {
            if (failure == null) {
                made.complete(null);
            } else {
                made.completeExceptionally(Failures.unwrap(failure));
            }
        });
        return made;
    }

    private byte[] encoded(String key, T value) {
        try {
            byte[] bytes = settings.codec.encode(value);
            if (bytes.length > settings.maximumValueBytes) {
                throw new CacheException("the value is too large to be written behind: " + bytes.length + " B");
            }
            return bytes;
        } catch (CacheException e) {
            throw e;
        } catch (RuntimeException | StackOverflowError e) {
            throw new SerializationException("the value of " + settings.shown(key) + " could not be encoded", e);
        }
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

    private @Nullable T decoded(byte[] bytes) {
        try {
            return settings.codec.decode(bytes);
        } catch (RuntimeException
                | StackOverflowError e) { // an earlier run's, of another type: it will be a dead letter
            engine.counters.unreadable("body");
            return null;
        }
    }

    /**
     * The origin has a write, of which readers here are still shown that it waits. Other nodes may have the origin's old value
     * for new: they were told of the change when it was accepted, and those that asked the origin before it was made, because
     * the store had nothing for them, were told too early. Where that can be, they are told again.
     */
    private void written(JournalEntry entry) {
        String key = entry.key();
        JournalEntry latest = queue.pending(key);
        if (latest != null && latest.version() > entry.version()) {
            return; // there will be another
        }
        if (engine.store == null) {
            mutations.tell(key);
        } else if (!servedThroughout(entry)) {
            mutations.invalidate(key).exceptionally(failure -> null);
        }
    }

    /** Whether the store has had the value for all nodes from the moment it was accepted. */
    private boolean servedThroughout(JournalEntry entry) {
        Shown write = shown.get(entry.key());
        return entry.operation() == Operation.PUT && write != null && write.freshUntil - engine.time.nanos() > 0;
    }

    /**
     * A write of a process that has died, perhaps before the store had it. Other nodes are to see it as this one does, from
     * now on, not when the origin has it.
     */
    private void inherited(JournalEntry entry) {
        switch (entry.operation()) {
            case PUT -> {
                T value = decoded(entry.value());
                if (value != null) {
                    mutations.put(entry.key(), value, PutOptions.defaults()).exceptionally(failure -> null);
                }
            }
            case DELETE -> mutations.invalidate(entry.key()).exceptionally(failure -> null);
            case REMOVE, ADVANCE -> {
                if (recovery != null) {
                    recovery.inherit(entry.operation(), entry.key());
                }
            }
        }
    }

    /** The origin does not have it: what readers get is to be the origin's word again. */
    private void givenUp(JournalEntry entry) {
        if (entry.operation() == Operation.PUT || entry.operation() == Operation.DELETE) {
            mutations.invalidate(entry.key()).exceptionally(failure -> null); // which the store's recovery makes up for
        }
    }

    /** Makes what waits, as far as there is time; the journal keeps the rest, or it is lost and said. */
    void close(Duration atMost) {
        List<String> lost = queue.close(atMost);
        if (!lost.isEmpty()) {
            LOG.error(
                    "cache {} was closed with {} writes that were not made, and which no journal keeps: {}",
                    settings.name,
                    lost.size(),
                    lost.stream().limit(MOST_TOLD).map(settings::shown).toList());
        }
    }
}
