package io.cachex.disk;

import io.cachex.JournalException;
import io.cachex.JournalException.Reason;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the disk use in proportion: when the closed files take more than twice what is needed and two segments, or are many
 * and small, what is needed of the oldest is written again at the end, and the oldest deleted.
 *
 * <p>Each turn through the log frees at least as much as it writes. With the file that is written to, and the one that is being
 * copied, the log takes at most twice what is needed and four segments. For the thread that has the log.
 */
final class Compaction {

    private static final Logger LOG = LoggerFactory.getLogger(Compaction.class);
    private static final long STEP_BYTES = 1024 * 1024;
    private static final int FEW_FILES = 16;

    private final SegmentLog log;
    private final Directory directory;
    private final long segmentBytes;
    private boolean isPaused; // until something was written
    private boolean isOff; // what is needed cannot be read

    Compaction(SegmentLog log, Directory directory, long segmentBytes) {
        this.log = log;
        this.directory = directory;
        this.segmentBytes = segmentBytes;
    }

    boolean isWanted() {
        Segment oldest = log.oldest();
        if (oldest == null || isPaused || isOff) {
            return false;
        }
        long closed = log.closedBytes();
        return closed > 2 * log.ledger().liveBytes() + 2 * segmentBytes
                || log.closed().size() > FEW_FILES + 2 * closed / segmentBytes;
    }

    /** A megabyte of it, so that those who append do not wait long. */
    void step() {
        Segment oldest = log.oldest();
        if (oldest == null) {
            return;
        }
        try {
            copySome(oldest);
            log.dropDead();
        } catch (JournalException e) {
            if (e.reason() == Reason.FAILED) {
                throw e;
            }
            isPaused = true;
        } catch (IOException e) {
            isOff = true;
            LOG.error(
                    "The journal in {} cannot read what it has to keep; it grows until it is opened anew",
                    directory,
                    e);
        }
    }

    void resume() {
        isPaused = false;
    }

    /**
     * Writes all that is needed into new files, and puts the damaged ones aside.
     *
     * @throws IOException if it cannot be read
     */
    void renew(List<Segment> damaged) throws IOException {
        List<Segment> old = log.closed();
        for (Segment segment : old) {
            while (!segment.live.isEmpty()) {
                copySome(segment);
            }
        }
        log.force();
        for (Segment segment : old) {
            log.retire(segment, damaged.contains(segment));
        }
    }

    private void copySome(Segment from) throws IOException {
        List<Live> some = new ArrayList<>();
        long bytes = 0;
        for (Live entry : from.live) {
            if (bytes > 0 && bytes + entry.length > Math.min(STEP_BYTES, segmentBytes / 4)) {
                break;
            }
            some.add(entry);
            bytes += entry.length;
        }
        if (!some.isEmpty()) {
            log.copy(from, some);
        }
    }
}
