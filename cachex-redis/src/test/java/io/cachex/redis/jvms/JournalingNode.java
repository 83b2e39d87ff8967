package io.cachex.redis.jvms;

import io.cachex.redis.Redis;
import io.cachex.spi.Journal;
import io.cachex.spi.JournalEntry;
import io.cachex.spi.JournalEntry.Operation;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** A node that appends writes, one after the other, of a few keys, until it is killed; and says how many are acknowledged. */
public final class JournalingNode extends ChildMain {

    static final String CACHE = "users";
    static final int KEYS = 7;
    static final int ACKNOWLEDGED = FREE;

    /** Arguments: the address, how many. */
    @Override
    protected void run(SharedNumbers shared, List<String> arguments) {
        int most = Integer.parseInt(arguments.get(1));
        try (Redis redis = Redis.builder().uri(arguments.get(0)).build();
                Journal journal = redis.journal("killed")) {
            journal.open(CACHE);
            for (int i = 0; i < most; i++) {
                while (!isDone(journal, write(i))) {
                    pause(Duration.ofMillis(1)); // not connected yet
                }
                shared.set(ACKNOWLEDGED, i + 1L);
            }
            await(() -> shared.get(END) != 0);
        }
    }

    static JournalEntry write(int number) {
        byte[] value = ("value " + number).getBytes(StandardCharsets.UTF_8);
        return JournalEntry.of(
                "id" + number, Operation.PUT, "key" + number % KEYS, value, number + 1L, Instant.ofEpochMilli(number));
    }

    private static boolean isDone(Journal journal, JournalEntry write) {
        return journal.append(write)
                .handle((done, failure) -> failure == null)
                .toCompletableFuture()
                .join();
    }
}
