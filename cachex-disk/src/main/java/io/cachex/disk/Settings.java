package io.cachex.disk;

import io.cachex.Encryption;
import io.cachex.spi.Journal.Durability;
import io.cachex.spi.TimeSource;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a journal is to be kept.
 *
 * @param directory where
 * @param mode how safe
 * @param interval how long it may be unsafe, if the mode is {@code INTERVAL}
 * @param segmentBytes how large a file may become before the next is begun
 * @param encryption seals keys and values; null for none
 * @param time the clock
 * @param opener opens files
 */
record Settings(
        Path directory,
        Durability mode,
        Duration interval,
        long segmentBytes,
        @Nullable Encryption encryption,
        TimeSource time,
        FileOpener opener) {}
