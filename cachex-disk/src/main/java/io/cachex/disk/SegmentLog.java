package io.cachex.disk;

import io.cachex.JournalException;
import io.cachex.JournalException.Reason;
import io.cachex.spi.Journal.Durability;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of the log, of which the last is written to. For one thread.
 *
 * <p>A file is deleted only when all those before it are: what says that a write is done stands in the same file as the write
 * or in a later one, so that no write comes back whose end was deleted.
 */
final class SegmentLog {

    private static final Logger LOG = LoggerFactory.getLogger(SegmentLog.class);

    private final Settings settings;
    private final Directory directory;
    private final SegmentHeader header;
    private final Ledger ledger;
    private final Deque<Segment> closed; // the oldest first
    private @Nullable Segment active;
    private @Nullable FileChannel channel; // of the active one
    private final SegmentWriter writer = new SegmentWriter();
    private final List<byte[]> owed = new ArrayList<>(); // what was forgotten while there was no room to say so
    private long next;
    private boolean isDirty; // something is written and not forced
    private boolean hasCopies; // something is that stands in an older file, too
    private boolean isStuck; // no new file can be begun
    private long appends;
    private long forces;

    SegmentLog(Settings settings, Directory directory, SegmentHeader header, Recovery.Found found) {
        this.settings = settings;
        this.directory = directory;
        this.header = header;
        this.ledger = found.ledger();
        this.closed = new ArrayDeque<>(found.segments());
        this.next = found.next();
    }

    /**
     * Writes these in their order, and forces them if the mode says so. If there is no room, nothing of it is written; but what
     * was to be forgotten is, so that its room may be used again.
     *
     * @throws JournalException if it cannot; if {@code FAILED}, nothing may be asked of this log any more
     */
    void write(List<Request> batch) {
        try {
            attempt(batch);
        } catch (JournalException e) {
            if (e.reason() != Reason.FULL || !makeRoom(batch)) {
                throw e;
            }
            attempt(batch);
        }
        dropDead();
    }

    private void attempt(List<Request> batch) {
        List<byte[]> frames = new ArrayList<>(owed);
        List<byte @Nullable []> own = new ArrayList<>();
        Set<String> fresh = new HashSet<>();
        boolean mustLast = false;
        for (Request request : batch) {
            byte[] frame = request.frame != null ? request.frame : forgotten(request, fresh);
            own.add(frame);
            if (frame != null) {
                frames.add(frame);
                mustLast |= request.mustLast();
            }
            if (!request.forgets()) {
                fresh.addAll(request.ids);
            }
        }
        if (frames.isEmpty()) {
            return;
        }
        long at = emit(frames, false);
        for (byte[] frame : owed) {
            at += frame.length;
        }
        owed.clear();
        for (int i = 0; i < own.size(); i++) {
            byte[] frame = own.get(i);
            if (frame != null) {
                apply(batch.get(i), frame, at);
                at += frame.length;
            }
        }
        if (mustLast && settings.mode() == Durability.SYNC) {
            force();
        }
    }

    /** The record of what is to be forgotten and is there; null if nothing is. */
    private byte @Nullable [] forgotten(Request request, Set<String> fresh) {
        List<String> there = request.ids.stream()
                .filter(id -> ledger.has(request.letters, id) || fresh.contains(id))
                .toList();
        return there.isEmpty() ? null : Records.forgotten(request.letters, there);
    }

    private void apply(Request request, byte[] frame, long at) {
        if (request.forgets()) {
            ledger.forget(request.letters, request.ids);
        } else {
            appends++;
            ledger.keep(request.letters, request.ids.get(0), Frame.order(frame), active(), at, frame.length);
        }
    }

    /** Writes records behind the last; gives the place of the first. Either all or none. */
    private long emit(List<byte[]> frames, boolean areCopies) {
        long size = 0;
        for (byte[] frame : frames) {
            size += frame.length;
        }
        place(size);
        Segment target = active();
        long start = target.bytes;
        long first = next;
        try {
            for (byte[] frame : frames) {
                Frame.stamp(frame, next++, areCopies ? Frame.order(frame) : Frame.NEW);
            }
            writer.write(channel(), start, frames);
        } catch (IOException e) {
            next = first;
            throw undone(e, start, size);
        }
        target.bytes = start + size;
        target.records += frames.size();
        isDirty = true;
        hasCopies |= areCopies;
        return start;
    }

    /** Cuts off what was written of records that did not all find room. */
    private JournalException undone(IOException failure, long start, long needed) {
        try {
            channel().truncate(start);
        } catch (IOException e) {
            failure.addSuppressed(e);
            return Trouble.failed(directory, failure);
        }
        return Trouble.isNoSpace(failure, directory, needed)
                ? Trouble.full(directory, failure)
                : Trouble.failed(directory, failure);
    }

    /** Sees to it that there is a file for so many bytes. */
    private void place(long bytes) {
        if (active != null && (active.records == 0 || active.bytes + bytes <= settings.segmentBytes())) {
            return;
        }
        force(); // so that only the last file can have a torn end
        try {
            begin();
            isStuck = false;
        } catch (IOException e) {
            boolean isFull = Trouble.isNoSpace(e, directory, SegmentHeader.LONGEST);
            if (active == null) {
                throw isFull ? Trouble.full(directory, e) : Trouble.unavailable(directory, e);
            }
            if (!isStuck) {
                LOG.warn("The journal in {} cannot begin a new file and goes on with the last", directory, e);
            }
            isStuck = true;
        }
    }

    private void begin() throws IOException {
        Path file = directory.segment(next);
        byte[] start = header.at(next).encode();
        FileChannel fresh = directory.create(file);
        try {
            writer.write(fresh, 0, List.of(start));
        } catch (IOException e) {
            fresh.close();
            Files.deleteIfExists(file);
            throw e;
        }
        try {
            fresh.force(true);
            directory.force();
        } catch (IOException e) {
            fresh.close();
            throw Trouble.failed(directory, e);
        }
        if (channel != null) {
            channel.close();
        }
        if (active != null) {
            closed.addLast(active);
        }
        active = new Segment(file, start.length);
        channel = fresh;
    }

    /** Begins a file, so that a directory nobody can write to is noticed; that it is full is noticed again. */
    void start() {
        try {
            place(0);
        } catch (JournalException e) {
            if (e.reason() == Reason.FAILED) {
                throw e;
            }
            if (e.reason() != Reason.FULL) {
                throw Trouble.unusable(directory, "no file can be created in it", e);
            }
            LOG.warn("There is no room for the journal in {}: it takes nothing until there is", directory);
        }
    }

    /** Makes all that is written last. An error is final: nobody knows then what the disk has, not even after another try. */
    void force() {
        if (!isDirty) {
            return;
        }
        try {
            channel().force(false);
        } catch (IOException e) {
            throw Trouble.failed(directory, e);
        }
        forces++;
        isDirty = false;
        hasCopies = false;
    }

    private boolean makeRoom(List<Request> batch) {
        for (Request request : batch) {
            byte[] frame = request.forgets() ? forgotten(request, Set.of()) : null;
            if (frame != null) {
                owed.add(frame);
                ledger.forget(request.letters, request.ids);
            }
        }
        boolean isFreed = dropDead();
        if (ledger.isEmpty() && closed.isEmpty() && active != null && active.records > 0) {
            isFreed |= dropActive(active);
        }
        return isFreed;
    }

    private boolean dropActive(Segment last) {
        try {
            channel().close();
            directory.delete(last.file);
        } catch (IOException e) {
            throw Trouble.failed(directory, e);
        }
        active = null;
        channel = null;
        isDirty = false;
        owed.clear();
        return true;
    }

    /** Deletes the oldest files, as long as nothing in them is needed; whether there were any. */
    boolean dropDead() {
        boolean isDropped = false;
        for (Segment oldest = closed.peekFirst();
                oldest != null && oldest.live.isEmpty();
                oldest = closed.peekFirst()) {
            if (hasCopies) {
                force();
            }
            retire(oldest, false);
            isDropped = true;
        }
        return isDropped;
    }

    /** Takes a closed file away, of which nothing is needed any more: by its deletion, or under another name. */
    void retire(Segment segment, boolean isDamaged) {
        try {
            if (isDamaged) {
                LOG.error("The damaged file of a journal is kept as {}", directory.setAside(segment.file));
            } else {
                directory.delete(segment.file);
            }
        } catch (IOException e) {
            throw Trouble.failed(directory, e);
        }
        closed.remove(segment);
    }

    /**
     * Writes entries of a closed file once more, behind all others; their order stays.
     *
     * @throws IOException if they cannot be read there
     */
    void copy(Segment from, Collection<Live> entries) throws IOException {
        List<byte[]> frames = new ArrayList<>();
        try (FileChannel file = directory.read(from.file)) {
            for (Live entry : entries) {
                frames.add(read(file, entry));
            }
        }
        long at = emit(frames, true);
        for (Live entry : entries) {
            ledger.move(entry, active(), at);
            at += entry.length;
        }
    }

    private static byte[] read(FileChannel file, Live entry) throws IOException {
        ByteBuffer frame = ByteBuffer.allocate(entry.length);
        for (int read = 0; read >= 0 && frame.hasRemaining(); ) {
            read = file.read(frame, entry.offset + frame.position());
        }
        if (!Frame.isWhole(frame.array())) {
            throw new IOException("a record is damaged at byte " + entry.offset + " of " + entry.segment.file);
        }
        return frame.array();
    }

    @Nullable
    Segment oldest() {
        return closed.peekFirst();
    }

    /** The closed files, the oldest first. */
    List<Segment> closed() {
        return List.copyOf(closed);
    }

    long closedBytes() {
        return closed.stream().mapToLong(segment -> segment.bytes).sum();
    }

    Ledger ledger() {
        return ledger;
    }

    boolean isDirty() {
        return isDirty;
    }

    DiskJournalStats stats(long tornBytes, int corruptSegments) {
        int open = active == null ? 0 : 1;
        long bytes = closedBytes() + (active == null ? 0 : active.bytes);
        return new DiskJournalStats(
                appends, forces, closed.size() + open, bytes, ledger.liveBytes(), tornBytes, corruptSegments);
    }

    /** Gives the file handle back; forces nothing. */
    void close() throws IOException {
        if (channel != null) {
            channel.close();
        }
    }

    private Segment active() {
        if (active == null) {
            throw new IllegalStateException("no file was begun");
        }
        return active;
    }

    private FileChannel channel() {
        if (channel == null) {
            throw new IllegalStateException("no file was begun");
        }
        return channel;
    }
}
