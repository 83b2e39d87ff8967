package io.cachex.disk;

import io.cachex.JournalException;
import io.cachex.spi.Journal.Durability;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A process that appends until it is killed, or its journal fails. It says {@code open}, and then of each append that it was taken:
 * {@code +} and its number, which begins with that of the thread.
 */
final class Appender {

    private static final int THREADS = 4;

    private Appender() {}

    public static void main(String[] arguments) {
        Path place = Path.of(arguments[0]);
        Durability mode = Durability.valueOf(arguments[1]);
        int run = Integer.parseInt(arguments[2]);
        DiskJournal journal =
                DiskJournal.builder(place).mode(mode).segmentBytes(64 * 1024).build();
        Entries.open(journal);
        PrintStream told = System.out;
        told.println("open");
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        for (int i = 0; i < THREADS; i++) {
            int thread = i;
            threads.execute(() -> append(journal, run * 10 + thread, told));
        }
        threads.shutdown(); // ends when no thread appends any more, because the journal failed
    }

    private static void append(DiskJournal journal, int thread, PrintStream told) {
        for (int number = 1; ; number++) {
            int name = thread * 100_000 + number;
            JournalException failure = Entries.failureOf(journal.append(Entries.put(name, 300)));
            if (failure != null) {
                System.err.println(failure.reason() + " " + failure.getCause());
                return;
            }
            told.println("+" + name + ".");
            told.flush();
        }
    }
}
