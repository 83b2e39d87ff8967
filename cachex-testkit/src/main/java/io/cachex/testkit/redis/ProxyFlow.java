package io.cachex.testkit.redis;

import io.cachex.spi.TimeSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/** One direction of one connection of a {@link FaultProxy}: what came from the source and is yet to go to the sink. */
final class ProxyFlow {

    /** So much waits at most; then the source has to wait, as it would for a slow network. */
    private static final int MAXIMUM_WAITING = 256 << 10;

    private final SocketChannel source;
    private final SocketChannel sink;
    private final Supplier<ProxyFaults> faults;
    private final LongAdder bytesRead;
    private final TimeSource time;
    private final ByteBuffer buffer = ByteBuffer.allocate(16 << 10);
    private final RespFrames frames = new RespFrames();
    private final ByteArrayOutputStream frame = new ByteArrayOutputStream();
    private final Deque<Chunk> waiting = new ArrayDeque<>(); // none overtakes, whenever it is due
    private ProxyFaults ofThisFrame = ProxyFaults.NONE;
    private int bytesWaiting;
    private boolean isBlocked;
    private boolean losesAll;
    private boolean sourceEnded;
    private boolean sourceReset;
    private boolean isDone;

    ProxyFlow(
            SocketChannel source,
            SocketChannel sink,
            Supplier<ProxyFaults> faults,
            LongAdder bytesRead,
            TimeSource time) {
        this.source = source;
        this.sink = sink;
        this.faults = faults;
        this.bytesRead = bytesRead;
        this.time = time;
    }

    boolean wantsToRead() {
        return !sourceEnded && bytesWaiting < MAXIMUM_WAITING;
    }

    boolean wantsToWrite() {
        return isBlocked;
    }

    /** Whether the source said it is done, and the sink was told. */
    boolean isDone() {
        return isDone;
    }

    /** Whether the source was reset, and the sink may know. */
    boolean isReset() {
        return sourceReset && mayTell();
    }

    /** Drops what waits, and all that will come. */
    void loseAll() {
        losesAll = true;
        waiting.clear();
        bytesWaiting = 0;
        isBlocked = false;
    }

    /** Lets what waits go at once. */
    void hurry() {
        long now = time.nanos();
        Chunk[] all = waiting.toArray(Chunk[]::new);
        waiting.clear();
        Arrays.stream(all).map(chunk -> new Chunk(chunk.bytes, now)).forEach(waiting::add);
    }

    void read() {
        try {
            buffer.clear();
            int count = source.read(buffer);
            if (count < 0) {
                sourceEnded = true;
                return;
            }
            bytesRead.add(count);
            take(buffer.array(), count);
        } catch (IOException e) {
            sourceEnded = true;
            sourceReset = true;
        }
    }

    /** Writes what is due; tells the sink when the source has ended and nothing is left. */
    void write() {
        try {
            long now = time.nanos();
            isBlocked = false;
            while (!waiting.isEmpty() && !isBlocked && waiting.getFirst().due - now <= 0) {
                Chunk first = waiting.getFirst();
                bytesWaiting -= sink.write(first.bytes);
                isBlocked = first.bytes.hasRemaining();
                if (!isBlocked) {
                    waiting.removeFirst();
                }
            }
            if (sourceEnded && !sourceReset && !isDone && waiting.isEmpty() && mayTell()) {
                isDone = true;
                sink.shutdownOutput();
            }
        } catch (IOException e) { // whoever reads from the sink finds out
            loseAll();
            isDone = sourceEnded;
        }
    }

    /** Nanoseconds until something is due, {@link Long#MAX_VALUE} if nothing will be. */
    long untilNext() {
        return waiting.isEmpty() || isBlocked ? Long.MAX_VALUE : Math.max(0, waiting.getFirst().due - time.nanos());
    }

    /** In a hole nobody hears that the other side has ended. */
    private boolean mayTell() {
        return losesAll || !faults.get().isHole();
    }

    /** A fault of the content holds for frames that begin under it, so that the stream makes sense again when it is over. */
    private void take(byte[] bytes, int count) {
        for (int at = 0; at < count; ) {
            if (frames.isBetween()) {
                ofThisFrame = faults.get();
            }
            int end = frames.advance(bytes, at, count);
            if (!ofThisFrame.isHole() && ofThisFrame.rewriters().isEmpty()) {
                pass(Arrays.copyOfRange(bytes, at, end));
            } else if (!ofThisFrame.isHole()) {
                frame.write(bytes, at, end - at);
                if (frames.isBetween()) {
                    pass(ofThisFrame.rewrite(frame.toByteArray()));
                    frame.reset();
                }
            }
            at = end;
        }
    }

    private void pass(byte[] bytes) {
        if (losesAll || bytes.length == 0) {
            return;
        }
        long due = time.nanos() + faults.get().delayNanos();
        waiting.add(new Chunk(ByteBuffer.wrap(bytes), due));
        bytesWaiting += bytes.length;
    }

    private record Chunk(ByteBuffer bytes, long due) {}
}
