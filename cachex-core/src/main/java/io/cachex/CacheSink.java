package io.cachex;

import io.cachex.spi.JournalEntry;
import io.cachex.spi.WriteQueue;
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
        return switch (entries.get(0).operation()) {
            case PUT, DELETE -> written(entries);
            case REMOVE, ADVANCE -> changed(entries);
        };
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

    /** One by one, at once: each has its own answer. */
    private CompletionStage<List<@Nullable Throwable>> changed(List<JournalEntry> changes) {
        List<CompletableFuture<@Nullable Throwable>> answers = changes.stream()
                .map(change -> store.apply(change)
                        .<@Nullable Throwable>handle(
                                (done, failure) -> failure == null ? null : Failures.unwrap(failure))
                        .toCompletableFuture())
                .toList();
        return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                .thenApply(done -> answers.stream().map(CompletableFuture::join).toList());
    }
}
