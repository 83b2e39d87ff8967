package io.cachex;

import io.cachex.spi.CacheObserver;
import io.cachex.spi.Journal;
import io.cachex.spi.JournalEntry;
import io.cachex.spi.JournalEntry.Operation;
import io.cachex.spi.WriteQueue;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes to the origin that are made later. A write is {@linkplain Acceptance accepted} by the queue, which is where it is
 * safe, {@linkplain ShownWrites shown} to readers, and then the cache is changed as by any other put. Here: what is written,
 * and what the cache makes of it when the origin has it, or will never have it.
 */
final class Behind<T> {

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
    private final ShownWrites<T> shown;
    private final Acceptance<T> acceptance;
    private final InheritedWrites<T> inherited;

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
                settings::shown,
                settings.tracer));
        this.shown = new ShownWrites<>(engine, queue);
        this.acceptance = new Acceptance<>(engine, queue, shown);
        this.inherited = new InheritedWrites<>(engine, mutations, queue, shown, acceptance);
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
    CompletableFuture<Acceptance.Accepted> put(
            String key, T value, PutOptions options, @Nullable Writer<T> writer, @Nullable CallerThread lane) {
        byte[] bytes = encoded(key, value); // as it is now, for the origin and for the store
        WriteQueue.Sink sink = writer == null ? null : sink(BulkWriter.of(writer));
        Duration ttl = options.ttl();
        ShownWrites.Shown write = shownFor(bytes, ttl == null ? settings.switches.lifetimes().ttl : ttl.toNanos());
        return acceptance.accept(
                Operation.PUT, key, write, sink, lane, () -> mutations.put(key, value, options, bytes));
    }

    CompletableFuture<Acceptance.Accepted> delete(String key, @Nullable CallerThread lane) {
        return acceptance.accept(Operation.DELETE, key, shownFor(null, 0), null, lane, () -> mutations.invalidate(key));
    }

    /** Writes what a conditional change has let pass; if the queue does not accept it, takes the change back. */
    CompletableFuture<Boolean> after(
            String key, T value, CompletableFuture<Boolean> change, @Nullable CallerThread lane) {
        ShownWrites.Shown write = shownFor(encoded(key, value), settings.switches.lifetimes().ttl);
        return change.thenCompose(GuardedTracer.bound(
                settings.tracer,
                changed -> changed
                        ? acceptance
                                .accept(Operation.PUT, key, write, null, lane, Behind::nothingMore)
                                .thenApply(accepted -> true)
                                .exceptionallyCompose(failure -> takenBack(key, Failures.unwrap(failure)))
                        : CompletableFuture.completedFuture(false)));
    }

    private ShownWrites.Shown shownFor(byte @Nullable [] bytes, long nanos) {
        return new ShownWrites.Shown(bytes, engine.time.nanos() + nanos);
    }

    private static CompletableFuture<@Nullable Void> nothingMore() {
        return CompletableFuture.completedFuture(null);
    }

    /** What the caller hears is why the write was refused, whatever becomes of the cache. */
    private CompletableFuture<Boolean> takenBack(String key, Throwable why) {
        return mutations
                .invalidate(key)
                .handle((dropped, failure) -> {
                    if (failure != null && Failures.unwrap(failure) != why) {
                        why.addSuppressed(Failures.unwrap(failure));
                    }
                    return CompletableFuture.<Boolean>failedFuture(why);
                })
                .thenCompose(Function.identity());
    }

    private byte[] encoded(String key, T value) {
        byte[] bytes = StoredForm.body(settings, key, value);
        if (bytes.length > settings.maximumValueBytes) {
            throw new CacheException("the value is too large to be written behind: " + bytes.length + " B");
        }
        return bytes;
    }

    /** Ends a flight with what the origin will have once the writes that wait are made; false if none of its key waits. */
    boolean answers(Flight<T> flight, Call<T> call) {
        return shown.answers(flight, call);
    }

    /** Makes a change that the store refused, perhaps in an earlier run, when there was a store. */
    private CompletionStage<?> makeInStore(JournalEntry change) {
        return recovery == null
                ? CompletableFuture.completedFuture(null)
                : recovery.again(change.operation(), change.key());
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
        if (entry.operation() == Operation.PUT && engine.misses.isOn()) {
            mutations.arrived(key).exceptionally(failure -> null);
        }
        if (engine.store == null) {
            mutations.tell(key);
        } else if (!shown.isServedByStore(entry)) {
            mutations.invalidate(key).exceptionally(failure -> null);
        }
    }

    private void inherited(JournalEntry entry) {
        switch (entry.operation()) {
            case PUT, DELETE -> inherited.add(entry);
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
