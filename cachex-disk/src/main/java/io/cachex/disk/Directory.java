package io.cachex.disk;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The directory of a journal and its files: for the owner alone, and never through a symbolic link.
 *
 * <p>What is created, renamed or deleted is in the directory for good only when {@link #force} has returned.
 */
final class Directory implements AutoCloseable {

    static final String LOCK = "lock";
    static final String HOLDER = "holder";

    private static final String SUFFIX = ".log";
    private static final Pattern SEGMENT = Pattern.compile("[0-9a-f]{16}\\.log");
    private static final Pattern OURS = Pattern.compile("lock|holder|[0-9a-f]{16}\\.log(\\.corrupt(\\.\\d+)?)?");
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");
    private static final FileAttribute<?>[] NO_ATTRIBUTES = {};

    private final Path path;
    private final FileOpener opener;
    private final FileAttribute<?>[] fileAttributes;
    private @Nullable FileChannel self; // kept open, so that forcing never fails for want of a file handle

    private Directory(Path path, FileOpener opener, boolean isPosix) {
        this.path = path;
        this.opener = opener;
        this.fileAttributes = isPosix ? attributes("rw-------") : NO_ATTRIBUTES;
    }

    /**
     * The directory, which is created if it is not there.
     *
     * @throws io.cachex.JournalException if it cannot be used
     */
    static Directory prepare(Path path, FileOpener opener) {
        if (Files.isSymbolicLink(path)) {
            throw Trouble.unusable(path, "it is a symbolic link");
        }
        if (Files.exists(path, NOFOLLOW_LINKS) && !Files.isDirectory(path, NOFOLLOW_LINKS)) {
            throw Trouble.unusable(path, "it is not a directory");
        }
        boolean isPosix = path.getFileSystem().supportedFileAttributeViews().contains("posix");
        Directory directory = new Directory(path, opener, isPosix);
        try {
            directory.create(isPosix ? attributes("rwx------") : NO_ATTRIBUTES);
            if (isPosix) { // elsewhere a directory cannot be opened
                directory.keepOthersOut();
                directory.self = opener.open(path, Set.of(READ, NOFOLLOW_LINKS));
            }
        } catch (IOException e) {
            throw Trouble.unusable(path, e.toString(), e);
        }
        return directory;
    }

    private static FileAttribute<?>[] attributes(String permissions) {
        return new FileAttribute<?>[] {
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        };
    }

    private void create(FileAttribute<?>... attributes) throws IOException {
        Deque<Path> missing = new ArrayDeque<>();
        for (Path at = path.toAbsolutePath(); at != null && !Files.exists(at); at = at.getParent()) {
            missing.push(at);
        }
        Files.createDirectories(path, attributes);
        for (Path created : missing) {
            forceParent(created);
        }
    }

    private void forceParent(Path created) throws IOException {
        Path parent = created.getParent();
        if (parent != null && fileAttributes.length > 0) {
            try (FileChannel channel = opener.open(parent, Set.of(READ))) {
                channel.force(true);
            }
        }
    }

    /** A directory that others may look into becomes the owner's alone, unless it holds what is not a journal's. */
    private void keepOthersOut() throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(path, PosixFileAttributeView.class, NOFOLLOW_LINKS);
        if (OWNER_ONLY.containsAll(view.readAttributes().permissions())) {
            return;
        }
        try (Stream<Path> entries = Files.list(path)) {
            if (entries.anyMatch(
                    entry -> !OURS.matcher(entry.getFileName().toString()).matches())) {
                throw Trouble.unusable(path, "others may look into it, and it holds more than a journal");
            }
        }
        view.setPermissions(OWNER_ONLY);
    }

    Path path() {
        return path;
    }

    /** The files of the log, the oldest first. */
    List<Path> segments() throws IOException {
        try (Stream<Path> entries = Files.list(path)) {
            return entries.filter(entry ->
                            SEGMENT.matcher(entry.getFileName().toString()).matches())
                    .sorted()
                    .toList();
        }
    }

    /** The file whose first record has this number. */
    Path segment(long first) {
        return path.resolve(HexFormat.of().toHexDigits(first) + SUFFIX);
    }

    /** The number of the first record of this file. */
    static long firstOf(Path segment) {
        return HexFormat.fromHexDigitsToLong(segment.getFileName().toString(), 0, 16);
    }

    FileChannel create(Path file) throws IOException {
        return open(file, CREATE_NEW, WRITE);
    }

    FileChannel read(Path file) throws IOException {
        return open(file, READ);
    }

    FileChannel change(Path file) throws IOException {
        return open(file, WRITE);
    }

    FileChannel lockFile() throws IOException {
        return open(path.resolve(LOCK), CREATE, WRITE);
    }

    FileChannel holderFile() throws IOException {
        return open(path.resolve(HOLDER), CREATE, WRITE, TRUNCATE_EXISTING);
    }

    private FileChannel open(Path file, OpenOption... options) throws IOException {
        Set<OpenOption> all =
                Stream.concat(Stream.of(options), Stream.of(NOFOLLOW_LINKS)).collect(Collectors.toSet());
        return all.contains(READ) ? opener.open(file, all) : opener.open(file, all, fileAttributes);
    }

    void delete(Path file) throws IOException {
        Files.deleteIfExists(file);
        force();
    }

    /** Renames a damaged file, so that it is kept and not read again. */
    Path setAside(Path file) throws IOException {
        Path target = path.resolve(file.getFileName() + ".corrupt");
        for (int i = 1; Files.exists(target, NOFOLLOW_LINKS); i++) {
            target = path.resolve(file.getFileName() + ".corrupt." + i);
        }
        Files.move(file, target, StandardCopyOption.ATOMIC_MOVE);
        force();
        return target;
    }

    /** Makes changes of the directory itself last. */
    void force() throws IOException {
        if (self != null) {
            self.force(true);
        }
    }

    @Override
    public void close() throws IOException {
        if (self != null) {
            self.close();
        }
    }

    /** The room there is for this process; as much as one could ask for if nobody knows. */
    long usableBytes() {
        try {
            return Files.getFileStore(path).getUsableSpace();
        } catch (IOException e) {
            return Long.MAX_VALUE;
        }
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
