package io.cachex.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.h2.store.fs.FileBase;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;

/**
 * A disk with room for files up to a size: below it bytes can be written and overwritten, beyond it there is no space left. The
 * library takes what stands before a colon of a file's name for the name of a file system, and this is one.
 */
public final class FullDisk extends FilePathWrapper {

    private static final AtomicLong CAPACITY = new AtomicLong(Long.MAX_VALUE);
    private static final AtomicInteger REFUSED = new AtomicInteger();
    private static volatile String mount = "";

    /** For the library, which makes one for each file. */
    public FullDisk() {}

    /** A directory on a disk with room. */
    static Path in(Path folder) {
        mount = folder.resolve("full").toString();
        capacity(Long.MAX_VALUE);
        FilePath.register(new FullDisk());
        return folder.resolve("full:disk");
    }

    /** How large a file may be from now on. */
    static void capacity(long bytes) {
        CAPACITY.set(bytes);
        REFUSED.set(0);
    }

    /** The writes that there was no room for, since it was last told how much there is. */
    static int refused() {
        return REFUSED.get();
    }

    static void unmount() {
        FilePath.unregister(new FullDisk());
    }

    @Override
    public String getScheme() {
        return mount;
    }

    @Override
    protected FilePath unwrap(String path) {
        return FilePath.get("file:" + path);
    }

    @Override
    public FileChannel open(String mode) throws IOException {
        return new Bounded(super.open(mode));
    }

    private static final class Bounded extends FileBase {

        private final FileChannel file;

        Bounded(FileChannel file) {
            this.file = file;
        }

        @Override
        public int write(ByteBuffer bytes, long position) throws IOException {
            long room = CAPACITY.get() - position;
            if (bytes.remaining() <= room) {
                return file.write(bytes, position);
            }
            REFUSED.incrementAndGet();
            if (room <= 0) {
                throw new IOException("No space left on device");
            }
            ByteBuffer part = bytes.slice(bytes.position(), (int) room);
            int written = file.write(part, position);
            bytes.position(bytes.position() + written);
            return written;
        }

        @Override
        public int write(ByteBuffer bytes) throws IOException {
            int written = write(bytes, file.position());
            file.position(file.position() + written);
            return written;
        }

        @Override
        public int read(ByteBuffer bytes, long position) throws IOException {
            return file.read(bytes, position);
        }

        @Override
        public int read(ByteBuffer bytes) throws IOException {
            return file.read(bytes);
        }

        @Override
        public long position() throws IOException {
            return file.position();
        }

        @Override
        public FileChannel position(long position) throws IOException {
            file.position(position);
            return this;
        }

        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        public FileChannel truncate(long size) throws IOException {
            file.truncate(size);
            return this;
        }

        @Override
        public void force(boolean metadata) throws IOException {
            file.force(metadata);
        }

        @Override
        public FileLock tryLock(long position, long size, boolean shared) throws IOException {
            return file.tryLock(position, size, shared);
        }

        @Override
        protected void implCloseChannel() throws IOException {
            file.close();
        }
    }
}
