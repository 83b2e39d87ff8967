package io.cachex.disk;

import static io.cachex.disk.Entries.append;
import static io.cachex.disk.Entries.open;
import static io.cachex.disk.Entries.put;
import static io.cachex.disk.Entries.reasonOf;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.cachex.JournalException.Reason;
import io.cachex.disk.FaultyFiles.Step;
import io.cachex.spi.Journal.Durability;
import io.cachex.spi.JournalEntry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** FT36: ENOSPC: typed exception, no corruption, works again after space. FT37: EMFILE: degraded, no leak after release. */
class NoRoomTest {

    private static final int MIB = 1024 * 1024;

    @TempDir
    private Path directory;

    private final FaultyFiles files = new FaultyFiles();

    @Test
    void saysThatThereIsNoRoomAndWorksAgainWhenThereIs() {
        List<JournalEntry> taken = new ArrayList<>();
        try (LogCapture log = new LogCapture();
                DiskJournal journal = opened()) {
            files.capacity.set(MIB);
            Reason refusal = fill(journal, taken, 1);
            assertThat(refusal).isEqualTo(Reason.FULL);
            assertThat(taken).hasSizeGreaterThan(100);
            assertThat(reasonOf(journal.append(put(10_000, 5_000)))).isEqualTo(Reason.FULL);

            files.capacity.set(2 * MIB);
            assertThat(fill(journal, taken, 20_000)).isEqualTo(Reason.FULL);

            assertThat(log.of(Level.WARN)).hasSize(2); // it was full twice
            assertThat(log.of(Level.INFO)).hasSize(1);
            assertThat(log.of(Level.ERROR)).isEmpty();
        }

        try (DiskJournal next = DiskJournal.at(directory)) {
            assertThat(open(next).writes()).containsExactlyElementsOf(taken);
            assertThat(next.stats().tornBytes()).isZero();
            assertThat(next.stats().corruptSegments()).isZero();
        }
    }

    /** What fills the disk may be the journal itself: then that writes are made must make room. */
    @Test
    void whatIsDoneMakesRoomEvenWhenThereIsNoneToSaySo() {
        for (long segmentBytes : new long[] {64 * 1024, 64 * MIB}) {
            List<JournalEntry> taken = new ArrayList<>();
            Path place = directory.resolve("of-" + segmentBytes);
            try (LogCapture log = new LogCapture();
                    DiskJournal journal = DiskJournal.builder(place)
                            .mode(Durability.OS)
                            .segmentBytes(segmentBytes)
                            .opener(files)
                            .build()) {
                files.capacity.set(Long.MAX_VALUE);
                open(journal);
                files.capacity.set(MIB);
                assertThat(fill(journal, taken, 1)).isEqualTo(Reason.FULL);
                for (int i = 6_000; reasonOf(journal.append(put(i, 0))) == null; i++) {
                    taken.add(put(i, 0));
                }

                for (JournalEntry entry : taken) {
                    reasonOf(journal.done(List.of(entry.id()))); // may say that there is no room
                }

                append(journal, put(9_001, 5_000), put(9_002, 5_000));
                assertThat(log.of(Level.ERROR)).isEmpty();
            }
            try (DiskJournal next = DiskJournal.at(place)) {
                assertThat(open(next).writes())
                        .contains(put(9_001, 5_000), put(9_002, 5_000))
                        .hasSize(2);
            }
        }
    }

    @Test
    void opensOnAFullDiskToHandOverWhatItHas() {
        List<JournalEntry> taken = new ArrayList<>();
        try (DiskJournal journal = opened()) {
            files.capacity.set(MIB);
            fill(journal, taken, 1);
        }
        files.capacity.set(1);

        try (LogCapture log = new LogCapture();
                DiskJournal next = DiskJournal.builder(directory).opener(files).build()) {
            assertThat(open(next).writes()).containsExactlyElementsOf(taken);
            assertThat(reasonOf(next.append(put(9_000)))).isEqualTo(Reason.FULL);

            files.capacity.set(4 * MIB);
            append(next, put(9_001));
            assertThat(log.of(Level.ERROR)).isEmpty();
        }
    }

    @Test
    void aWriteThatCannotBeTakenBackIsTheEnd() {
        try (LogCapture log = new LogCapture();
                DiskJournal journal = opened()) {
            append(journal, put(1));
            files.fault = (step, file) -> {
                if (step == Step.WRITE) {
                    throw new IOException("No space left on device");
                }
                if (step == Step.TRUNCATE) {
                    throw new IOException("Input/output error");
                }
            };

            assertThat(reasonOf(journal.append(put(2)))).isEqualTo(Reason.FAILED);
            assertThat(log.of(Level.ERROR)).hasSize(1);
        }
    }

    /** FT37: without file handles it goes on with the file it has. */
    @Test
    void goesOnWithTheFileItHasWhenThereAreNoHandles() throws Exception {
        try (LogCapture log = new LogCapture();
                DiskJournal journal = opened()) {
            append(journal, put(1, 60_000));
            int open = files.open.get();
            files.fault = (step, file) -> {
                if (step == Step.CREATE || step == Step.OPEN_TO_READ || step == Step.OPEN_TO_WRITE) {
                    throw new IOException(file + ": Too many open files");
                }
            };

            append(journal, put(2, 60_000), put(3, 60_000));
            assertThat(Entries.segments(directory)).hasSize(1);
            assertThat(files.open).hasValue(open);
            assertThat(log.of(Level.WARN)).hasSize(1);

            files.fault = FaultyFiles.NONE;
            append(journal, put(4, 60_000));
            assertThat(Entries.segments(directory)).hasSize(2);
            assertThat(files.open).hasValue(open);
            assertThat(log.of(Level.ERROR)).isEmpty();
        }
        assertThat(files.open).hasValue(0);
    }

    @Test
    void isRefusedWithoutALeakWhenThereAreNoHandlesToOpenIt() {
        for (int step = 1; step <= 12; step++) {
            int failing = step;
            int[] left = {failing};
            files.fault = (kind, file) -> {
                boolean isOpening = kind == Step.CREATE || kind == Step.OPEN_TO_READ || kind == Step.OPEN_TO_WRITE;
                if (isOpening && --left[0] <= 0) {
                    throw new IOException(file + ": Too many open files");
                }
            };
            try (LogCapture log = new LogCapture();
                    DiskJournal journal =
                            DiskJournal.builder(directory).opener(files).build()) {
                open(journal);
            } catch (io.cachex.JournalException e) {
                assertThat(e.reason()).isEqualTo(Reason.UNUSABLE);
            }
            assertThat(files.open).as("open after failing from " + step + " on").hasValue(0);
        }
        files.fault = FaultyFiles.NONE;
        try (DiskJournal journal = DiskJournal.at(directory)) {
            open(journal);
            append(journal, put(1));
        }
    }

    private DiskJournal opened() {
        DiskJournal journal = DiskJournal.builder(directory)
                .mode(Durability.OS)
                .segmentBytes(64 * 1024)
                .opener(files)
                .build();
        open(journal);
        return journal;
    }

    private static Reason fill(DiskJournal journal, List<JournalEntry> taken, int from) {
        for (int i = from; i < from + 5_000; i++) {
            JournalEntry entry = put(i, 5_000);
            Reason reason = reasonOf(journal.append(entry));
            if (reason != null) {
                return reason;
            }
            taken.add(entry);
        }
        throw new AssertionError("there was always room");
    }
}
