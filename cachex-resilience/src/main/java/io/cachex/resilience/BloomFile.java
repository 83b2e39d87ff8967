package io.cachex.resilience;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A filter between two runs of a process: written when its cache is closed, taken when it is built.
 *
 * <p>It is there only in between. Were it left, a process that is killed would start with it, and it lacks what was added
 * since: so taking it removes it, before anything is added.
 *
 * <p>Form, big-endian: {@code CXBG}, format 1, the seed's two halves, number of bytes, Guava's form, CRC-32C of all before.
 */
final class BloomFile {

    private static final Logger LOG = LoggerFactory.getLogger(BloomGuard.class);

    private static final int MAGIC = 0x43584247;
    private static final int FORMAT = 1;
    private static final int HEAD = 4 + 4 + 8 + 8 + 4;
    private static final int TAIL = 4;

    private BloomFile() {}

    /**
     * Writes it whole or not at all: to a neighbour, forced to the disk, then renamed.
     *
     * @throws IOException if it cannot be written
     */
    static void save(Path file, KeyFilter filter) throws IOException {
        byte[] bits = filter.bits().saved();
        ByteBuffer out = ByteBuffer.allocate(HEAD + bits.length + TAIL);
        out.putInt(MAGIC).putInt(FORMAT);
        out.putLong(filter.hash().k0()).putLong(filter.hash().k1());
        out.putInt(bits.length).put(bits);
        out.putInt(checksum(out.array(), HEAD + bits.length)).flip();
        Path next = file.resolveSibling(file.getFileName() + ".next");
        try (FileChannel channel = FileChannel.open(
                next, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            while (out.hasRemaining()) {
                channel.write(out);
            }
            channel.force(true);
        }
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /**
     * Takes what is there, if it is whole, of this size, and can be removed.
     *
     * @return null if there is nothing to take
     */
    static @Nullable KeyFilter take(Path file, KeyFilter like) {
        if (!Files.exists(file)) {
            return null;
        }
        try {
            byte[] saved = Files.readAllBytes(file);
            spoil(file);
            Files.delete(file);
            KeyFilter filter = read(saved, like);
            if (!filter.bits().hasSizeOf(like.bits())) {
                LOG.warn("the miss guard saved in {} has another size; it has to be warmed up again", file);
                return null;
            }
            return filter;
        } catch (IOException | RuntimeException e) { // whatever is wrong with it, the cache starts
            LOG.warn("the miss guard saved in {} cannot be used and has to be warmed up again: {}", file, e.toString());
            return null;
        }
    }

    /** Before it is deleted: after a power failure a deleted file may be there again. */
    private static void spoil(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.allocate(Integer.BYTES));
            channel.force(true);
        }
    }

    private static KeyFilter read(byte[] saved, KeyFilter like) throws IOException {
        ByteBuffer in = ByteBuffer.wrap(saved);
        if (saved.length < HEAD + TAIL || in.getInt() != MAGIC || in.getInt() != FORMAT) {
            throw new IOException("not a saved guard");
        }
        KeyHash hash = new KeyHash(in.getLong(), in.getLong());
        int length = in.getInt();
        int end = saved.length - TAIL;
        if (length != end - HEAD || in.getInt(end) != checksum(saved, end)) {
            throw new IOException("damaged");
        }
        byte[] bits = new byte[length];
        in.get(bits);
        return new KeyFilter(hash, BloomBits.restored(bits), Tenants.anew(like.tenants()));
    }

    private static int checksum(byte[] bytes, int length) {
        CRC32C sum = new CRC32C();
        sum.update(bytes, 0, length);
        return (int) sum.getValue();
    }
}
