package io.cachex.coretests.behind;

import io.cachex.BackgroundWriting;
import io.cachex.BulkWriter;
import io.cachex.spi.DeadEntry;
import io.cachex.spi.Journal.Durability;
import io.cachex.spi.JournalEntry;
import io.cachex.spi.JournalEntry.Operation;
import io.cachex.spi.WriteQueue;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A queue whose writes wait until the test makes them, or gives them up: one step at a time. */
final class HeldQueue<T> implements WriteQueue, BackgroundWriting<T> {

    private record Waiting(
            JournalEntry entry, WriteQueue.Sink sink, CompletableFuture<Void> accepted, CompletableFuture<Void> made) {}

    private final @Nullable BulkWriter<T> writer;
    private final List<Waiting> waiting = new ArrayList<>();
    private final List<Letter> letters = new ArrayList<>();
    private final List<Consumer<DeadEntry>> deadHandlers = new ArrayList<>();
    private final List<JournalEntry> inherited = new ArrayList<>();
    final Map<String, Integer> replayed = new LinkedHashMap<>();
    Durability durability = Durability.MEMORY;

    volatile @Nullable RuntimeException refusal;

    volatile @Nullable CompletableFuture<Void> acceptance;

    private final Set<Operation> blocked = ConcurrentHashMap.newKeySet();
    private final CountDownLatch room = new CountDownLatch(1);
    private @Nullable Consumer<JournalEntry> heir;
    boolean tellsLater;
    volatile @Nullable CompletableFuture<Void> decision;

    @Nullable
    Setup setup;

    @Nullable
    Duration closedWithin;

    private long last;

    HeldQueue(@Nullable BulkWriter<T> writer) {
        this.writer = writer;
    }

    @Override
    public @Nullable BulkWriter<T> writer() {
        return writer;
    }

    @Override
    public WriteQueue open(Setup given) {
        setup = given;
        return this;
    }

    /** What an earlier run has left. */
    void inherit(Operation operation, String key, byte[] value) {
        inherited.add(entry(operation, key, value));
    }

    private JournalEntry entry(Operation operation, String key, byte[] value) {
        return JournalEntry.of("run-" + ++last, operation, key, value, last, Instant.EPOCH);
    }

    /** Lets those wait who ask for these, as a full queue does. */
    void block(Operation... operations) {
        blocked.addAll(List.of(operations));
    }

    /** Takes those that wait, and all to come. */
    void unblock() {
        blocked.clear();
        room.countDown();
    }

    @Override
    public Ticket accept(Operation operation, String key, byte[] value, @Nullable Sink sink) {
        if (blocked.contains(operation)) {
            try {
                room.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
        return take(operation, key, value, sink);
    }

    private synchronized Ticket take(Operation operation, String key, byte[] value, @Nullable Sink sink) {
        if (refusal != null) {
            CompletableFuture<Void> refused = CompletableFuture.failedFuture(refusal);
            return new Ticket(refused, refused);
        }
        Waiting write = new Waiting(
                entry(operation, key, value),
                sink == null ? setup.sink() : sink,
                acceptance == null ? CompletableFuture.completedFuture(null) : acceptance,
                new CompletableFuture<>());
        waiting.add(write);
        return new Ticket(write.accepted, write.made);
    }

    /** Makes all that waits, in order, each in a batch of its own; what fails stays. */
    List<Throwable> makeAll() {
        List<Throwable> failures = new ArrayList<>();
        for (Waiting write : taken()) {
            @Nullable
            Throwable failure = write.sink
                    .make(List.of(write.entry))
                    .handle((answers, whole) -> whole != null ? whole : answers.get(0))
                    .toCompletableFuture()
                    .join();
            if (failure == null) {
                write.made.complete(null);
            } else {
                failures.add(failure);
                back(write);
            }
        }
        return failures;
    }

    /** Makes the first that waits, and leaves the rest. */
    void makeFirst() {
        Waiting first;
        synchronized (this) {
            first = waiting.get(0);
        }
        first.sink.make(List.of(first.entry)).toCompletableFuture().join();
        synchronized (this) {
            waiting.remove(first);
        }
        first.made.complete(null);
    }

    private synchronized List<Waiting> taken() {
        List<Waiting> all = List.copyOf(waiting);
        waiting.clear();
        return all;
    }

    private synchronized void back(Waiting write) {
        waiting.add(write);
    }

    /** Gives all that waits up. */
    void buryAll(Throwable why) {
        for (Waiting write : taken()) {
            DeadEntry dead =
                    new DeadEntry(write.entry, why.getClass().getName(), "no", 3, Instant.EPOCH, Instant.EPOCH, "here");
            letters.add(new Letter(dead, write.entry.redrives() > 0));
            deadHandlers.forEach(handler -> handler.accept(dead));
            write.made.completeExceptionally(why);
        }
    }

    void addLetter(Letter letter) {
        letters.add(letter);
    }

    synchronized List<String> waitingKeys() {
        return waiting.stream()
                .map(write -> write.entry.operation() + " " + write.entry.key())
                .toList();
    }

    @Override
    public void onInherited(Consumer<JournalEntry> handler) {
        heir = handler;
        if (!tellsLater) {
            tellInherited();
        }
    }

    /** Tells of what an earlier run has left. */
    void tellInherited() {
        inherited.forEach(heir);
    }

    @Override
    public synchronized @Nullable JournalEntry pending(String key) {
        JournalEntry newest = null;
        for (JournalEntry entry : inherited) {
            newest = entry.key().equals(key) ? entry : newest;
        }
        for (Waiting write : waiting) {
            newest = write.accepted.isDone() && write.entry.key().equals(key) ? write.entry : newest;
        }
        return newest == null || newest.operation().code() > 2 ? null : newest;
    }

    @Override
    public List<Letter> letters() {
        return List.copyOf(letters);
    }

    @Override
    public CompletionStage<Map<String, Replayed>> replay(Collection<String> ids, int perSecond) {
        Map<String, Replayed> outcome = new LinkedHashMap<>();
        for (String id : ids) {
            boolean there =
                    letters.removeIf(letter -> letter.dead().entry().id().equals(id));
            if (there) {
                replayed.put(id, perSecond);
                outcome.put(id, Replayed.QUEUED);
            }
        }
        return decided().thenApply(done -> outcome);
    }

    @Override
    public CompletionStage<Integer> discard(Collection<String> ids) {
        int before = letters.size();
        letters.removeIf(letter -> ids.contains(letter.dead().entry().id()));
        int gone = before - letters.size();
        return decided().thenApply(done -> gone);
    }

    private CompletableFuture<Void> decided() {
        CompletableFuture<Void> answer = decision;
        return answer == null ? CompletableFuture.completedFuture(null) : answer;
    }

    @Override
    public void onDeadLetter(Consumer<DeadEntry> handler) {
        deadHandlers.add(handler);
    }

    @Override
    public synchronized Stats stats() {
        return new Stats(last, 0, 0, letters.size(), waiting.size(), 0, 0, 0);
    }

    @Override
    public Durability durability() {
        return durability;
    }

    @Override
    public synchronized List<String> close(Duration atMost) {
        closedWithin = atMost;
        return durability == Durability.MEMORY
                ? waiting.stream().map(write -> write.entry.key()).toList()
                : List.of();
    }

    @Override
    public String toString() {
        return "held queue";
    }
}
