package io.cachex.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Writes records one behind the other, many small ones in one call of the system. */
final class SegmentWriter {

    private static final int BUFFER_BYTES = 256 * 1024;

    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);

    /** Writes these to the file from this place on; gives the place behind them. */
    long write(FileChannel file, long at, Iterable<byte[]> frames) throws IOException {
        buffer.clear();
        long position = at;
        for (byte[] frame : frames) {
            for (int from = 0; from < frame.length; ) {
                if (!buffer.hasRemaining()) {
                    position = flush(file, position);
                }
                int length = Math.min(buffer.remaining(), frame.length - from);
                buffer.put(frame, from, length);
                from += length;
            }
        }
        return flush(file, position);
    }

    private long flush(FileChannel file, long at) throws IOException {
        buffer.flip();
        long position = at;
        while (buffer.hasRemaining()) {
            position += file.write(buffer, position);
        }
        buffer.clear();
        return position;
    }
}
