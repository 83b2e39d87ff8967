package io.cachex.disk;

import io.cachex.disk.Change.BadRecord;
import io.cachex.spi.DeadEntry;
import io.cachex.spi.Journal.Contents;
import io.cachex.spi.JournalEntry;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the log that an earlier run has left, from the first record to the last.
 *
 * <p>A record that is not right ends its file. At the end of the last file, with nothing right behind it, it is the beginning of a
 * write that was under way when the machine stopped, of which nobody was told: it is cut off. Anywhere else it is damage:
 * what stands before it counts, and so do the files behind; the file itself is put aside.
 */
final class Recovery {

    private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);

    private final Directory directory;
    private final Records records;
    private final Ledger ledger = new Ledger();
    private final List<Segment> segments = new ArrayList<>();
    private final List<Segment> damaged = new ArrayList<>();
    private @Nullable UUID journal;
    private long next = 1;
    private long tornBytes;

    private Recovery(Directory directory, Records records) {
        this.directory = directory;
        this.records = records;
    }

    /**
     * What there was.
     *
     * @param segments the files, the oldest first, with those that are damaged
     * @param damaged those of them that are
     * @param ledger what of them is needed
     * @param contents the same for the queue
     * @param journal the journal's id; null if there was none
     * @param next the number of the next record
     * @param tornBytes what was cut off at the end
     */
    record Found(
            List<Segment> segments,
            List<Segment> damaged,
            Ledger ledger,
            Contents contents,
            @Nullable UUID journal,
            long next,
            long tornBytes) {}

    /**
     * Reads the log of this cache.
     *
     * @throws io.cachex.JournalException if it is a later release's, another cache's, or sealed with a key that is not known
     */
    static Found read(Directory directory, Records records, String cache) throws IOException {
        return new Recovery(directory, records).run(cache);
    }

    private Found run(String cache) throws IOException {
        List<Path> files = directory.segments();
        for (int i = 0; i < files.size(); i++) {
            read(files.get(i), i == files.size() - 1);
        }
        Contents contents = contents(cache);
        return new Found(segments, damaged, ledger, contents, journal, next, tornBytes);
    }

    private enum End {
        CLEAN,
        TORN,
        DAMAGED
    }

    private void read(Path file, boolean isLast) throws IOException {
        Segment segment;
        End end;
        try (SegmentReader reader = new SegmentReader(directory.read(file))) {
            segment = new Segment(file, reader.size());
            end = read(reader, segment, isLast);
            if (end != End.CLEAN) {
                segment.bytes = reader.position();
                tell(end, file, reader);
            }
        }
        switch (end) {
            case CLEAN -> keep(segment);
            case TORN -> {
                cut(segment);
                keep(segment);
            }
            case DAMAGED -> {
                segments.add(segment);
                damaged.add(segment);
            }
        }
    }

    private void tell(End end, Path file, SegmentReader reader) {
        long rest = reader.size() - reader.position();
        if (end == End.TORN) {
            tornBytes += rest;
            if (rest > 0) {
                LOG.warn(
                        "Cut {} bytes off the end of {}: a write that was under way when its process ended",
                        rest,
                        file);
            }
        } else {
            LOG.error(
                    "{} is damaged behind byte {}: what its last {} bytes held is lost", file, reader.position(), rest);
        }
    }

    private End read(SegmentReader reader, Segment segment, boolean isLast) throws IOException {
        long first = Directory.firstOf(segment.file);
        boolean isAltered = false;
        if (begins(reader, segment, first)) {
            next = first;
            isAltered = !readRecords(reader, segment);
            if (!isAltered && reader.position() == reader.size()) {
                return End.CLEAN;
            }
        }
        long behind = Math.max(first, next + 1);
        next = Math.max(next, first + 1); // the name of the next file is another in any case
        return isLast && !isAltered && !reader.isFollowedByRecords(behind) ? End.TORN : End.DAMAGED;
    }

    private boolean begins(SegmentReader reader, Segment segment, long first) throws IOException {
        SegmentHeader.Reading reading = reader.header();
        if (reading instanceof SegmentHeader.Reading.Newer newer) {
            throw Trouble.unusable(
                    directory, "it is of a later release: format " + newer.format() + ", not " + SegmentHeader.FORMAT);
        }
        if (!(reading instanceof SegmentHeader.Reading.Header read)
                || read.header().first() != first
                || first < next) {
            return false;
        }
        if (journal != null && !journal.equals(read.header().journal())) {
            throw Trouble.unusable(directory, "it holds files of two journals");
        }
        journal = read.header().journal();
        segment.cache = read.header().cache();
        return true;
    }

    /** Up to the first that is not right; false if that is one whose checksum is. */
    private boolean readRecords(SegmentReader reader, Segment segment) throws IOException {
        while (true) {
            long at = reader.position();
            byte[] frame = reader.next(next);
            if (frame == null) {
                return true;
            }
            try {
                apply(records.read(frame), frame, segment, at);
            } catch (BadRecord e) {
                LOG.error("A record at byte {} of {} is not what was written: {}", at, segment.file, e.getMessage());
                reader.back(frame);
                return false;
            }
            segment.records++;
            next++;
        }
    }

    private void apply(Change change, byte[] frame, Segment segment, long at) {
        if (change instanceof Change.Forgotten forgotten) {
            ledger.forget(forgotten.letters(), forgotten.ids());
        } else if (change instanceof Change.Kept kept) {
            ledger.keep(kept.isLetter(), kept.id(), Frame.order(frame), segment, at, frame.length).content = kept;
        }
    }

    private void cut(Segment segment) throws IOException {
        try (FileChannel file = directory.change(segment.file)) {
            file.truncate(segment.bytes);
            file.force(true);
        }
    }

    /** A file without a record goes: its name is needed for the next. */
    private void keep(Segment segment) throws IOException {
        if (segment.records == 0) {
            directory.delete(segment.file);
        } else {
            segments.add(segment);
        }
    }

    private Contents contents(String cache) {
        List<JournalEntry> writes = new ArrayList<>();
        List<DeadEntry> letters = new ArrayList<>();
        for (Live live : ledger.inOrder(false)) {
            JournalEntry write = opened(live, cache).write();
            if (write != null) {
                writes.add(write);
            }
        }
        for (Live live : ledger.inOrder(true)) {
            DeadEntry letter = opened(live, cache).letter();
            if (letter != null) {
                letters.add(letter);
            }
        }
        return new Contents(writes, letters);
    }

    private Change.Kept opened(Live live, String cache) {
        if (!live.segment.cache.equals(cache)) {
            throw Trouble.unusable(
                    directory, "it holds writes of the cache " + live.segment.cache + "; give each its own directory");
        }
        Change.Kept content = Objects.requireNonNull(live.content);
        live.content = null;
        if (content.unopened() != null) {
            throw Trouble.unusable(directory, "it holds writes that cannot be opened: " + content.unopened());
        }
        return content;
    }
}
