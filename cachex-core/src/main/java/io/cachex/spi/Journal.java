package io.cachex.spi;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * What makes a queue of writes outlive its process: it keeps the writes that were accepted until they are made, and those
 * that were given up until somebody decides about them.
 *
 * <p>A journal belongs to one queue, which {@linkplain #open opens} it before anything else, and closes it. All methods are
 * safe for many threads, and none but {@code open} and {@code close} blocks. A failure is a failed stage with
 * {@link io.cachex.JournalException}; what its method was to do has then either happened or not, and the entry may be found
 * by the next {@code open}.
 */
public interface Journal extends AutoCloseable {

    /** What remains of a write whose append has succeeded, when the process or the machine ends. */
    enum Durability {
        /** Nothing. */
        MEMORY,
        /** All, when the process ends; not what the operating system had yet to write, when the machine does. */
        OS,
        /** As {@link #OS}, but of the machine's end only a stated time is lost. */
        INTERVAL,
        /** All: it was forced to the disk before the append succeeded. */
        SYNC,
        /** What the server keeps, which has its own settings and its own end; the loss of this machine loses nothing. */
        REMOTE
    }

    /**
     * What a journal holds.
     *
     * @param writes accepted and not made, in the order in which they were appended
     * @param letters given up, the oldest first
     */
    record Contents(List<JournalEntry> writes, List<DeadEntry> letters) {

        private static final Contents NOTHING = new Contents(List.of(), List.of());

        /** Nothing at all. */
        public static Contents nothing() {
            return NOTHING;
        }

        /** Whether there is nothing. */
        public boolean isEmpty() {
            return writes.isEmpty() && letters.isEmpty();
        }
    }

    /**
     * Takes the journal for its queue; what an earlier run left in it is now this queue's. May block, as it runs while a
     * cache is built; but a journal on a server that is away opens empty, and hands over later what it holds.
     *
     * @param cache whose queue it is: its name, as far as the journal is shared by several caches
     * @throws io.cachex.JournalException if it cannot be used: in use by another, not readable, of a later release
     * @throws IllegalStateException if it was opened before
     */
    Contents open(String cache);

    /**
     * What writers that died have left, which is now this queue's. Asked for from time to time. In {@link #open}'s order.
     * Nothing unless others share the journal.
     */
    CompletionStage<Contents> takeOver();

    /**
     * Appends a write. Entries are kept in the order of the calls. If there is a dead letter of the same id, it is one no
     * more: this is its replay, and in one step.
     *
     * @return a stage that ends when the write is as safe as {@link #durability} says
     */
    CompletionStage<Void> append(JournalEntry entry);

    /** Forgets writes that were made, or are not to be made. Ids that are not there are passed over. */
    CompletionStage<Void> done(Collection<String> ids);

    /**
     * Makes a write that was appended a dead letter, in one step: if the process ends meanwhile, it is the one or the other.
     *
     * @return a stage that ends when the letter is as safe as {@link #durability} says
     */
    CompletionStage<Void> park(DeadEntry letter);

    /** Forgets dead letters. Ids that are not there are passed over. */
    CompletionStage<Void> discard(Collection<String> ids);

    /** What remains of an append that succeeded. */
    Durability durability();

    /** Writes what it has, and lets it go for the next to open. Later calls fail. Idempotent. */
    @Override
    void close();
}
