package io.cachex.examples.docs;

import static java.time.Duration.ofDays;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import io.cachex.BulkWriter;
import io.cachex.Cache;
import io.cachex.DeadLetter;
import io.cachex.DeadLetters;
import io.cachex.LetterFilter;
import io.cachex.Write;
import io.cachex.Writer;
import io.cachex.disk.DiskJournal;
import io.cachex.examples.docs.Quickstart.User;
import io.cachex.resilience.WriteBehind;
import io.cachex.resilience.WriteBehind.AfterDeath;
import io.cachex.resilience.WriteBehind.WhenFull;
import io.cachex.spi.Journal;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Writing in the background. */
final class Background {

    private Background() {}

    static void inACache(UserDatabase db, Path journal, User user) {
        Cache<User> users = Cache.builder("users", User.class)
                .loader(db::findUser)
                .writeBehind(WriteBehind.to(db::saveUser).journal(DiskJournal.at(journal)))
                .build();
        // ...
        CompletableFuture<Void> saved = users.writeBehind("user:123", user); // accepted, and readable
        users.put("user:124", user); // accepted as well, and in the store
        saved.thenRun(() -> System.out.println("the database has it"));
    }

    static void onceInAWhile(Cache<User> users) {
        DeadLetters<User> letters = users.deadLetters();
        LetterFilter timeouts = LetterFilter.all().keyPrefix("user:").error("SQLTimeoutException");
        for (DeadLetter<User> letter : letters.list(timeouts, 0, 50)) {
            System.out.println(letter.id() + " " + letter.errorType() + " " + letter.attempts());
        }
        System.out.println(letters.preview(timeouts)); // a dry run
        letters.retryAll(timeouts, 50); // at most 50 in a second
        letters.discardAll(LetterFilter.all().olderThan(ofDays(30)));
    }

    /** A database. */
    interface UserDatabase {

        User findUser(String key);

        void saveUser(String key, User user) throws Exception;
    }

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
