package io.cachex.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/** Files on a disk that fails on demand, becomes full, or runs out of handles. */
final class FaultyFiles implements FileOpener {

    /** What is about to be done with a file. */
    enum Step {
        OPEN_TO_READ,
        OPEN_TO_WRITE,
        CREATE,
        READ,
        WRITE,
        FORCE,
        TRUNCATE,
        RENAME
    }

    /** Says whether a step fails. */
    interface Fault {
        void before(Step step, Path file) throws IOException;
    }

    static final Fault NONE = (step, file) -> {};

    volatile Fault fault = NONE;
    final AtomicLong capacity = new AtomicLong(Long.MAX_VALUE);
    final AtomicInteger forces = new AtomicInteger();
    final AtomicInteger open = new AtomicInteger();
    volatile CountDownLatch gate = new CountDownLatch(0); // forces wait for it

    /** The n-th step of this kind from now on, and all after it, fail like this. */
    void failFrom(Step kind, int number, String message) {
        AtomicInteger left = new AtomicInteger(number);
        fault = (step, file) -> {
            if (step == kind && left.decrementAndGet() <= 0) {
                throw new IOException(message);
            }
        };
    }

    /** Only this one step fails. */
    void failOnce(Step kind, int number, String message) {
        AtomicInteger left = new AtomicInteger(number);
        fault = (step, file) -> {
            if (step == kind && left.decrementAndGet() == 0) {
                throw new IOException(message);
            }
        };
    }

    @Override
    public FileChannel open(Path file, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
            throws IOException {
        String names = options.toString();
        fault.before(
                names.contains("CREATE_NEW")
                        ? Step.CREATE
                        : names.contains("WRITE") ? Step.OPEN_TO_WRITE : Step.OPEN_TO_READ,
                file);
        FileChannel channel = FileChannel.open(file, options, attributes);
        open.incrementAndGet();
        return new FaultyChannel(channel, file);
    }

    @Override
    public void move(Path from, Path to) throws IOException {
        fault.before(Step.RENAME, from);
        FileOpener.super.move(from, to);
    }

    /** How much of a write finds room; fails if nothing does. */
    private int room(Path file, int wanted) throws IOException {
        if (capacity.get() == Long.MAX_VALUE) {
            return wanted;
        }
        long used = 0;
        try (Stream<Path> files = Files.list(file.getParent())) {
            for (Path one : files.toList()) {
                used += Files.size(one);
            }
        }
        long free = capacity.get() - used;
        if (free <= 0) {
            throw new IOException("No space left on device");
        }
        return (int) Math.min(free, wanted);
    }

    private final class FaultyChannel extends FileChannel {

        private final FileChannel inner;
        private final Path file;

        FaultyChannel(FileChannel inner, Path file) {
            this.inner = inner;
            this.file = file;
        }

        @Override
        public int read(ByteBuffer target, long position) throws IOException {
            fault.before(Step.READ, file);
            return inner.read(target, position);
        }

        @Override
        public int write(ByteBuffer source, long position) throws IOException {
            fault.before(Step.WRITE, file);
            int length = room(file, source.remaining());
            ByteBuffer part = source.duplicate();
            part.limit(part.position() + length);
            int written = inner.write(part, position);
            source.position(source.position() + written);
            return written;
        }

        @Override
        public void force(boolean metaData) throws IOException {
            try {
                gate.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            fault.before(Step.FORCE, file);
            if (!Files.isDirectory(file)) {
                forces.incrementAndGet();
            }
            inner.force(metaData);
        }

        @Override
        public FileChannel truncate(long size) throws IOException {
            fault.before(Step.TRUNCATE, file);
            inner.truncate(size);
            return this;
        }

        @Override
        public long size() throws IOException {
            return inner.size();
        }

        @Override
        public FileLock tryLock(long position, long size, boolean shared) throws IOException {
            return inner.tryLock(position, size, shared);
        }

        @Override
        protected void implCloseChannel() throws IOException {
            open.decrementAndGet();
            inner.close();
        }

        @Override
        public int read(ByteBuffer target) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long read(ByteBuffer[] targets, int offset, int length) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int write(ByteBuffer source) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long write(ByteBuffer[] sources, int offset, int length) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long position() {
            throw new UnsupportedOperationException();
        }

        @Override
        public FileChannel position(long newPosition) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long transferTo(long position, long count, WritableByteChannel target) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long transferFrom(ReadableByteChannel source, long position, long count) {
            throw new UnsupportedOperationException();
        }

        @Override
        public MappedByteBuffer map(MapMode mode, long position, long size) {
            throw new UnsupportedOperationException();
        }

        @Override
        public FileLock lock(long position, long size, boolean shared) {
            throw new UnsupportedOperationException();
        }
    }
}
