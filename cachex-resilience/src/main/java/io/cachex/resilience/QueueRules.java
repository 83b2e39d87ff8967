package io.cachex.resilience;

import io.cachex.spi.DeadEntry;
import io.cachex.spi.Journal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/** The options of a {@link WriteBehind}, each with its default. Nobody changes one that somebody else has seen. */
final class QueueRules implements Cloneable {

    @Nullable
    Journal journal;

    int workers = 2;
    int batch;
    Duration delay = Duration.ZERO;
    boolean coalescing = true;

    int maxRetries = 3;
    Duration minBackoff = Duration.ofMillis(100);
    Duration maxBackoff = Duration.ofSeconds(30);
    DoubleSupplier random = () -> ThreadLocalRandom.current().nextDouble();

    int maximumWrites = 100_000;
    long maximumBytes = 64L << 20;
    WriteBehind.WhenFull whenFull = WriteBehind.WhenFull.BLOCK;
    Duration maxWait = Duration.ofSeconds(5);

    int deadLetters = 1_000;
    WriteBehind.WhenLettersFull whenLettersFull = WriteBehind.WhenLettersFull.BLOCK;
    WriteBehind.AfterDeath afterDeath = WriteBehind.AfterDeath.CONTINUE;
    List<Consumer<DeadEntry>> handlers = List.of();

    QueueRules(int batch) {
        this.batch = batch;
    }

    QueueRules copy() {
        try {
            return (QueueRules) clone();
        } catch (CloneNotSupportedException e) {
            throw new AssertionError(e);
        }
    }
}
