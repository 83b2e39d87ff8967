package io.cachex.redis;

import io.cachex.spi.DeadEntry;
import io.cachex.spi.Journal;
import io.cachex.spi.JournalEntry;
import io.cachex.spi.JournalEntry.Operation;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Writes, letters, and what becomes of them. */
final class JournalSamples {

    static final String CACHE = "users";

    private static final Instant ACCEPTED = Instant.ofEpochMilli(1_790_000_000_123L);

    private JournalSamples() {}

    static JournalEntry write(String id, String key, long version) {
        byte[] value = ("value " + id).getBytes(StandardCharsets.UTF_8);
        return JournalEntry.of(id, Operation.PUT, key, value, version, ACCEPTED);
    }

    static JournalEntry write(int number) {
        return write("w" + number, "key" + number % 7, number + 1);
    }

    static DeadEntry letter(JournalEntry write) {
        return new DeadEntry(write, "java.io.IOException", "down", 4, ACCEPTED, ACCEPTED, "node");
    }

    /** So many writes from this one on, appended in this order. */
    static List<JournalEntry> append(Journal journal, int first, int count) {
        List<JournalEntry> writes = new ArrayList<>();
        List<CompletionStage<Void>> stages = new ArrayList<>();
        for (int i = first; i < first + count; i++) {
            JournalEntry write = write(i);
            writes.add(write);
            stages.add(journal.append(write));
        }
        stages.forEach(Nodes::answer);
        return writes;
    }

    /** Takes over, again and again, until so many are there; whether or not Redis is. */
    static List<JournalEntry> takeOver(Journal journal, int count) {
        List<JournalEntry> taken = new ArrayList<>();
        Nodes.soon().until(() -> {
            journal.takeOver()
                    .handle((found, failure) -> failure == null ? found : Journal.Contents.nothing())
                    .thenAccept(found -> taken.addAll(found.writes()))
                    .toCompletableFuture()
                    .join();
            return taken.size() >= count;
        });
        return taken;
    }

    /** Whether it succeeded. */
    static boolean isDone(CompletionStage<?> stage) {
        return stage.handle((done, failure) -> failure == null)
                .toCompletableFuture()
                .join();
    }

    /** Ends the journal as if its process was killed. */
    static void kill(Journal journal) {
        OpenJournal opened = ((RedisJournal) journal).opened();
        if (opened != null) {
            opened.abandon();
        }
    }
}
