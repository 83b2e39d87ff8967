package io.cachex.disk;

import io.cachex.JournalException;
import io.cachex.spi.DeadEntry;
import io.cachex.spi.Journal;
import io.cachex.spi.JournalEntry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A journal in a directory of the local disk: an append-only log of checksummed records.
 *
 * <p>Appends of many threads share one write and one force. What an append is worth when it has succeeded is the mode's to
 * say: {@code SYNC} (the default) survives the machine, {@code INTERVAL} the same but for a stated time, {@code OS} the
 * process. No mode survives the disk.
 *
 * <p>The directory belongs to one journal of one process and one cache. It is created if it is not there, for its owner alone,
 * and so are its files. An error of the disk is final: the journal fails all later calls until it is closed and a new one is
 * opened. Want of room is not: it takes writes again when there is some.
 *
 * <p>{@code open} fails with a {@link JournalException}: {@code IN_USE} if another has the directory, {@code UNUSABLE} if it is no
 * directory, a symbolic link, not writable, of a later release, of another cache or sealed with a key that is not known.
 *
 * <p>For many threads. Answers are given by a thread of the journal: what depends on them should not block for long.
 */
public final class DiskJournal implements Journal {

    private static final Logger LOG = LoggerFactory.getLogger(DiskJournal.class);

    private final Settings settings;
    private final Records records;
    private volatile @Nullable Committer committer; // set once, by open
    private volatile boolean isClosed;

    DiskJournal(Settings settings) {
        this.settings = settings;
        this.records = new Records(settings.encryption());
    }

    /** A journal in this directory, with all options at their defaults: each append is forced to the disk. */
    public static DiskJournal at(Path directory) {
        return builder(directory).build();
    }

    /** The options, each with its default. */
    public static DiskJournalBuilder builder(Path directory) {
        return new DiskJournalBuilder(directory);
    }

    @Override
    public synchronized Contents open(String cache) {
        if (committer != null || isClosed) {
            throw new IllegalStateException("a journal is opened once");
        }
        Directory directory = Directory.prepare(settings.directory(), settings.opener());
        boolean isOpen = false;
        try {
            DirectoryLock lock = DirectoryLock.take(directory, settings.time().instant());
            try {
                Contents contents = open(cache, directory, lock);
                isOpen = true;
                return contents;
            } finally {
                if (!isOpen) {
                    lock.release();
                }
            }
        } finally {
            if (!isOpen) {
                letGo(directory);
            }
        }
    }

    private Contents open(String cache, Directory directory, DirectoryLock lock) {
        try {
            Recovery.Found found = Recovery.read(directory, records, cache);
            UUID journal = found.journal() == null ? UUID.randomUUID() : found.journal();
            SegmentHeader header = new SegmentHeader(journal, found.next(), cache);
            SegmentLog log = new SegmentLog(settings, directory, header, found);
            Compaction compaction = new Compaction(log, directory, settings.segmentBytes());
            begin(directory, found, log, compaction);
            committer = new Committer(settings, directory, log, compaction, found, () -> release(log, directory, lock));
            return found.contents();
        } catch (IOException e) {
            throw Trouble.unusable(directory, e.toString(), e);
        }
    }

    private static void begin(Directory directory, Recovery.Found found, SegmentLog log, Compaction compaction)
            throws IOException {
        boolean isBegun = false;
        try {
            log.start();
            if (found.damaged().isEmpty()) {
                log.dropDead();
            } else {
                compaction.renew(found.damaged());
            }
            isBegun = true;
        } finally {
            if (!isBegun) {
                log.close();
            }
        }
        if (!found.contents().isEmpty()) {
            LOG.info(
                    "{} writes and {} dead letters were left in the journal in {}",
                    found.contents().writes().size(),
                    found.contents().letters().size(),
                    directory);
        }
    }

    private static void release(SegmentLog log, Directory directory, DirectoryLock lock) {
        try {
            log.close();
        } catch (IOException e) {
            LOG.warn("Could not close the log in {}", directory, e);
        }
        lock.release();
        letGo(directory);
    }

    private static void letGo(Directory directory) {
        try {
            directory.close();
        } catch (IOException e) {
            LOG.warn("Could not close {}", directory, e);
        }
    }

    /** Always nothing: nobody shares the directory. */
    @Override
    public CompletionStage<Contents> takeOver() {
        return isClosed
                ? CompletableFuture.failedStage(Trouble.closed(settings.directory()))
                : CompletableFuture.completedStage(Contents.nothing());
    }

    @Override
    public CompletionStage<Void> append(JournalEntry entry) {
        return submit(() -> Request.keep(false, entry.id(), records.write(entry)));
    }

    @Override
    public CompletionStage<Void> done(Collection<String> ids) {
        return submit(() -> Request.forget(false, List.copyOf(ids)));
    }

    @Override
    public CompletionStage<Void> park(DeadEntry letter) {
        return submit(() -> Request.keep(true, letter.entry().id(), records.letter(letter)));
    }

    @Override
    public CompletionStage<Void> discard(Collection<String> ids) {
        return submit(() -> Request.forget(true, List.copyOf(ids)));
    }

    /** Makes the record on the caller's thread, so that many seal at once. */
    private CompletionStage<Void> submit(Supplier<Request> request) {
        if (isClosed) {
            return CompletableFuture.failedStage(Trouble.closed(settings.directory()));
        }
        Committer taker = committer;
        if (taker == null) {
            return CompletableFuture.failedStage(new IllegalStateException("the journal was not opened"));
        }
        try {
            return taker.submit(request.get());
        } catch (RuntimeException e) { // too large, or a date that no number can hold, or the keys' source
            return CompletableFuture.failedStage(
                    new JournalException(JournalException.Reason.UNAVAILABLE, "an entry could not be written", e));
        }
    }

    @Override
    public Durability durability() {
        return settings.mode();
    }

    /** What it has done and what it takes, about now; nothing before it is opened. */
    public DiskJournalStats stats() {
        Committer asked = committer;
        return asked == null ? DiskJournalStats.NOTHING : asked.stats();
    }

    @Override
    public void close() {
        Committer closing;
        synchronized (this) {
            isClosed = true;
            closing = committer;
        }
        if (closing != null) {
            closing.close();
        }
    }

    /** Where and how safe: {@code disk(/var/lib/app/journal, SYNC)}. */
    @Override
    public String toString() {
        return "disk(" + settings.directory() + ", " + settings.mode() + ")";
    }
}
