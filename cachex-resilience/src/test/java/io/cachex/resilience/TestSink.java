package io.cachex.resilience;

import io.cachex.spi.JournalEntry;
import io.cachex.spi.WriteQueue;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** An origin that remembers what was written, in its order. It can fail single writes and whole batches, and answer later. */
final class TestSink implements WriteQueue.Sink {

    /** A call that waits for its answer. */
    record Call(List<JournalEntry> writes, CompletableFuture<List<Throwable>> answer) {}

    private final List<String> made = new ArrayList<>();
    private final List<JournalEntry> entries = new ArrayList<>();
    private final List<List<String>> batches = new ArrayList<>();
    private final Deque<Call> held = new ArrayDeque<>();

    private Function<JournalEntry, Throwable> failure = write -> null;
    private Function<List<JournalEntry>, Throwable> batchFailure = writes -> null;
    private boolean holds;

    /** Each write fails with what this says, or is made if that is null. */
    synchronized void failEach(Function<JournalEntry, Throwable> failure) {
        this.failure = failure;
    }

    /** Each batch fails as a whole with what this says. */
    synchronized void failBatches(Function<List<JournalEntry>, Throwable> failure) {
        this.batchFailure = failure;
    }

    synchronized void failAll(Throwable why) {
        failBatches(writes -> why);
    }

    synchronized void recover() {
        failure = write -> null;
        batchFailure = writes -> null;
    }

    /** Calls wait for {@link #answer}. */
    synchronized void hold(boolean hold) {
        holds = hold;
    }

    /** Makes what the oldest call that is held asked for. */
    void answer() {
        Call call = next();
        makeNow(call.writes).whenComplete((answers, thrown) -> {
            if (thrown == null) {
                call.answer.complete(answers);
            } else {
                call.answer.completeExceptionally(thrown);
            }
        });
    }

    synchronized int held() {
        return held.size();
    }

    /** What was written, as {@code key=value}, and {@code key} of what was deleted. */
    synchronized List<String> made() {
        return List.copyOf(made);
    }

    synchronized List<JournalEntry> entries() {
        return List.copyOf(entries);
    }

    /** The keys of each call, those that failed included. */
    synchronized List<List<String>> batches() {
        return List.copyOf(batches);
    }

    synchronized int calls() {
        return batches.size();
    }

    @Override
    public CompletionStage<List<Throwable>> make(List<JournalEntry> writes) {
        synchronized (this) {
            batches.add(writes.stream().map(JournalEntry::key).toList());
            if (holds) {
                Call call = new Call(List.copyOf(writes), new CompletableFuture<>());
                held.addLast(call);
                return call.answer;
            }
        }
        return makeNow(writes);
    }

    private synchronized Call next() {
        return held.removeFirst();
    }

    private synchronized CompletionStage<List<Throwable>> makeNow(List<JournalEntry> writes) {
        Throwable whole = batchFailure.apply(writes);
        if (whole != null) {
            return CompletableFuture.failedFuture(whole);
        }
        List<Throwable> answers = new ArrayList<>();
        for (JournalEntry write : writes) {
            Throwable why = failure.apply(write);
            answers.add(why);
            if (why == null) {
                made.add(QueueFixture.text(write));
                entries.add(write);
            }
        }
        return CompletableFuture.completedFuture(answers);
    }
}
