package io.cachex.redis.jvms;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.StandardOpenOption;
import java.util.function.LongSupplier;

/**
 * What locks protect: a count that its users read, and write one higher, and that refuses who has a smaller token than
 * somebody before. The resource is one for all processes, and its steps are atomic; the system frees it when a process ends.
 */
final class FencedCount {

    static final int COUNT = ChildMain.FREE;
    static final int ACCEPTED = COUNT + 1;
    static final int REFUSED = COUNT + 2;
    private static final int HIGHEST = COUNT + 3;

    private final SharedNumbers shared;
    private final FileChannel file;

    FencedCount(SharedNumbers shared) {
        this.shared = shared;
        try {
            this.file = FileChannel.open(shared.file(), StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    long read(long token) {
        return alone(() -> {
            shared.raise(HIGHEST, token);
            return shared.get(COUNT);
        });
    }

    void write(long token, long count) {
        alone(() -> {
            if (token < shared.get(HIGHEST)) {
                return shared.add(REFUSED, 1);
            }
            shared.set(COUNT, count);
            return shared.add(ACCEPTED, 1);
        });
    }

    private synchronized long alone(LongSupplier step) {
        try (FileLock lock = file.lock()) {
            return step.getAsLong();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
