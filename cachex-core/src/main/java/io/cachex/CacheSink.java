package io.cachex;

import io.cachex.spi.JournalEntry;
import io.cachex.spi.WriteQueue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Makes what waits in a cache's queue: writes go to the origin, changes that the store refused go to the store. Two that
 * have the same parts are equal: so the writes of one writer may share batches.
 *
 * @param store makes a change that the store refused
 * @param onWritten hears what the origin has, while readers are still shown that it waits
 */
record CacheSink(
        WriteQueue.Sink origin, Function<JournalEntry, CompletionStage<?>> store, Consumer<JournalEntry> onWritten)
        implements WriteQueue.Sink {

    @Override
    public CompletionStage<List<@Nullable Throwable>> make(List<JournalEntry> entries) {
        List<JournalEntry> writes = entries.stream().filter(CacheSink::isWrite).toList();
        if (writes.size() == entries.size()) {
            return written(writes);
        }
        List<@Nullable Throwable> answers = new ArrayList<>(Collections.nCopies(entries.size(), null));
        List<CompletableFuture<?>> all = new ArrayList<>();
        for (int i = 0; i < entries.size(); i++) {
            if (!isWrite(entries.get(i))) {
                int place = i;
                all.add(store.apply(entries.get(i))
                        .handle((done, failure) ->
                                answers.set(place, failure == null ? null : Failures.unwrap(failure)))
                        .toCompletableFuture());
            }
        }
        if (!writes.isEmpty()) {
            all.add(made(writes).thenAccept(made -> merge(entries, made, answers)));
        }
        return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).thenApply(done -> answers);
    }

    /** As a list of failures, if it fails as a whole: what went to the store beside it has an answer of its own. */
    private CompletableFuture<List<@Nullable Throwable>> made(List<JournalEntry> writes) {
        return written(writes)
                .exceptionally(failure -> Collections.nCopies(writes.size(), Failures.unwrap(failure)))
                .toCompletableFuture();
    }

    private CompletionStage<List<@Nullable Throwable>> written(List<JournalEntry> writes) {
        return origin.make(writes).thenApply(answers -> {
            for (int i = 0; i < Math.min(answers.size(), writes.size()); i++) {
                if (answers.get(i) == null) {
                    onWritten.accept(writes.get(i));
                }
            }
            return answers;
        });
    }

    private static void merge(
            List<JournalEntry> entries, List<@Nullable Throwable> made, List<@Nullable Throwable> answers) {
        int next = 0;
        for (int i = 0; i < entries.size(); i++) {
            if (isWrite(entries.get(i))) {
                answers.set(i, made.get(next++));
            }
        }
    }

    private static boolean isWrite(JournalEntry entry) {
        return switch (entry.operation()) {
            case PUT, DELETE -> true;
            case REMOVE, ADVANCE -> false;
        };
    }
}
