package io.cachex.disk;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.util.Set;

/** Opens every file that a journal or a snapshot reads or writes; a test's may fail, or give files that do. */
@FunctionalInterface
interface FileOpener {

    /** The system's files. */
    FileOpener SYSTEM = FileChannel::open;

    FileChannel open(Path file, Set<? extends OpenOption> options, FileAttribute<?>... attributes) throws IOException;

    /** Renames a file, at once, over whatever has the other name. */
    default void move(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    }
}
