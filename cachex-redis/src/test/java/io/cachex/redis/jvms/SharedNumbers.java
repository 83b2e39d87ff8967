package io.cachex.redis.jvms;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Numbers that several processes read and write as the threads of one do: a file mapped into the memory of each. What one
 * has written is seen by the others, in that order, also if it is killed the moment after.
 */
public final class SharedNumbers implements AutoCloseable {

    private static final VarHandle LONGS = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private final Path file;
    private final ByteBuffer memory;
    private final boolean isOwner;

    private SharedNumbers(Path file, boolean isOwner) throws IOException {
        this.file = file;
        this.isOwner = isOwner;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            this.memory = channel.map(MapMode.READ_WRITE, 0, channel.size());
        }
    }

    /** So many zeros. Only what is written takes up space. */
    public static SharedNumbers create(int count) {
        try {
            Path file = Files.createTempFile("cachex-numbers-", "");
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.write(ByteBuffer.allocate(1), (long) count * Long.BYTES - 1);
            }
            return new SharedNumbers(file, true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The numbers that another process has made. */
    public static SharedNumbers open(Path file) {
        try {
            return new SharedNumbers(file, false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Path file() {
        return file;
    }

    public int size() {
        return memory.capacity() / Long.BYTES;
    }

    public long get(int index) {
        return (long) LONGS.getVolatile(memory, index * Long.BYTES);
    }

    public void set(int index, long value) {
        LONGS.setVolatile(memory, index * Long.BYTES, value);
    }

    /** Adds; returns the sum. */
    public long add(int index, long delta) {
        return (long) LONGS.getAndAdd(memory, index * Long.BYTES, delta) + delta;
    }

    /** Makes the number at least so high. */
    public void raise(int index, long value) {
        long was = get(index);
        while (was < value && !LONGS.compareAndSet(memory, index * Long.BYTES, was, value)) {
            was = get(index);
        }
    }

    /** Deletes the file, if it was made here; who has it mapped may go on. */
    @Override
    public void close() {
        if (isOwner) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                file.toFile().deleteOnExit();
            }
        }
    }
}
