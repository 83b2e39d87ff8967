package io.cachex.disk;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import io.cachex.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file of a disk store, open. It belongs to one store of one process. One that cannot be opened is set aside, and an empty
 * one takes its place.
 *
 * <p>The set of this process comes first: a second handle of a file, once closed, would give up the lock of the first.
 */
final class ShelfFile implements AutoCloseable {

    static final String NAME = "store.mv";

    private static final Logger LOG = LoggerFactory.getLogger(DiskStore.class);
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();
    private static final int CACHE_MB = 8;

    private final Path file;
    private final Path held;
    final MVStore store;

    private ShelfFile(Path file, Path held, MVStore store) {
        this.file = file;
        this.held = held;
        this.store = store;
    }

    /**
     * Opens it, and creates what is not there.
     *
     * @throws StoreException if another store has it, or there is no way to it
     */
    static ShelfFile open(Path directory) {
        try {
            prepare(directory);
            Path held = directory.toRealPath();
            if (!HELD.add(held)) {
                throw new StoreException("the directory is used by another store of this process: " + directory);
            }
            boolean isOpen = false;
            try {
                Path file = held.resolve(NAME);
                ShelfFile opened = new ShelfFile(file, held, openOrReplace(held, file));
                isOpen = true;
                return opened;
            } finally {
                if (!isOpen) {
                    HELD.remove(held);
                }
            }
        } catch (IOException e) {
            throw new StoreException("the directory of the disk store cannot be used: " + e, e);
        }
    }

    private static void prepare(Path directory) throws IOException {
        if (Files.exists(directory, NOFOLLOW_LINKS) && !Files.isDirectory(directory, NOFOLLOW_LINKS)) {
            throw new IOException(directory + " is not a directory, or a symbolic link");
        }
        Files.createDirectories(directory, attributes(directory, "rwx------"));
        Path file = directory.resolve(NAME);
        if (!Files.exists(file, NOFOLLOW_LINKS)) {
            Files.createFile(file, attributes(directory, "rw-------"));
        } else if (!Files.isRegularFile(file, NOFOLLOW_LINKS)) {
            throw new IOException(file + " is not a file");
        }
    }

    private static FileAttribute<?>[] attributes(Path directory, String permissions) {
        return directory.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }

    private static MVStore openOrReplace(Path directory, Path file) throws IOException {
        try {
            return open(file.toString());
        } catch (MVStoreException e) {
            if (e.getErrorCode() == DataUtils.ERROR_FILE_LOCKED) {
                throw new StoreException("the directory is used by another process: " + directory);
            }
            setAside(file, e);
        } catch (RuntimeException | AssertionError e) { // what damaged bytes may lead the library to
            setAside(file, e);
        }
        prepare(directory);
        return open(file.toString());
    }

    /**
     * Commits are ours to make, between operations and never within one; what they leave behind is free at once, or the file
     * grows to many times what is in it.
     */
    private static MVStore open(String file) {
        MVStore store = new MVStore.Builder()
                .fileName(file)
                .autoCommitDisabled()
                .autoCommitBufferSize(0)
                .cacheSize(CACHE_MB)
                .open();
        store.setRetentionTime(0);
        store.setVersionsToKeep(0);
        return store;
    }

    private static void setAside(Path file, Throwable why) throws IOException {
        Path aside = file.resolveSibling(NAME + ".corrupt");
        Files.move(file, aside, StandardCopyOption.ATOMIC_MOVE);
        LOG.warn("{} cannot be used and was renamed to {}; the store begins empty", file, aside.getFileName(), why);
    }

    /** The size of the file. */
    long size() throws IOException {
        return Files.size(file);
    }

    /** Ends it without writing what was not committed, keeps the file under another name, and frees the directory. */
    void abandon(Throwable why) throws IOException {
        letGo();
        setAside(file, why);
    }

    /** Ends it without writing what was not committed. */
    void letGo() {
        try {
            store.closeImmediately();
        } finally {
            HELD.remove(held);
        }
    }

    /** Ends it, and deletes the file. */
    void delete() throws IOException {
        letGo();
        Files.deleteIfExists(file);
    }

    /** Writes what was not, and ends it. */
    @Override
    public void close() {
        try {
            if (!store.isClosed()) {
                store.commit();
                store.sync();
            }
            store.closeImmediately(); // an orderly close would compact
        } finally {
            HELD.remove(held);
        }
    }
}
