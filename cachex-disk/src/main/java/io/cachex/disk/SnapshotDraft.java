package io.cachex.disk;

import io.cachex.spi.SnapshotPlace;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.zip.CRC32C;

/** A snapshot that is being written, to a file of its own. */
final class SnapshotDraft implements SnapshotPlace.Draft {

    private static final int BUFFER = 64 * 1024;

    private final SnapshotFolder folder;
    private final long maximumBytes;
    private final Path path;
    private final FileChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
    private final CRC32C whole = new CRC32C();
    private long position;
    private long size;
    private long records;

    SnapshotDraft(SnapshotFolder folder, String cache, long maximumBytes) throws IOException {
        this.folder = folder;
        this.maximumBytes = maximumBytes;
        byte[] header = SnapshotLayout.header(cache);
        this.path = folder.reserve();
        boolean isOpen = false;
        try {
            this.channel = folder.create(path);
            isOpen = true;
        } finally {
            if (!isOpen) {
                folder.drop(path);
            }
        }
        buffer.put(header);
        size = header.length;
    }

    @Override
    public boolean add(byte[] record) throws IOException {
        long grown = size + SnapshotLayout.RECORD_HEAD + record.length;
        if (grown + SnapshotLayout.TRAILER > maximumBytes) {
            return false;
        }
        put(SnapshotLayout.recordHead(record));
        put(record);
        size = grown;
        records++;
        return true;
    }

    @Override
    public void commit(Instant written) throws IOException {
        put(ByteBuffer.allocate(SnapshotLayout.TRAILER - Integer.BYTES)
                .putInt(SnapshotLayout.END)
                .putLong(records)
                .putLong(ChronoUnit.MICROS.between(Instant.EPOCH, written))
                .array());
        flush();
        put(ByteBuffer.allocate(Integer.BYTES).putInt(0, (int) whole.getValue()).array());
        flush();
        channel.force(true);
        folder.replaceBy(path); // before it is closed, and with it the lock that says that it is used
    }

    private void put(byte[] bytes) throws IOException {
        int done = 0;
        while (done < bytes.length) {
            if (!buffer.hasRemaining()) {
                flush();
            }
            int part = Math.min(bytes.length - done, buffer.remaining());
            buffer.put(bytes, done, part);
            done += part;
        }
    }

    private void flush() throws IOException {
        buffer.flip();
        whole.update(buffer.duplicate());
        while (buffer.hasRemaining()) {
            position += channel.write(buffer, position);
        }
        buffer.clear();
    }

    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            folder.drop(path); // nothing, if it was renamed
        }
    }
}
