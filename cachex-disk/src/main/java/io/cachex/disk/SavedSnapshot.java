package io.cachex.disk;

import io.cachex.spi.SnapshotPlace;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot that is being read, from a file that may hold anything. All of it is checked before the first record is given, so
 * that a damaged one is nothing rather than a part. Every length is compared with what remains before anything is allocated.
 */
final class SavedSnapshot implements SnapshotPlace.Saved {

    private static final int BUFFER = 64 * 1024;

    private final FileChannel channel;
    private final String shown;
    private final long end; // where the trailer begins
    private final long records;
    private final long writtenMicros;
    private long position;
    private long given;

    private SavedSnapshot(FileChannel channel, String shown, long first, long end, ByteBuffer trailer) {
        this.channel = channel;
        this.shown = shown;
        this.position = first;
        this.end = end;
        this.records = trailer.getLong(4);
        this.writtenMicros = trailer.getLong(12);
    }

    /** The snapshot of this cache; null if there is none. */
    static @Nullable SavedSnapshot open(SnapshotFolder folder, String cache) throws IOException {
        if (!folder.isThere()) {
            return null;
        }
        String shown = folder.file().toString();
        FileChannel channel = folder.open();
        boolean isOpen = false;
        try {
            SavedSnapshot saved = checked(channel, shown, cache);
            isOpen = true;
            return saved;
        } finally {
            if (!isOpen) {
                channel.close();
            }
        }
    }

    /**
     * Returns if what is there may be written over: a snapshot of this cache, damaged or not. What is no snapshot at all is set
     * aside.
     *
     * @throws IOException if it is another cache's
     */
    static void requireReplaceable(SnapshotFolder folder, String cache) throws IOException {
        if (!folder.isThere()) {
            return;
        }
        String shown = folder.file().toString();
        boolean isForeign;
        try (FileChannel channel = folder.open()) {
            byte[] magic = read(channel, 0, (int) Math.min(channel.size(), SnapshotLayout.MAGIC.length), shown);
            isForeign = !Arrays.equals(magic, 0, magic.length, SnapshotLayout.MAGIC, 0, magic.length);
            if (!isForeign) {
                String owner = owner(channel, shown);
                if (owner != null && !owner.equals(cache)) {
                    throw ofAnother(shown, owner);
                }
            }
        }
        if (isForeign) {
            folder.setAside();
        }
    }

    private static SavedSnapshot checked(FileChannel channel, String shown, String cache) throws IOException {
        long size = channel.size();
        if (size < SnapshotLayout.NAME_OFFSET) {
            throw damaged(shown, "it is too short");
        }
        byte[] start = read(channel, 0, SnapshotLayout.NAME_OFFSET, shown);
        int length = SnapshotLayout.MAGIC.length;
        if (!Arrays.equals(start, 0, length, SnapshotLayout.MAGIC, 0, length)) {
            throw new IOException(shown + " is no snapshot");
        }
        int format = start[length] & 0xFF;
        if (format > SnapshotLayout.FORMAT) {
            throw new IOException(shown + " is of a later release, in format " + format);
        }
        String owner = owner(channel, shown);
        if (owner == null) {
            throw damaged(shown, "its header is not what was written");
        }
        if (!owner.equals(cache)) {
            throw ofAnother(shown, owner);
        }
        long first = SnapshotLayout.header(owner).length;
        long end = size - SnapshotLayout.TRAILER;
        if (end < first) {
            throw damaged(shown, "it is cut");
        }
        ByteBuffer trailer = ByteBuffer.wrap(read(channel, end, SnapshotLayout.TRAILER, shown));
        if (trailer.getInt(0) != SnapshotLayout.END) {
            throw damaged(shown, "it is cut");
        }
        if (trailer.getInt(SnapshotLayout.TRAILER - Integer.BYTES) != checksum(channel, size - Integer.BYTES, shown)) {
            throw damaged(shown, "it is not what was written");
        }
        return new SavedSnapshot(channel, shown, first, end, trailer);
    }

    /** Whose it is; null if that cannot be read. */
    private static @Nullable String owner(FileChannel channel, String shown) throws IOException {
        long size = channel.size();
        int least = SnapshotLayout.NAME_OFFSET + Integer.BYTES;
        if (size < least) {
            return null;
        }
        int length = ByteBuffer.wrap(read(channel, 4, Integer.BYTES, shown)).getInt();
        if (length < 0 || length > SnapshotLayout.LONGEST_NAME || length > size - least) {
            return null;
        }
        byte[] header = read(channel, 0, least + length, shown);
        int end = header.length - Integer.BYTES;
        boolean isWhole = ByteBuffer.wrap(header).getInt(end) == SnapshotLayout.checksum(header, 0, end);
        return isWhole ? new String(header, SnapshotLayout.NAME_OFFSET, length, StandardCharsets.UTF_8) : null;
    }

    private static int checksum(FileChannel channel, long size, String shown) throws IOException {
        CRC32C sum = new CRC32C();
        for (long at = 0; at < size; at += BUFFER) {
            byte[] part = read(channel, at, (int) Math.min(BUFFER, size - at), shown);
            sum.update(part, 0, part.length);
        }
        return (int) sum.getValue();
    }

    @Override
    public Instant written() {
        return Instant.EPOCH.plus(writtenMicros, ChronoUnit.MICROS);
    }

    @Override
    public long records() {
        return records;
    }

    @Override
    public byte @Nullable [] next() throws IOException {
        if (position == end) {
            if (given != records) {
                throw damaged(shown, "it has " + given + " records and should have " + records);
            }
            return null;
        }
        if (end - position < SnapshotLayout.RECORD_HEAD) {
            throw damaged(shown, "a record is cut");
        }
        ByteBuffer head = ByteBuffer.wrap(read(channel, position, SnapshotLayout.RECORD_HEAD, shown));
        int length = head.getInt();
        position += SnapshotLayout.RECORD_HEAD;
        if (length < 0 || length > end - position) {
            throw damaged(shown, "a record has an impossible length");
        }
        byte[] content = read(channel, position, length, shown);
        if (head.getInt() != SnapshotLayout.checksum(content)) {
            throw damaged(shown, "a record is not what was written");
        }
        position += length;
        given++;
        return content;
    }

    private static byte[] read(FileChannel channel, long from, int length, String shown) throws IOException {
        ByteBuffer target = ByteBuffer.allocate(length);
        while (target.hasRemaining()) {
            if (channel.read(target, from + target.position()) < 0) {
                throw damaged(shown, "it is cut");
            }
        }
        return target.array();
    }

    private static IOException damaged(String shown, String how) {
        return new IOException(shown + " is damaged: " + how);
    }

    private static IOException ofAnother(String shown, String owner) {
        return new IOException(shown + " is the snapshot of another cache: " + owner.replaceAll("[^ -~]", "?"));
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
