package io.cachex.disk;

import io.cachex.JournalException;
import io.cachex.JournalException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The use of a directory by one journal of one process. The system gives it back when the process ends, however it ends.
 *
 * <p>The set of this process comes first: closing <em>any</em> file handle of the lock file gives the process's lock back on
 * POSIX, so a second journal must be refused before it opens that file.
 */
final class DirectoryLock {

    private static final Logger LOG = LoggerFactory.getLogger(DirectoryLock.class);
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();
    private static final int MOST_SHOWN = 120;

    private final Directory directory;
    private final Path real;
    private final FileChannel channel;

    private DirectoryLock(Directory directory, Path real, FileChannel channel) {
        this.directory = directory;
        this.real = real;
        this.channel = channel;
    }

    /**
     * Takes it.
     *
     * @param now for people who wonder who has it
     * @throws JournalException if another has it, or it cannot be locked
     */
    static DirectoryLock take(Directory directory, Instant now) {
        try {
            Path real = directory.path().toRealPath();
            if (!HELD.add(real)) {
                throw inUse(directory, "another cache of this process");
            }
            boolean taken = false;
            try {
                DirectoryLock lock = new DirectoryLock(directory, real, locked(directory));
                taken = true;
                lock.sign(now);
                return lock;
            } finally {
                if (!taken) {
                    HELD.remove(real);
                }
            }
        } catch (IOException e) {
            throw Trouble.unusable(directory, e.toString(), e);
        }
    }

    private static FileChannel locked(Directory directory) throws IOException {
        FileChannel channel = directory.lockFile();
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return channel;
            }
        } catch (OverlappingFileLockException e) {
            channel.close();
            throw inUse(directory, "another copy of this library in this process");
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        channel.close();
        throw inUse(directory, holder(directory));
    }

    private static JournalException inUse(Directory directory, String by) {
        return new JournalException(Reason.IN_USE, "the journal in " + directory + " is used by " + by, null);
    }

    /** Who has it, in the words of that process; they may be missing, or anything. */
    private static String holder(Directory directory) {
        try (FileChannel file = directory.read(directory.path().resolve(Directory.HOLDER))) {
            ByteBuffer text = ByteBuffer.allocate(MOST_SHOWN);
            file.read(text, 0);
            String shown = new String(text.array(), 0, text.position(), StandardCharsets.US_ASCII)
                    .replaceAll("[^ -~]", "")
                    .strip();
            return shown.isEmpty() ? "another process" : shown;
        } catch (IOException e) {
            return "another process";
        }
    }

    /** Nothing depends on it: it may fail, say when there is no room. */
    private void sign(Instant now) {
        String text = "process " + ProcessHandle.current().pid() + " since " + now + "\n";
        try (FileChannel file = directory.holderFile()) {
            file.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)), 0);
        } catch (IOException e) {
            LOG.debug("Could not write down who uses {}", directory, e);
        }
    }

    /** Gives it back. */
    void release() {
        try {
            Files.deleteIfExists(directory.path().resolve(Directory.HOLDER));
        } catch (IOException e) {
            LOG.debug("Could not delete who used {}", directory, e);
        }
        try {
            channel.close();
        } catch (IOException e) {
            LOG.debug("Could not close the lock of {}", directory, e);
        } finally {
            HELD.remove(real);
        }
    }
}
