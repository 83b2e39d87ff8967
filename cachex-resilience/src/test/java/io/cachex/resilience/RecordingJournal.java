package io.cachex.resilience;

import io.cachex.JournalException;
import io.cachex.spi.DeadEntry;
import io.cachex.spi.Journal;
import io.cachex.spi.JournalEntry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A journal in memory that outlives its queue: what it holds is what a process that ends now leaves to the next. It can be
 * told to answer later, and to fail.
 */
final class RecordingJournal implements Journal {

    private final Map<String, JournalEntry> writes = new LinkedHashMap<>();
    private final Map<String, DeadEntry> letters = new LinkedHashMap<>();
    private final Deque<CompletableFuture<Void>> held = new ArrayDeque<>();
    final List<String> calls = new ArrayList<>();

    private final Durability durability;
    private Contents left = Contents.nothing();
    private JournalException appendFailure;
    private JournalException doneFailure;
    private JournalException parkFailure;
    private boolean holdsAppends;
    private boolean isOpen;

    RecordingJournal() {
        this(Durability.SYNC);
    }

    RecordingJournal(Durability durability) {
        this.durability = durability;
    }

    static JournalException failure(JournalException.Reason reason) {
        return new JournalException(reason, "the disk says no", null);
    }

    synchronized void failAppends(JournalException failure) {
        appendFailure = failure;
    }

    synchronized void failDones(JournalException failure) {
        doneFailure = failure;
    }

    synchronized void failParks(JournalException failure) {
        parkFailure = failure;
    }

    /** Appends happen at once, and are answered by {@link #answerAppend}. */
    synchronized void holdAppends(boolean hold) {
        holdsAppends = hold;
    }

    /** Answers the oldest append that is held. */
    void answerAppend(JournalException failure) {
        CompletableFuture<Void> append;
        synchronized (this) {
            append = held.removeFirst();
        }
        answer(append, failure);
    }

    /** Answers the newest append that is held. */
    void answerLastAppend(JournalException failure) {
        CompletableFuture<Void> append;
        synchronized (this) {
            append = held.removeLast();
        }
        answer(append, failure);
    }

    /** What {@link #takeOver} will answer next. */
    synchronized void leave(Contents contents) {
        left = contents;
    }

    synchronized Contents contents() {
        return new Contents(List.copyOf(writes.values()), List.copyOf(letters.values()));
    }

    synchronized int heldAppends() {
        return held.size();
    }

    /** What another process finds now; nothing reaches it from this one any more. */
    synchronized RecordingJournal afterCrash() {
        RecordingJournal next = new RecordingJournal(durability);
        next.writes.putAll(writes);
        next.letters.putAll(letters);
        return next;
    }

    synchronized List<String> writes() {
        return List.copyOf(writes.keySet());
    }

    synchronized List<String> letters() {
        return List.copyOf(letters.keySet());
    }

    synchronized boolean isOpen() {
        return isOpen;
    }

    @Override
    public synchronized Contents open(String cache) {
        isOpen = true;
        return new Contents(List.copyOf(writes.values()), List.copyOf(letters.values()));
    }

    @Override
    public synchronized CompletionStage<Contents> takeOver() {
        Contents now = left;
        left = Contents.nothing();
        now.writes().forEach(entry -> writes.put(entry.id(), entry));
        now.letters().forEach(letter -> letters.put(letter.entry().id(), letter));
        return CompletableFuture.completedFuture(now);
    }

    @Override
    public CompletionStage<Void> append(JournalEntry entry) {
        CompletableFuture<Void> append = new CompletableFuture<>();
        synchronized (this) {
            calls.add("append " + entry.key());
            if (appendFailure != null) {
                return CompletableFuture.failedFuture(appendFailure);
            }
            letters.remove(entry.id());
            writes.put(entry.id(), entry);
            if (holdsAppends) {
                held.addLast(append);
                return append;
            }
        }
        append.complete(null);
        return append;
    }

    @Override
    public synchronized CompletionStage<Void> done(Collection<String> ids) {
        calls.add("done " + ids.size());
        if (doneFailure != null) {
            return CompletableFuture.failedFuture(doneFailure);
        }
        writes.keySet().removeAll(ids);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public synchronized CompletionStage<Void> park(DeadEntry letter) {
        calls.add("park " + letter.entry().key());
        if (parkFailure != null) {
            return CompletableFuture.failedFuture(parkFailure);
        }
        writes.remove(letter.entry().id());
        letters.put(letter.entry().id(), letter);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public synchronized CompletionStage<Void> discard(Collection<String> ids) {
        calls.add("discard " + ids.size());
        letters.keySet().removeAll(ids);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public Durability durability() {
        return durability;
    }

    @Override
    public synchronized void close() {
        isOpen = false;
        calls.add("close");
    }

    @Override
    public String toString() {
        return "recording";
    }

    private static void answer(CompletableFuture<Void> append, JournalException failure) {
        if (failure == null) {
            append.complete(null);
        } else {
            append.completeExceptionally(failure);
        }
    }
}
