package io.cachex.benchmarks.behind;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The base of the journal: each write is appended and forced to the disk by itself, one after the other. */
final class ForcedFile implements AutoCloseable {

    private final FileChannel file;

    ForcedFile(Path path) throws IOException {
        file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    synchronized void write(byte[] key, byte[] value) throws IOException {
        ByteBuffer record = ByteBuffer.allocate(key.length + value.length + 64);
        record.put(key).put(value).position(record.capacity()).flip(); // as long as a record of the journal
        while (record.hasRemaining()) {
            file.write(record);
        }
        file.force(false);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
