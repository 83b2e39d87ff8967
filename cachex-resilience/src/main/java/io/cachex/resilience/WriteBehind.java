package io.cachex.resilience;

import io.cachex.BackgroundWriting;
import io.cachex.BulkWriter;
import io.cachex.Rules;
import io.cachex.Writer;
import io.cachex.spi.DeadEntry;
import io.cachex.spi.Journal;
import io.cachex.spi.WriteQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes to the origin in the background: in the order of each key, again and again until a write is made, and what cannot
 * be made becomes a dead letter. Without a {@link #journal} the queue is in memory and ends with the process.
 *
 * <p>Immutable: each option gives another one with that option, and a value outside its range is a {@link
 * io.cachex.ConfigurationException} that names it and the rule. Each cache has a queue of its own, but a journal serves
 * only one. Safe for many threads. Prints as {@code writeBehind(memory)}.
 *
 * @param <T> the type of the values
 */
public final class WriteBehind<T> implements BackgroundWriting<T> {

    /** The default of {@link #batch} for a {@link BulkWriter}. */
    private static final int BULK = 100;

    /** What a caller gets who writes while the queue is full. */
    public enum WhenFull {
        /**
         * The caller's thread waits, at most {@link WriteBehind#maxWait}, and the write is then refused with {@link
         * io.cachex.CallRejectedException}.
         */
        BLOCK,
        /** The write is refused at once, with {@link io.cachex.CallRejectedException}. */
        REJECT,
        /**
         * The write is tried once, in its turn among those of its key, and succeeds or fails with that; it is not kept. So is
         * one that the journal did not take. Refused at once with {@link io.cachex.CallRejectedException} while the origin
         * is away, while an earlier write of the key waits for its next attempt, and when 1,000 are under way like this.
         */
        WRITE_THROUGH
    }

    /** What becomes of a write that is given up while there are as many dead letters as there may be. */
    public enum WhenLettersFull {
        /** It stays in the queue and is tried again from time to time, until it is made or there is room for a letter. */
        BLOCK,
        /** It is dropped, which is counted and logged. */
        REJECT_NEW,
        /** It becomes a letter, and the oldest one is dropped, which is counted and logged. */
        DROP_OLDEST
    }

    /** What becomes of later writes of a key that has a dead letter. */
    public enum AfterDeath {
        /** They are made. Once one of them is, the letter is superseded: its replay does nothing. */
        CONTINUE,
        /** They wait in the queue until the letter has been replayed or discarded, and are made after it. */
        PARK_KEY
    }

    private final @Nullable BulkWriter<T> writer;
    private final boolean takesCachesWriter;
    private final QueueRules rules;

    private WriteBehind(@Nullable BulkWriter<T> writer, boolean takesCachesWriter, QueueRules rules) {
        this.writer = writer;
        this.takesCachesWriter = takesCachesWriter;
        this.rules = rules;
    }

    /** Writes by this writer, one value at a time. */
    public static <T> WriteBehind<T> to(Writer<T> writer) {
        return new WriteBehind<>(BulkWriter.of(Rules.notNull("writer", writer)), false, new QueueRules(1));
    }

    /** Writes by this writer, many values at once. */
    public static <T> WriteBehind<T> toBatches(BulkWriter<T> writer) {
        return new WriteBehind<>(Rules.notNull("writer", writer), false, new QueueRules(BULK));
    }

    /** Writes by the writers that calls bring along, and by no other. */
    public static <T> WriteBehind<T> withoutWriter() {
        return new WriteBehind<>(null, false, new QueueRules(1));
    }

    /**
     * Writes by the writer that the cache's builder is given, {@link io.cachex.CacheBuilder#writer}, which makes none at once
     * then. If it is given none, as {@link #withoutWriter()}.
     */
    public static <T> WriteBehind<T> toCachesWriter() {
        return new WriteBehind<>(null, true, new QueueRules(1));
    }

    /** Keeps the writes and the dead letters beyond the end of the process; none by default: they are in memory. */
    public WriteBehind<T> journal(Journal journal) {
        Rules.notNull("journal", journal);
        return with(changed -> changed.journal = journal);
    }

    /** How many batches are made at once at most, from 1 to 1,000; 2 by default. */
    public WriteBehind<T> workers(int workers) {
        Rules.require(workers >= 1 && workers <= 1_000, "workers", workers, "from 1 to 1000");
        return with(changed -> changed.workers = workers);
    }

    /**
     * How many writes are made in one call at most, from 1 to 10,000; by default 100 for a {@link BulkWriter}, else 1. A
     * batch is of one writer and has one write of a key.
     */
    public WriteBehind<T> batch(int writes) {
        Rules.require(writes >= 1 && writes <= 10_000, "batch", writes, "from 1 to 10000");
        return with(changed -> changed.batch = writes);
    }

    /** How long a write waits for others to make a batch with, unless the batch is full before; 0 by default, at most 1 min. */
    public WriteBehind<T> delay(Duration delay) {
        Rules.zeroOrMore("delay", delay);
        Rules.require(delay.compareTo(Duration.ofMinutes(1)) <= 0, "delay", delay, "at most 1 min");
        return with(changed -> changed.delay = delay);
    }

    /**
     * Whether of those writes of a key that wait only the last is made; true by default. False for a writer that does not set
     * values but changes them. A write that covers others and becomes a dead letter is all that is left of them.
     */
    public WriteBehind<T> coalescing(boolean coalescing) {
        return with(changed -> changed.coalescing = coalescing);
    }

    /**
     * How often a write is tried again before it is given up, at least 0; 3 by default. Failures of the class {@code OUTAGE}
     * do not count, and those of the class {@code PERMANENT} are not tried again.
     */
    public WriteBehind<T> maxRetries(int retries) {
        Rules.atLeast("maxRetries", retries, 0);
        return with(changed -> changed.maxRetries = retries);
    }

    /**
     * How long a write, or a writer that is away, is left alone after a failure: a random part of min, of its double after
     * the next, and so on, at most of max. 100 ms and 30 s by default; whole milliseconds, max at least min.
     */
    public WriteBehind<T> backoff(Duration min, Duration max) {
        Rules.wholeMillis("backoff.min", min);
        Rules.wholeMillis("backoff.max", max);
        Rules.require(max.compareTo(min) >= 0, "backoff.max", max, "at least backoff.min");
        return with(changed -> {
            changed.minBackoff = min;
            changed.maxBackoff = max;
        });
    }

    /** Where the jitter comes from: numbers from 0 to below 1, asked for by many threads. */
    public WriteBehind<T> random(DoubleSupplier source) {
        Rules.notNull("random", source);
        return with(changed -> changed.random = source);
    }

    /**
     * How many writes wait at most, at least 1; 100,000 by default. What an earlier run has left, and what is replayed, counts;
     * the former is taken even if it is more. With a journal writes that are covered count, too.
     */
    public WriteBehind<T> maximumWrites(int writes) {
        Rules.atLeast("maximumWrites", writes, 1);
        return with(changed -> changed.maximumWrites = writes);
    }

    /** How large the writes that wait are at most, in bytes of values and characters of keys; 64 MiB by default, at least 1. */
    public WriteBehind<T> maximumBytes(long bytes) {
        Rules.require(bytes >= 1, "maximumBytes", bytes, "at least 1");
        return with(changed -> changed.maximumBytes = bytes);
    }

    /** What a caller gets while the queue is full; {@link WhenFull#BLOCK} by default. */
    public WriteBehind<T> whenFull(WhenFull policy) {
        Rules.notNull("whenFull", policy);
        return with(changed -> changed.whenFull = policy);
    }

    /** How long a caller waits for room at most, with {@link WhenFull#BLOCK}; 5 s by default, above zero. */
    public WriteBehind<T> maxWait(Duration wait) {
        Rules.positive("maxWait", wait);
        return with(changed -> changed.maxWait = wait);
    }

    /** How many dead letters are kept at most, at least 1; 1,000 by default. */
    public WriteBehind<T> deadLetters(int letters) {
        Rules.atLeast("deadLetters", letters, 1);
        return with(changed -> changed.deadLetters = letters);
    }

    /** Keeps no dead letters: a write that is given up is dropped, which is counted and logged. */
    public WriteBehind<T> withoutDeadLetters() {
        return with(changed -> changed.deadLetters = 0).whenLettersFull(WhenLettersFull.REJECT_NEW);
    }

    /** What becomes of a write that is given up and finds no room; {@link WhenLettersFull#BLOCK} by default. */
    public WriteBehind<T> whenLettersFull(WhenLettersFull policy) {
        Rules.notNull("whenLettersFull", policy);
        return with(changed -> changed.whenLettersFull = policy);
    }

    /** What becomes of later writes of a key that has a dead letter; {@link AfterDeath#CONTINUE} by default. */
    public WriteBehind<T> afterDeath(AfterDeath policy) {
        Rules.notNull("afterDeath", policy);
        return with(changed -> changed.afterDeath = policy);
    }

    /**
     * Calls the handler for each write that becomes a dead letter, on the cache's executor; may be given several times. What it
     * throws is logged.
     */
    public WriteBehind<T> onDeadLetter(Consumer<DeadEntry> handler) {
        Rules.notNull("onDeadLetter", handler);
        return with(changed -> {
            List<Consumer<DeadEntry>> handlers = new ArrayList<>(changed.handlers);
            handlers.add(handler);
            changed.handlers = handlers;
        });
    }

    @Override
    public @Nullable BulkWriter<T> writer() {
        return writer;
    }

    @Override
    public BackgroundWriting<T> orBy(Writer<T> cachesWriter) {
        return takesCachesWriter ? new WriteBehind<>(BulkWriter.of(cachesWriter), false, rules) : this;
    }

    /**
     * The queue of one cache.
     *
     * @throws io.cachex.JournalException if the journal cannot be used
     * @throws IllegalStateException if the journal serves a queue already
     */
    @Override
    public WriteQueue open(WriteQueue.Setup setup) {
        return KeyedQueue.open(rules, setup);
    }

    @Override
    public String toString() {
        return "writeBehind(" + (rules.journal == null ? "memory" : rules.journal) + ")";
    }

    private WriteBehind<T> with(Consumer<QueueRules> change) {
        QueueRules changed = rules.copy();
        change.accept(changed);
        return new WriteBehind<>(writer, takesCachesWriter, changed);
    }
}
