package io.cachex;

import io.cachex.spi.Codec;
import io.cachex.spi.JournalEntry;
import io.cachex.spi.WriteQueue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** From bytes to the user's writer: what a queue makes its writes with. A value that cannot be decoded fails alone. */
record OriginSink<T>(Codec<T> codec, BulkWriter<T> writer) implements WriteQueue.Sink {

    @Override
    public CompletionStage<List<@Nullable Throwable>> make(List<JournalEntry> entries) {
        List<@Nullable Throwable> answers = new ArrayList<>(Collections.nCopies(entries.size(), null));
        List<Write<T>> writes = new ArrayList<>(entries.size());
        for (int i = 0; i < entries.size(); i++) {
            try {
                writes.add(write(entries.get(i)));
            } catch (RuntimeException | StackOverflowError e) { // codecs are user code
                answers.set(i, new SerializationException("a value that was to be written could not be decoded", e));
            }
        }
        try {
            Map<String, Throwable> failures = writes.isEmpty() ? Map.of() : writer.write(writes);
            if (failures == null) {
                throw new NullPointerException("the writer returned null instead of a map");
            }
            for (int i = 0; i < answers.size(); i++) {
                if (answers.get(i) == null) {
                    answers.set(i, failures.get(entries.get(i).key()));
                }
            }
            return CompletableFuture.completedFuture(answers);
        } catch (Throwable e) { // writers are user code
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            return CompletableFuture.failedFuture(e);
        }
    }

    private Write<T> write(JournalEntry entry) {
        T value = switch (entry.operation()) {
            case PUT -> codec.decode(entry.value());
            case DELETE -> null;
            case REMOVE, ADVANCE -> throw new IllegalStateException("not a write to the origin");
        };
        return new Write<>(entry.key(), value, entry.version(), entry.id(), entry.redrives());
    }
}
