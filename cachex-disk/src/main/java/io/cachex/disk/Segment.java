package io.cachex.disk;

import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;

/** A file of the log, and what in it is still needed. For the one thread that has the log. */
final class Segment {

    final Path file;

    /** What is needed of it, in the order of the file. */
    final Set<Live> live = new LinkedHashSet<>();

    /** Whose writes it holds; empty if it does not say. */
    String cache = "";

    long bytes;
    long records;

    Segment(Path file, long bytes) {
        this.file = file;
        this.bytes = bytes;
    }

    @Override
    public String toString() {
        return file.getFileName() + ", " + bytes + " B, " + records + " records, " + live.size() + " live";
    }
}
