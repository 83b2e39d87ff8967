package io.cachex.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.TimeUnit;

/**
 * How a file looks from outside: where its links lead, how long it is, when it was changed, and which file it is to the file
 * system, for editors and Kubernetes put another file in its place.
 */
record Look(String path, long size, long modifiedNanos, String key) {

    /** No file. */
    static final Look NOTHING = new Look("", -1, 0, "");

    static Look at(Path file) {
        try {
            Path real = file.toRealPath();
            BasicFileAttributes is = Files.readAttributes(real, BasicFileAttributes.class);
            long modified = is.lastModifiedTime().to(TimeUnit.NANOSECONDS);
            return new Look(real.toString(), is.size(), modified, String.valueOf(is.fileKey()));
        } catch (IOException e) {
            return NOTHING;
        }
    }
}
