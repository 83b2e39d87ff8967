package io.cachex.coretests.behind;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.cachex.Cache;
import io.cachex.Near;
import io.cachex.Writer;
import io.cachex.disk.DiskJournal;
import io.cachex.resilience.WriteBehind;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLTransientException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * A process that writes behind, to be killed at any moment. It says on its standard output what was accepted, after that: {@code
 * 17}. Its origin is a file to which lines are appended, and which refuses one write in ten for a while.
 */
final class WritingNode {

    static final int KEYS = 7;
    static final String END = "end";

    private WritingNode() {}

    /** Journal, origin, first number; or no number: only makes what the journal has. */
    public static void main(String[] args) throws Exception {
        try (FileChannel origin =
                        FileChannel.open(Path.of(args[1]), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
                Cache<String> cache = cache(Path.of(args[0]), origin);
                PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, UTF_8)) {
            if (args.length > 2) {
                for (long n = Long.parseLong(args[2]); ; n++) {
                    cache.writeBehind("k" + n % KEYS, Long.toString(n));
                    out.println(n);
                }
            }
            CountDownLatch never = new CountDownLatch(1);
            while (cache.writeBehindStats().waiting() > 0) {
                never.await(5, TimeUnit.MILLISECONDS);
            }
            out.println(cache.deadLetters().size() == 0 ? END : "dead letters");
        }
    }

    private static Cache<String> cache(Path journal, FileChannel origin) {
        Writer<String> writer = (key, value) -> {
            if (ThreadLocalRandom.current().nextInt(10) == 0) {
                throw new SQLTransientException("deadlock", "40001");
            }
            append(origin, key + " " + value + "\n");
        };
        return Cache.builder("orders", String.class)
                .near(Near.maximumSize(100))
                .writeBehind(WriteBehind.to(writer)
                        .journal(DiskJournal.at(journal))
                        .coalescing(false)
                        .maxRetries(1_000)
                        .backoff(Duration.ofMillis(1), Duration.ofMillis(2)))
                .build();
    }

    /** In one call to the system: a killed process has made it, or has not. */
    private static void append(FileChannel origin, String line) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(UTF_8));
        if (origin.write(bytes) != bytes.limit()) {
            throw new IOException("half a line");
        }
    }
}
