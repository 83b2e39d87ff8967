package io.cachex.disk;

import io.cachex.Rules;
import io.cachex.spi.SnapshotPlace;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot of a cache's near tier in a file of the local disk: what {@code CacheBuilder.snapshot} takes.
 *
 * <p>A snapshot is written to a file beside, forced to the disk, and then renamed: whatever happens meanwhile, there is the old
 * one or the new one, whole. Checksums tell it from anything else; what is damaged, cut, of another cache or of a later release
 * is an error to who opens it, and a cache then starts empty. The file is the owner's alone, a directory that is made for it,
 * too, and neither is reached through a symbolic link. Two processes may share a file: the last one to write wins.
 *
 * <p>Immutable; each option gives a new one. A value outside its range is a {@link io.cachex.ConfigurationException} that names
 * it and the rule. No file is touched before a cache is built.
 */
public final class Snapshot implements SnapshotPlace {

    private static final long KIB = 1024;
    private static final long MIB = 1024 * KIB;
    private static final long TIB = MIB * MIB;

    private final Path file;
    private final Duration interval;
    private final long maximumBytes;
    private final long bytesPerSecond;
    private final FileOpener files;

    private Snapshot(Path file, Duration interval, long maximumBytes, long bytesPerSecond, FileOpener files) {
        this.file = file;
        this.interval = interval;
        this.maximumBytes = maximumBytes;
        this.bytesPerSecond = bytesPerSecond;
        this.files = files;
    }

    /**
     * A snapshot in this file, written when its cache is closed and when it is asked to.
     *
     * @param file one for each cache; its directory is created if it is not there
     */
    public static Snapshot at(Path file) {
        Rules.notNull("file", file);
        Path absolute = file.toAbsolutePath();
        Rules.require(absolute.getFileName() != null, "file", file, "a file");
        return new Snapshot(absolute, Duration.ZERO, 64 * MIB, 32 * MIB, FileOpener.SYSTEM);
    }

    /** Also as often as this, from 1 s to 1 day. What has changed since is not in it after a crash. */
    public Snapshot every(Duration duration) {
        String text = "from 1 s to 1 day";
        Duration every = Rules.between("every", duration, Duration.ofSeconds(1), Duration.ofDays(1), text);
        return new Snapshot(file, every, maximumBytes, bytesPerSecond, files);
    }

    /**
     * How large the file may be, from 4 KiB to 1 TiB (64 MiB): what was used most is in it first. While one is written there are
     * two.
     */
    public Snapshot maximumBytes(long bytes) {
        long most = Rules.between("maximumBytes", bytes, 4 * KIB, TIB);
        return new Snapshot(file, interval, most, bytesPerSecond, files);
    }

    /**
     * How fast it is written while the cache is open, from 64 KiB to 1 TiB a second (32 MiB); after a pause, a second's worth at
     * once. When the cache is closed it is written as fast as can be.
     */
    public Snapshot bytesPerSecond(long bytes) {
        long most = Rules.between("bytesPerSecond", bytes, 64 * KIB, TIB);
        return new Snapshot(file, interval, maximumBytes, most, files);
    }

    Snapshot files(FileOpener opener) {
        return new Snapshot(file, interval, maximumBytes, bytesPerSecond, opener);
    }

    @Override
    public Duration interval() {
        return interval;
    }

    @Override
    public long bytesPerSecond() {
        return bytesPerSecond;
    }

    @Override
    public Draft begin(String cache) throws IOException {
        SnapshotFolder folder = new SnapshotFolder(file, files);
        folder.prepare();
        SavedSnapshot.requireReplaceable(folder, cache);
        folder.deleteOrphans();
        return new SnapshotDraft(folder, cache, maximumBytes);
    }

    @Override
    public @Nullable Saved open(String cache) throws IOException {
        return SavedSnapshot.open(new SnapshotFolder(file, files), cache);
    }

    /** Where and how often: {@code snapshot(/var/lib/app/users.snapshot, every PT1M)}. */
    @Override
    public String toString() {
        return "snapshot(" + file + (interval.isZero() ? "" : ", every " + interval) + ")";
    }
}
