package io.cachex.examples.docs;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import io.cachex.BulkWriter;
import io.cachex.Write;
import io.cachex.Writer;
import io.cachex.examples.docs.Quickstart.User;
import io.cachex.resilience.WriteBehind;
import io.cachex.resilience.WriteBehind.AfterDeath;
import io.cachex.resilience.WriteBehind.WhenFull;
import io.cachex.spi.Journal;
import io.cachex.spi.WriteQueue;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Writing in the background. */
final class Background {

    private Background() {}

    static WriteBehind<User> simple(Writer<User> toDatabase) {
        return WriteBehind.to(toDatabase).deadLetters(1_000);
    }

    static WriteBehind<User> inDetail(Table table, Journal journal) {
        return WriteBehind.toBatches(new VersionedWriter(table))
                .journal(journal) // without it the queue is in memory
                .workers(4)
                .batch(500)
                .delay(ofMillis(20))
                .maxRetries(5)
                .backoff(ofMillis(50), ofSeconds(10))
                .maximumWrites(200_000)
                .whenFull(WhenFull.REJECT)
                .afterDeath(AfterDeath.PARK_KEY)
                .onDeadLetter(letter -> System.out.println(letter));
    }

    static void replayAll(WriteQueue queue) {
        List<String> ids = queue.letters().stream()
                .filter(letter -> !letter.isSuperseded())
                .map(letter -> letter.dead().entry().id())
                .toList();
        queue.replay(ids, 50).thenAccept(System.out::println); // at most 50 in a second
    }

    /** What a writer needs of its table. */
    interface Table {

        /** Sets the row, unless it has this version or a later one. */
        void upsert(String key, User user, long version) throws Exception;

        /** Marks the row as deleted, and keeps the version, unless it has this version or a later one. */
        void markDeleted(String key, long version) throws Exception;
    }

    /** Writes what is newer than what is there: a repetition, or a write that comes late, changes nothing. */
    record VersionedWriter(Table table) implements BulkWriter<User> {

        @Override
        public Map<String, Throwable> write(List<Write<User>> batch) {
            Map<String, Throwable> failures = new HashMap<>();
            for (Write<User> write : batch) {
                try {
                    User user = write.value();
                    if (user == null) {
                        table.markDeleted(write.key(), write.version());
                    } else {
                        table.upsert(write.key(), user, write.version());
                    }
                } catch (Exception e) {
                    failures.put(write.key(), e);
                }
            }
            return failures;
        }
    }
}
