package io.cachex.disk;

import io.cachex.Encryption;
import io.cachex.Rules;
import io.cachex.spi.Journal.Durability;
import io.cachex.spi.TimeSource;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The options of a {@link DiskJournal}. For one thread; a value outside its range is a
 * {@link io.cachex.ConfigurationException} that names it and the rule.
 */
public final class DiskJournalBuilder {

    private static final long MIB = 1024 * 1024;
    private static final long SMALLEST_SEGMENT = 64 * 1024;
    private static final long LARGEST_SEGMENT = 1024 * MIB;

    private final Path directory;
    private Durability mode = Durability.SYNC;
    private Duration interval = Duration.ZERO;
    private long segmentBytes = 64 * MIB;
    private @Nullable Encryption encryption;
    private TimeSource time = TimeSource.system();
    private FileOpener opener = FileOpener.SYSTEM;

    DiskJournalBuilder(Path directory) {
        this.directory = Rules.notNull("directory", directory);
    }

    /**
     * How safe an append is when it has succeeded: {@link Durability#SYNC}, which is the default, or {@link Durability#OS}.
     * The last of this and {@link #interval} counts.
     */
    public DiskJournalBuilder mode(Durability value) {
        boolean isOne = Rules.notNull("mode", value) == Durability.SYNC || value == Durability.OS;
        Rules.require(isOne, "mode", value, "SYNC or OS; interval(…) is for INTERVAL, and no journal for MEMORY");
        mode = value;
        return this;
    }

    /**
     * Forces the log to the disk when something was written for so long, from 1 ms to 1 h: what was appended in that time is
     * lost if the machine stops, nothing if only the process does. The mode is {@link Durability#INTERVAL} then.
     */
    public DiskJournalBuilder interval(Duration duration) {
        String text = "from 1 ms to 1 h";
        interval = Rules.between("interval", duration, Duration.ofMillis(1), Duration.ofHours(1), text);
        mode = Durability.INTERVAL;
        return this;
    }

    /**
     * How large a file of the log becomes before the next is begun, from 64 KiB to 1 GiB; 64 MiB by default. A record that is
     * larger has a file of its own. The log takes at most twice what waits and four files.
     */
    public DiskJournalBuilder segmentBytes(long bytes) {
        segmentBytes = Rules.between("segmentBytes", bytes, SMALLEST_SEGMENT, LARGEST_SEGMENT);
        return this;
    }

    /**
     * Seals keys, values and messages of errors; by default they are written as they are. A journal is either sealed or not:
     * what was written in the other way must be made, and its dead letters decided about, before this is changed.
     */
    public DiskJournalBuilder encryption(Encryption value) {
        encryption = Rules.notNull("encryption", value);
        return this;
    }

    /** The clock, which ends intervals; the system's by default. */
    public DiskJournalBuilder timeSource(TimeSource source) {
        time = Rules.notNull("timeSource", source);
        return this;
    }

    DiskJournalBuilder opener(FileOpener files) {
        opener = files;
        return this;
    }

    /** The journal. No file is touched before it is opened. */
    public DiskJournal build() {
        return new DiskJournal(new Settings(directory, mode, interval, segmentBytes, encryption, time, opener));
    }
}
