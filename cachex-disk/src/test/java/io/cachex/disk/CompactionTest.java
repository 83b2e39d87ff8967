package io.cachex.disk;

import static io.cachex.disk.Entries.append;
import static io.cachex.disk.Entries.dead;
import static io.cachex.disk.Entries.done;
import static io.cachex.disk.Entries.open;
import static io.cachex.disk.Entries.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import io.cachex.disk.FaultyFiles.Step;
import io.cachex.spi.Journal.Durability;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Disk use is bounded, although one old write or letter would keep its file, and all files after it. */
@Timeout(60)
class CompactionTest {

    private static final long SEGMENT = 64 * 1024;

    @TempDir
    private Path directory;

    private final FaultyFiles files = new FaultyFiles();

    @Test
    void whatIsOldDoesNotKeepWhatIsDone() {
        try (DiskJournal journal = opened()) {
            append(journal, put(1), put(2));
            done(journal.park(dead(put(2))));

            for (int i = 10; i < 400; i++) { // 3.9 MB
                append(journal, put(i, 10_000));
                done(journal.done(List.of("id-" + i)));
                assertThat(journal.stats().diskBytes())
                        .isLessThan(2 * journal.stats().liveBytes() + 5 * SEGMENT);
            }
            await().untilAsserted(() -> assertThat(journal.stats().diskBytes())
                    .isLessThanOrEqualTo(2 * journal.stats().liveBytes() + 4 * SEGMENT));
        }
        try (DiskJournal next = DiskJournal.at(directory)) {
            assertThat(open(next).writes()).containsExactly(put(1));
        }
    }

    @Test
    void whatIsDoneLeavesNoFilesBehind() throws IOException {
        try (DiskJournal journal = opened()) {
            for (int i = 1; i < 100; i++) {
                append(journal, put(i, 10_000));
            }
            assertThat(Entries.segments(directory)).hasSizeGreaterThan(10);

            for (int i = 1; i < 100; i++) {
                done(journal.done(List.of("id-" + i)));
            }

            assertThat(Entries.segments(directory)).hasSize(1);
        }
    }

    /** A file of which nothing is needed but that says what is done of an older file stays as long as that. */
    @Test
    void whatIsDoneDoesNotComeBackWithTheFileThatSaysSo() throws IOException {
        try (DiskJournal journal = opened()) {
            append(journal, put(1, 30_000), put(2, 20_000)); // file 1, which the second keeps
            append(journal, put(3, 60_000)); // file 2
            done(journal.done(List.of("id-1"))); // there, too
            append(journal, put(4, 60_000)); // file 3
            done(journal.done(List.of("id-3"))); // there, too: of file 2 nothing is needed now
            append(journal, put(5, 60_000)); // file 4
            assertThat(Entries.segments(directory)).hasSize(4);
        }
        try (DiskJournal next = DiskJournal.at(directory)) {
            assertThat(open(next).writes()).containsExactly(put(2, 20_000), put(4, 60_000), put(5, 60_000));
        }
    }

    /** Many ends of the process make many small files; one old letter must not keep them all. */
    @Test
    void smallFilesBecomeFew() throws IOException {
        for (int i = 1; i <= 40; i++) {
            try (DiskJournal journal =
                    DiskJournal.builder(directory).mode(Durability.OS).build()) {
                open(journal);
                append(journal, put(i));
            }
        }
        try (DiskJournal journal =
                DiskJournal.builder(directory).mode(Durability.OS).build()) {
            assertThat(open(journal).writes()).hasSize(40);
            append(journal, put(41));
            await().untilAsserted(() -> assertThat(journal.stats().segments()).isLessThan(20));
        }
    }

    /** In no mode may the machine's end lose an old write because it was copied: the copy is forced before its file goes. */
    @Test
    void copiesAreForcedBeforeTheirFileGoes() throws IOException {
        AtomicInteger unforced = new AtomicInteger();
        AtomicBoolean isGone = new AtomicBoolean();
        AtomicInteger atTheEnd = new AtomicInteger(-1);
        try (DiskJournal journal = opened()) {
            append(journal, put(1));
            Path first = Entries.segments(directory).get(0);
            files.fault = (step, file) -> {
                if (step == Step.WRITE) {
                    unforced.incrementAndGet();
                } else if (step == Step.FORCE && !Files.isDirectory(file)) {
                    unforced.set(0);
                } else if (step == Step.FORCE && !Files.exists(first) && isGone.compareAndSet(false, true)) {
                    atTheEnd.set(unforced.get());
                }
            };
            for (int i = 10; !isGone.get(); i++) {
                append(journal, put(i, 5_000));
                done(journal.done(List.of("id-" + i)));
            }
        }
        assertThat(atTheEnd).hasValue(0);
    }

    @Test
    void growsInsteadOfLosingWhatItCannotRead() {
        try (LogCapture log = new LogCapture();
                DiskJournal journal = opened()) {
            append(journal, put(1));
            files.failFrom(Step.READ, 1, "Input/output error");

            for (int i = 10; i < 100; i++) {
                append(journal, put(i, 10_000));
                done(journal.done(List.of("id-" + i)));
            }

            assertThat(log.of(Level.ERROR)).hasSize(1);
            files.fault = FaultyFiles.NONE;
        }
        try (DiskJournal next = DiskJournal.at(directory)) {
            assertThat(open(next).writes()).containsExactly(put(1));
        }
    }

    private DiskJournal opened() {
        DiskJournal journal = DiskJournal.builder(directory)
                .mode(Durability.OS)
                .segmentBytes(SEGMENT)
                .opener(files)
                .build();
        open(journal);
        return journal;
    }
}
