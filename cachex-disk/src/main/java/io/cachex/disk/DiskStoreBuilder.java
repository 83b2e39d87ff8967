package io.cachex.disk;

import io.cachex.Rules;
import io.cachex.spi.TimeSource;
import java.nio.file.Path;

/**
 * The options of a {@link DiskStore}. For one thread; a value outside its range is a
 * {@link io.cachex.ConfigurationException} that names it and the rule.
 */
public final class DiskStoreBuilder {

    private static final long MIB = 1024 * 1024;

    private final Path directory;
    private long maximumBytes = 256 * MIB;
    private long maximumEntries = 1_000_000;
    private int maximumWaiting = 1_024;
    private TimeSource time = TimeSource.system();

    DiskStoreBuilder(Path directory) {
        this.directory = Rules.notNull("directory", directory);
    }

    /**
     * How many bytes entries may count, from 1 MiB to 1 TiB (256 MiB): keys in UTF-8, values, and 64 each. What was not used for
     * the longest time leaves first, about. The file may take three times as much and 64 MiB.
     */
    public DiskStoreBuilder maximumBytes(long bytes) {
        maximumBytes = Rules.between("maximumBytes", bytes, MIB, MIB * MIB);
        return this;
    }

    /** How many entries there may be, counters included, from 1 to 1,000,000,000 (1,000,000). */
    public DiskStoreBuilder maximumEntries(long entries) {
        maximumEntries = Rules.between("maximumEntries", entries, 1, 1_000_000_000);
        return this;
    }

    /** How many operations wait for the disk, from 1 to 100,000 (1,024); the rest is refused. */
    public DiskStoreBuilder maximumWaiting(int operations) {
        maximumWaiting = Rules.between("maximumWaiting", operations, 1, 100_000);
        return this;
    }

    /** The clock; the system's by default. */
    public DiskStoreBuilder timeSource(TimeSource source) {
        time = Rules.notNull("timeSource", source);
        return this;
    }

    /** The store. The directory is opened in the background. */
    public DiskStore build() {
        return new DiskStore(directory, maximumBytes, maximumEntries, maximumWaiting, time);
    }
}
