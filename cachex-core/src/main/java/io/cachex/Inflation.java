package io.cachex;

import io.cachex.UnreadableException.Reason;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Inflates bodies that may be somebody's bomb: a few bytes that become gigabytes.
 *
 * <p>A compressed body begins with the size of the plain one, four bytes, big-endian. That claim is held against the
 * cache's limit and, above 64 KiB, against 200 times the compressed size before anything is inflated; nothing may inflate
 * to another size than it claims; and memory is allocated for what has been inflated, not for what is claimed: a
 * chunk is at most as large as all before it, and all chunks together are no larger than the claim.
 */
final class Inflation {

    /** How many bytes the claim takes. */
    static final int CLAIM_BYTES = Integer.BYTES;

    /** Up to here any ratio is believed: it is not worth a bomb. */
    private static final int HARMLESS = 64 << 10;

    private static final long HIGHEST_RATIO = 200;

    private Inflation() {}

    /** Whether an honest body of these sizes is believed when it is read. */
    static boolean isPlausible(int plain, int compressed) {
        return plain <= HARMLESS || plain <= HIGHEST_RATIO * compressed;
    }

    /**
     * The plain body.
     *
     * @param bytes their end, from this offset on, is the compressed body
     * @param cap how large the plain body may be
     */
    static byte[] of(int compressorId, byte[] bytes, int offset, int cap) throws UnreadableException {
        Compressor compressor = Compressor.of(compressorId);
        if (compressor == null) {
            throw new UnreadableException(Reason.COMPRESSOR);
        }
        int compressed = bytes.length - offset - CLAIM_BYTES;
        if (compressed < 0) {
            throw new UnreadableException(Reason.LENGTH);
        }
        int claimed = (int) EnvelopeLayout.INT.get(bytes, offset);
        if (claimed < 0 || claimed > cap || !isPlausible(claimed, compressed)) {
            throw new UnreadableException(Reason.INFLATES);
        }
        InputStream source = new ByteArrayInputStream(bytes, offset + CLAIM_BYTES, compressed);
        try (InputStream inflating = compressor.inflating(source, claimed)) {
            return inflate(inflating, claimed);
        } catch (IOException
                | RuntimeException broken) { // the library's verdict on bytes that anybody may have written
            throw new UnreadableException(Reason.CORRUPT);
        }
    }

    private static byte[] inflate(InputStream inflating, int claimed) throws IOException, UnreadableException {
        List<byte[]> chunks = new ArrayList<>();
        int size = 0;
        while (size < claimed) {
            byte[] chunk = new byte[Math.min(claimed - size, Math.max(size, HARMLESS))];
            if (inflating.readNBytes(chunk, 0, chunk.length) < chunk.length) {
                throw new UnreadableException(Reason.CORRUPT); // less than it claims
            }
            chunks.add(chunk);
            size += chunk.length;
        }
        if (inflating.read() >= 0) {
            throw new UnreadableException(Reason.INFLATES);
        }
        return chunks.size() == 1 ? chunks.get(0) : joined(chunks, size);
    }

    private static byte[] joined(List<byte[]> chunks, int size) {
        byte[] all = new byte[size];
        int position = 0;
        for (byte[] chunk : chunks) {
            System.arraycopy(chunk, 0, all, position, chunk.length);
            position += chunk.length;
        }
        return all;
    }
}
