package io.cachex.disk;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A snapshot's file and those that stand beside it while another is written: {@code .name.0123456789abcdef.tmp}, locked as long
 * as its process lives, so that a file without a lock is known for what a killed process has left.
 */
final class SnapshotFolder {

    private static final Logger LOG = LoggerFactory.getLogger(Snapshot.class);
    private static final FileAttribute<?>[] NO_ATTRIBUTES = {};

    /** Being written in this process. A lock says nothing here, and closing any handle of its file would give it up. */
    private static final Set<Path> OURS = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final Path directory;
    private final FileOpener files;
    private final boolean isPosix;

    SnapshotFolder(Path file, FileOpener files) throws IOException {
        Path parent = file.getParent();
        if (parent == null) {
            throw new IOException(file + " is in no directory");
        }
        this.file = file;
        this.directory = parent;
        this.files = files;
        this.isPosix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    Path file() {
        return file;
    }

    private FileAttribute<?>[] attributes(String permissions) {
        return isPosix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : NO_ATTRIBUTES;
    }

    /** Creates the directory, for the owner alone, if it is not there. */
    void prepare() throws IOException {
        Deque<Path> missing = new ArrayDeque<>();
        for (Path at = directory; at != null && !Files.exists(at); at = at.getParent()) {
            missing.push(at);
        }
        if (!missing.isEmpty()) {
            Files.createDirectories(directory, attributes("rwx------"));
            for (Path created : missing) {
                Path parent = created.getParent();
                if (parent != null) {
                    force(parent);
                }
            }
        }
    }

    /**
     * Whether the snapshot is there.
     *
     * @throws IOException if what is there is no file
     */
    boolean isThere() throws IOException {
        if (!Files.exists(file, NOFOLLOW_LINKS)) {
            return false;
        }
        if (!Files.isRegularFile(file, NOFOLLOW_LINKS)) {
            throw new IOException(file + (Files.isSymbolicLink(file) ? " is a symbolic link" : " is not a file"));
        }
        return true;
    }

    FileChannel open() throws IOException {
        return files.open(file, Set.of(READ, NOFOLLOW_LINKS));
    }

    /** A new file to write to, that nobody else writes to. */
    Path reserve() {
        String random = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
        Path draft = directory.resolve("." + file.getFileName() + "." + random + ".tmp");
        OURS.add(draft);
        return draft;
    }

    FileChannel create(Path draft) throws IOException {
        FileChannel channel = files.open(draft, Set.of(CREATE_NEW, WRITE, NOFOLLOW_LINKS), attributes("rw-------"));
        try {
            if (channel.tryLock() == null) {
                throw new IOException(draft + " is used by another process");
            }
            return channel;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** Puts a draft in the snapshot's place, to last. */
    void replaceBy(Path draft) throws IOException {
        files.move(draft, file);
        force(directory);
    }

    void drop(Path draft) throws IOException {
        try {
            Files.deleteIfExists(draft);
        } finally {
            OURS.remove(draft);
        }
    }

    /** What is there is kept under another name: it is none of ours. */
    void setAside() throws IOException {
        Path aside = directory.resolve(file.getFileName() + ".corrupt");
        files.move(file, aside);
        LOG.warn("{} is no snapshot; it was renamed to {}", file, aside.getFileName());
    }

    /** Deletes what killed processes have left. */
    void deleteOrphans() throws IOException {
        String start = "." + file.getFileName() + ".";
        List<Path> drafts;
        try (Stream<Path> entries = Files.list(directory)) {
            drafts = entries.filter(entry -> isDraft(entry.getFileName().toString(), start))
                    .toList();
        }
        for (Path draft : drafts) {
            if (!OURS.contains(draft) && Files.isRegularFile(draft, NOFOLLOW_LINKS) && isUnlocked(draft)) {
                Files.deleteIfExists(draft);
            }
        }
    }

    private static boolean isDraft(String name, String start) {
        return name.startsWith(start) && name.substring(start.length()).matches("[0-9a-f]{16}\\.tmp");
    }

    private boolean isUnlocked(Path draft) {
        try (FileChannel channel = files.open(draft, Set.of(WRITE, NOFOLLOW_LINKS))) {
            return channel.tryLock() != null;
        } catch (IOException | OverlappingFileLockException e) {
            LOG.debug("Could not tell whether {} is used", draft, e);
            return false;
        }
    }

    private void force(Path path) throws IOException {
        if (isPosix) { // elsewhere a directory cannot be opened
            try (FileChannel channel = files.open(path, Set.of(READ))) {
                channel.force(true);
            }
        }
    }
}
