package io.cachex.disk;

import static io.cachex.disk.Entries.append;
import static io.cachex.disk.Entries.dead;
import static io.cachex.disk.Entries.open;
import static io.cachex.disk.Entries.put;
import static io.cachex.disk.Entries.reasonOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import io.cachex.JournalException.Reason;
import io.cachex.disk.FaultyFiles.Step;
import io.cachex.spi.Journal.Contents;
import io.cachex.spi.Journal.Durability;
import io.cachex.spi.JournalEntry;
import io.cachex.testkit.FakeTime;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** FT35: fsync EIO: journal FAILED, put refused, nothing acked afterwards from it. */
class DiskFailureTest {

    private static final String EIO = "Input/output error";

    @TempDir
    private Path directory;

    private final FaultyFiles files = new FaultyFiles();

    @Test
    void anErrorOfForcingIsFinal() {
        try (LogCapture log = new LogCapture();
                DiskJournal journal = opened(DiskJournal.builder(directory))) {
            append(journal, put(1), put(2));

            files.failOnce(Step.FORCE, 1, EIO); // only this one: another try would succeed, and prove nothing
            assertThat(reasonOf(journal.append(put(3)))).isEqualTo(Reason.FAILED);

            assertThat(reasonOf(journal.append(put(4)))).isEqualTo(Reason.FAILED);
            assertThat(reasonOf(journal.done(List.of("id-1")))).isEqualTo(Reason.FAILED);
            assertThat(reasonOf(journal.park(dead(put(2))))).isEqualTo(Reason.FAILED);
            assertThat(reasonOf(journal.discard(List.of("id-2")))).isEqualTo(Reason.FAILED);
            assertThat(log.of(Level.ERROR)).hasSize(1).first().asString().contains("failed");
        }

        assertThat(reopened().writes()).contains(put(1), put(2)).doesNotContain(put(4));
    }

    @Test
    void anErrorOfWritingIsFinal() {
        try (LogCapture log = new LogCapture();
                DiskJournal journal = opened(DiskJournal.builder(directory).mode(Durability.OS))) {
            append(journal, put(1));

            files.failOnce(Step.WRITE, 1, EIO);
            assertThat(reasonOf(journal.append(put(2)))).isEqualTo(Reason.FAILED);

            assertThat(reasonOf(journal.append(put(3)))).isEqualTo(Reason.FAILED);
            assertThat(log.of(Level.ERROR)).hasSize(1);
        }
        assertThat(reopened().writes()).containsExactly(put(1));
    }

    @Test
    void thoseWhoWaitFailWithIt() {
        try (LogCapture log = new LogCapture();
                DiskJournal journal = opened(DiskJournal.builder(directory))) {
            append(journal, put(1));
            files.gate = new CountDownLatch(1);
            List<CompletionStage<Void>> stages = new ArrayList<>();
            for (int i = 2; i <= 50; i++) {
                stages.add(journal.append(put(i)));
            }

            files.failFrom(Step.FORCE, 1, EIO);
            files.gate.countDown();

            stages.forEach(stage -> assertThat(reasonOf(stage)).isEqualTo(Reason.FAILED));
            assertThat(log.of(Level.ERROR)).hasSize(1);
        }
    }

    @Test
    void anErrorWhenAFileBeginsIsFinal() {
        try (LogCapture log = new LogCapture();
                DiskJournal journal = opened(
                        DiskJournal.builder(directory).mode(Durability.OS).segmentBytes(64 * 1024))) {
            append(journal, put(1, 60_000));

            files.failFrom(Step.FORCE, 2, EIO); // the first is that of the file before
            assertThat(reasonOf(journal.append(put(2, 60_000)))).isEqualTo(Reason.FAILED);

            assertThat(reasonOf(journal.append(put(3)))).isEqualTo(Reason.FAILED);
            assertThat(log.of(Level.ERROR)).hasSize(1);
        }
        assertThat(reopened().writes()).containsExactly(put(1, 60_000));
    }

    @Test
    void anErrorOfForcingNowAndThenIsFinal() {
        FakeTime time = FakeTime.at(0);
        try (LogCapture log = new LogCapture();
                DiskJournal journal = opened(DiskJournal.builder(directory)
                        .interval(Duration.ofSeconds(1))
                        .timeSource(time))) {
            append(journal, put(1));

            files.failFrom(Step.FORCE, 1, EIO);
            time.advance(Duration.ofSeconds(1));

            await().pollInterval(Duration.ofMillis(2))
                    .untilAsserted(() -> assertThat(log.of(Level.ERROR)).hasSize(1));
            assertThat(reasonOf(journal.append(put(2)))).isEqualTo(Reason.FAILED);
        }
    }

    @Test
    void givesItsDirectoryBackWhenItHasFailed() {
        try (LogCapture log = new LogCapture()) {
            DiskJournal journal = opened(DiskJournal.builder(directory));
            files.failFrom(Step.FORCE, 1, EIO);
            assertThat(reasonOf(journal.append(put(1)))).isEqualTo(Reason.FAILED);

            journal.close();

            assertThat(files.open).hasValue(0);
            assertThat(reasonOf(journal.append(put(1)))).isEqualTo(Reason.CLOSED);
            assertThat(log.of(Level.ERROR)).hasSize(1);
        }
        files.fault = FaultyFiles.NONE;
        try (DiskJournal next = DiskJournal.builder(directory).opener(files).build()) {
            open(next);
            append(next, put(2));
        }
    }

    @Test
    void anOrderlyEndForcesWhatWasNot() {
        DiskJournal journal = opened(DiskJournal.builder(directory).mode(Durability.OS));
        append(journal, put(1));
        int before = files.forces.get();

        journal.close();

        assertThat(files.forces).hasValue(before + 1);
    }

    /** Else the machine's end could tear a file that is not the last, and it would be taken for damage. */
    @Test
    void aFileIsForcedBeforeTheNextIsBegunInEveryMode() {
        List<String> steps = new CopyOnWriteArrayList<>();
        try (DiskJournal journal =
                opened(DiskJournal.builder(directory).mode(Durability.OS).segmentBytes(64 * 1024))) {
            append(journal, put(1, 60_000));
            files.fault = (step, file) -> steps.add(step.name());

            append(journal, put(2, 60_000));

            assertThat(steps).startsWith("FORCE", "CREATE");
        }
    }

    @Test
    void forcesWithinTheIntervalAndNotWithoutNeed() {
        FakeTime time = FakeTime.at(0);
        try (DiskJournal journal = opened(
                DiskJournal.builder(directory).interval(Duration.ofSeconds(1)).timeSource(time))) {
            int before = files.forces.get();
            append(journal, put(1), put(2), put(3));
            assertThat(files.forces).hasValue(before);

            time.advance(Duration.ofSeconds(1));
            await().pollInterval(Duration.ofMillis(2))
                    .untilAsserted(() -> assertThat(files.forces).hasValue(before + 1));

            time.advance(Duration.ofSeconds(10));
            JournalEntry later = put(4);
            append(journal, later);
            assertThat(files.forces).hasValue(before + 1);
            time.advance(Duration.ofSeconds(1));
            await().pollInterval(Duration.ofMillis(2))
                    .untilAsserted(() -> assertThat(files.forces).hasValue(before + 2));
            assertThat(journal.durability()).isEqualTo(Durability.INTERVAL);
        }
    }

    private DiskJournal opened(DiskJournalBuilder options) {
        DiskJournal journal = options.opener(files).build();
        assertThat(open(journal).isEmpty()).isTrue();
        return journal;
    }

    private Contents reopened() {
        files.fault = FaultyFiles.NONE;
        try (DiskJournal next = DiskJournal.builder(directory).opener(files).build()) {
            return open(next);
        }
    }
}
