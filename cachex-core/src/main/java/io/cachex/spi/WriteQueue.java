package io.cachex.spi;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Where writes wait that are made in the background: in the order of each key, again and again until they succeed or are
 * given up, and then kept as dead letters. Nothing that was accepted is dropped without being counted.
 *
 * <p>All methods are safe for many threads; none blocks, but for {@link #accept} when the queue is full and told to wait,
 * and {@link #close}.
 */
public interface WriteQueue {

    /** Makes writes. */
    @FunctionalInterface
    interface Sink {

        /**
         * Makes writes, no two of them of one key, and all to one place: the origin, or the store. Called by the queue's
         * workers on the {@linkplain Setup#executor executor}; may block.
         *
         * @param writes at least one
         * @return for each write, in their order, null if it was made, else why not; a stage that fails, or another number
         *     of answers, is taken for the failure of all
         */
        CompletionStage<List<@Nullable Throwable>> make(List<JournalEntry> writes);
    }

    /**
     * What a queue needs of its cache.
     *
     * @param cache the cache's name
     * @param time the only clock
     * @param executor where sinks run
     * @param sink makes the writes that brought no sink of their own, and all that an earlier run has left
     * @param classifier tells which failures will pass, and which will not
     * @param observer hears what becomes of writes
     * @param shown a key as it may be shown in logs and messages
     * @param tracer follows batches; null for nobody
     */
    record Setup(
            String cache,
            TimeSource time,
            Executor executor,
            Sink sink,
            FailureClassifier classifier,
            CacheObserver observer,
            UnaryOperator<String> shown,
            @Nullable CacheTracer tracer) {

        /** Followed by nobody. */
        public Setup(
                String cache,
                TimeSource time,
                Executor executor,
                Sink sink,
                FailureClassifier classifier,
                CacheObserver observer,
                UnaryOperator<String> shown) {
            this(cache, time, executor, sink, classifier, observer, shown, null);
        }
    }

    /**
     * What the caller of {@link #accept} gets.
     *
     * @param accepted ends when the write will be made whatever happens to this process, as far as the journal promises;
     *     fails with {@link io.cachex.CallRejectedException} if the queue is full, with {@link io.cachex.JournalException} if
     *     the journal did not take it, and with {@link IllegalStateException} after {@link #close}: then it will not be made
     * @param made ends when it was made, or when a later write of its key was made in its stead; fails with the last failure
     *     when it or that later one is given up, and as {@code accepted} does
     */
    record Ticket(CompletionStage<Void> accepted, CompletionStage<Void> made) {}

    /**
     * Takes a write. Writes of one key are made in the order of the calls.
     *
     * @param key not null
     * @param value what is to be written, as it is now; empty unless the operation is a put
     * @param sink makes this write, and is forgotten with the process; null for the queue's own. Sinks that are equal are
     *     one: their writes share batches, cover each other, and wait together while it is away
     */
    Ticket accept(JournalEntry.Operation operation, String key, byte[] value, @Nullable Sink sink);

    /**
     * Calls the handler, on the executor, for each write that an earlier run has left, or a node that died: for those there
     * are now, and for those to come. It is called before the write is made, and must not wait for that. Nothing inherited is
     * made before there is a handler.
     */
    void onInherited(Consumer<JournalEntry> handler);

    /** The last write of a key to the origin that was accepted and not yet made; null if there is none. Cheap if there is not. */
    @Nullable
    JournalEntry pending(String key);

    /** The dead letters now, the oldest first. */
    List<Letter> letters();

    /**
     * A dead letter, and what was made of its key since.
     *
     * @param isSuperseded whether a later write of its key was made: then a replay does nothing but forget it
     */
    record Letter(DeadEntry dead, boolean isSuperseded) {}

    /** What became of a letter that was to be replayed. */
    enum Replayed {
        /** It waits among the writes again, under its old id. */
        QUEUED,
        /** A later write of its key was made: it was forgotten. */
        SUPERSEDED,
        /** There is no such letter any more: it was replayed or discarded before. */
        GONE,
        /** The queue or the journal did not take it: it is still a dead letter. */
        REFUSED
    }

    /**
     * Takes dead letters back among the writes, in the order in which they were accepted.
     *
     * @param perSecond at most so many in a second; above zero
     * @return for each id what became of it
     * @throws IllegalArgumentException if the rate is not above zero
     */
    CompletionStage<Map<String, Replayed>> replay(Collection<String> ids, int perSecond);

    /** Forgets dead letters; how many there were of these. */
    CompletionStage<Integer> discard(Collection<String> ids);

    /** Calls the handler, on the executor, for each write that becomes a dead letter from now on. */
    void onDeadLetter(Consumer<DeadEntry> handler);

    /** Counts now, in one consistent look: {@code accepted = succeeded + dropped + parked + waiting}. */
    Stats stats();

    /**
     * The queue's counts.
     *
     * @param accepted writes taken, with those that an earlier run or a dead node has left
     * @param succeeded writes made, or covered by a later write of their key that was made
     * @param dropped given up for good: letters that were discarded, superseded, or too many; and what close left in memory
     * @param parked dead letters there are
     * @param waiting accepted and not yet made
     * @param waitingBytes what their keys and values take
     * @param retried attempts after the first
     * @param oldestNanos how long the oldest of those that wait has waited; 0 if none waits
     */
    record Stats(
            long accepted,
            long succeeded,
            long dropped,
            long parked,
            long waiting,
            long waitingBytes,
            long retried,
            long oldestNanos) {}

    /** What remains of an accepted write when the process ends. */
    Journal.Durability durability();

    /**
     * Takes no more writes, makes those that wait, for at most this long, and closes the journal, which keeps the rest.
     * Idempotent.
     *
     * @return the keys of those writes that are lost with the process, because no journal keeps them
     */
    List<String> close(Duration atMost);
}
