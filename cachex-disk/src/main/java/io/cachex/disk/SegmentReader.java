package io.cachex.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/** Reads one file of the log, record by record, up to the first that is not right. Allocates nothing on a file's word. */
final class SegmentReader implements AutoCloseable {

    private static final int WINDOW_BYTES = 256 * 1024;

    private final FileChannel channel;
    private final long size;
    private final ByteBuffer window = ByteBuffer.allocate(WINDOW_BYTES).limit(0);
    private long windowAt; // where in the file the window begins
    private long position;

    SegmentReader(FileChannel channel) throws IOException {
        this.channel = channel;
        this.size = channel.size();
    }

    SegmentHeader.Reading header() throws IOException {
        SegmentHeader.Reading reading = SegmentHeader.decode(bytes(0, (int) Math.min(size, SegmentHeader.LONGEST)));
        position = reading instanceof SegmentHeader.Reading.Header read ? read.length() : 0;
        return reading;
    }

    /** The next record, which must have this number; null if there is none, or it is not right. */
    byte @Nullable [] next(long number) throws IOException {
        byte[] frame = frameAt(position, number, number);
        if (frame != null) {
            position += frame.length;
        }
        return frame;
    }

    private byte @Nullable [] frameAt(long at, long least, long most) throws IOException {
        if (size - at < Frame.CONTENT_OFFSET) {
            return null;
        }
        ByteBuffer start = window(at, Frame.CONTENT_OFFSET);
        long frameSize = Frame.sizeOf(start.getInt(start.position()));
        long number = start.getLong(start.position() + 8);
        if (frameSize < 0 || frameSize > size - at || number < least || number > most) {
            return null;
        }
        byte[] frame = bytes(at, (int) frameSize);
        return Frame.isWhole(frame) ? frame : null;
    }

    /**
     * Whether behind the position stands a record with a number from this on: then it is damage that ended the reading, and
     * not the end of a write that was under way when the machine stopped.
     */
    boolean isFollowedByRecords(long least) throws IOException {
        for (long at = position + 1; at <= size - Frame.CONTENT_OFFSET; at++) {
            if (frameAt(at, least, least + size) != null) {
                return true;
            }
        }
        return false;
    }

    /** Takes the record back that was read last. */
    void back(byte[] frame) {
        position -= frame.length;
    }

    /** Where the last right record ends. */
    long position() {
        return position;
    }

    long size() {
        return size;
    }

    byte[] bytes(long at, int length) throws IOException {
        byte[] bytes = new byte[length];
        if (length <= WINDOW_BYTES) {
            window(at, length).get(bytes);
            return bytes;
        }
        fill(ByteBuffer.wrap(bytes), at);
        return bytes;
    }

    /** The window, positioned at this place of the file, with so many bytes ahead. */
    private ByteBuffer window(long at, int length) throws IOException {
        boolean isInside = at >= windowAt && at + length <= windowAt + window.limit();
        if (!isInside) {
            windowAt = at;
            window.clear().limit((int) Math.min(WINDOW_BYTES, size - at));
            fill(window, at);
        }
        return window.position((int) (at - windowAt));
    }

    private void fill(ByteBuffer target, long at) throws IOException {
        int begin = target.position();
        while (target.hasRemaining()) {
            if (channel.read(target, at + target.position() - begin) < 0) {
                throw new IOException("the file became shorter while it was read");
            }
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
