package io.cachex.disk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.cachex.JournalException;
import io.cachex.spi.DeadEntry;
import io.cachex.spi.Journal;
import io.cachex.spi.Journal.Contents;
import io.cachex.spi.JournalEntry;
import io.cachex.spi.JournalEntry.Operation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** What the tests of this package say again and again. */
final class Entries {

    static final String CACHE = "users";
    static final Instant WHEN = Instant.ofEpochMilli(1_790_000_000_123L);

    private Entries() {}

    static JournalEntry put(int number) {
        return put(number, 100);
    }

    /** A write whose id and version are the number. */
    static JournalEntry put(int number, int valueBytes) {
        byte[] value = new byte[valueBytes];
        new Random(number).nextBytes(value);
        return JournalEntry.of("id-" + number, Operation.PUT, "key " + number % 7, value, number, WHEN);
    }

    static DeadEntry dead(JournalEntry entry) {
        return new DeadEntry(entry, "java.io.IOException", "the database is down", 3, WHEN, WHEN.plusMillis(5), "node");
    }

    static Contents open(Journal journal) {
        return journal.open(CACHE);
    }

    static void append(Journal journal, JournalEntry... entries) {
        for (JournalEntry entry : entries) {
            done(journal.append(entry));
        }
    }

    static void done(CompletionStage<?> stage) {
        JournalException failure = failureOf(stage);
        if (failure != null) {
            throw new AssertionError("it failed", failure);
        }
    }

    static JournalException failureOf(CompletionStage<?> stage) {
        try {
            stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
            return null;
        } catch (ExecutionException e) {
            assertThat(e.getCause()).isInstanceOf(JournalException.class);
            return (JournalException) e.getCause();
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError("no answer", e);
        }
    }

    static JournalException.Reason reasonOf(CompletionStage<?> stage) {
        JournalException failure = failureOf(stage);
        return failure == null ? null : failure.reason();
    }

    /** The files of the log, the oldest first. */
    static List<Path> segments(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.getFileName().toString().endsWith(".log"))
                    .sorted()
                    .toList();
        }
    }

    static List<Path> corrupt(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.getFileName().toString().contains(".corrupt"))
                    .sorted()
                    .toList();
        }
    }

    /** The files as they are, which is what the next process finds when this one is killed now. */
    static Path copy(Path directory, Path target) throws IOException {
        Files.createDirectories(target);
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.write(target.resolve(file.getFileName()), Files.readAllBytes(file));
            }
        }
        return target;
    }

    static byte[] key(int number) {
        byte[] key = new byte[32];
        new Random(number).nextBytes(key);
        return key;
    }

    static boolean contains(Path file, String text) throws IOException {
        return new String(Files.readAllBytes(file), UTF_8).contains(text);
    }
}
