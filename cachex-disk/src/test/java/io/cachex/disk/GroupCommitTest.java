package io.cachex.disk;

import static io.cachex.disk.Entries.append;
import static io.cachex.disk.Entries.done;
import static io.cachex.disk.Entries.open;
import static io.cachex.disk.Entries.put;
import static io.cachex.disk.Entries.reasonOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cachex.JournalException.Reason;
import io.cachex.spi.Journal.Durability;
import io.cachex.spi.JournalEntry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;

/** P7: the journal in SYNC mode makes at least ten times as many writes at 64 writers as one force for each would. */
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class GroupCommitTest {

    private static final int WRITERS = 64;

    @TempDir
    private Path directory;

    private final FaultyFiles files = new FaultyFiles();

    @Test
    void appendsThatWaitTogetherShareOneForce() {
        try (DiskJournal journal = opened(Durability.SYNC)) {
            int before = files.forces.get();
            files.gate = new CountDownLatch(1); // the disk is slow
            List<CompletionStage<Void>> stages = new ArrayList<>();
            for (int i = 1; i <= 1_000; i++) {
                stages.add(journal.append(put(i)));
            }

            files.gate.countDown();
            stages.forEach(Entries::done);

            // One for what was there when the writer came, one for all that came meanwhile.
            assertThat(files.forces.get() - before).isBetween(1, 2);
        }
    }

    @Test
    void manyWritersShareTheForces() throws Exception {
        int each = 50;
        ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
        try (DiskJournal journal = opened(Durability.SYNC)) {
            int before = files.forces.get();
            AtomicInteger numbers = new AtomicInteger();
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                running.add(threads.submit(() -> {
                    for (int n = 0; n < each; n++) {
                        done(journal.append(put(numbers.incrementAndGet(), 200)));
                    }
                }));
            }
            for (Future<?> one : running) {
                one.get();
            }

            int forces = files.forces.get() - before;
            assertThat(forces).isLessThanOrEqualTo(WRITERS * each / 10);
            assertThat(journal.stats().appends()).isEqualTo((long) WRITERS * each);
            assertThat(journal.stats().forces()).isEqualTo(forces);
        } finally {
            threads.shutdownNow();
        }
    }

    /** The answer says that it is on the disk: it must not come before the force. */
    @Test
    void noAnswerComesBeforeTheForce() {
        try (DiskJournal journal = opened(Durability.SYNC)) {
            append(journal, put(1));
            files.gate = new CountDownLatch(1);
            CompletableFuture<Void> answer = journal.append(put(2)).toCompletableFuture();
            CompletableFuture<Void> letter = journal.park(Entries.dead(put(1))).toCompletableFuture();

            await().until(() -> Entries.contains(Entries.segments(directory).get(0), "id-2"));
            assertThat(answer).isNotDone();
            assertThat(letter).isNotDone();

            files.gate.countDown();
            done(answer);
            done(letter);
        }
    }

    /** A lost "done" is a write made twice, which is allowed: it costs no force. */
    @Test
    void thatAWriteIsDoneIsNotForced() {
        try (DiskJournal journal = opened(Durability.SYNC)) {
            append(journal, put(1), put(2));
            int before = files.forces.get();

            done(journal.done(List.of("id-1")));
            done(journal.done(List.of("never")));

            assertThat(files.forces).hasValue(before);
        }
    }

    @Test
    void neitherOsNorIdsThatAreNotThereForceOrWriteAnything() {
        try (DiskJournal journal = opened(Durability.OS)) {
            int before = files.forces.get();
            append(journal, put(1), put(2));
            long bytes = journal.stats().diskBytes();

            done(journal.done(List.of("never")));
            done(journal.discard(List.of("id-1")));

            assertThat(journal.stats().diskBytes()).isEqualTo(bytes);
            assertThat(files.forces).hasValue(before);
        }
    }

    /** Whatever the caller does with its answer, the journal goes on. */
    @Test
    void anAnswerThatIsUsedSlowlyHoldsUpNoWrite() {
        CountDownLatch slow = new CountDownLatch(1);
        try (DiskJournal journal = opened(Durability.SYNC)) {
            files.gate = new CountDownLatch(1); // else the answer may be there before somebody waits for it
            journal.append(put(1)).thenRun(() -> awaited(slow));
            await().until(() -> Entries.contains(Entries.segments(directory).get(0), "id-1"));
            files.gate.countDown();
            List<CompletionStage<Void>> later = new ArrayList<>();
            for (int i = 2; i < 20; i++) {
                later.add(journal.append(put(i)));
            }

            await().until(() -> journal.stats().appends() == 19);

            slow.countDown();
            later.forEach(Entries::done);
        }
    }

    @Test
    void mayBeClosedByWhoGetsAnAnswer() {
        DiskJournal journal = opened(Durability.SYNC);
        AtomicBoolean closed = new AtomicBoolean();

        files.gate = new CountDownLatch(1);
        CompletionStage<Void> ended = journal.append(put(1)).thenRun(() -> {
            journal.close();
            closed.set(true);
        });
        files.gate.countDown();

        done(ended);
        assertThat(closed).isTrue();
        assertThat(reasonOf(journal.append(put(2)))).isEqualTo(Reason.CLOSED);
    }

    /** What waits is bounded: a disk that hangs must not fill the heap. */
    @Test
    void refusesMoreThanItMayHold() {
        try (DiskJournal journal = opened(Durability.SYNC)) {
            files.gate = new CountDownLatch(1);
            List<CompletionStage<Void>> stages = new ArrayList<>();
            JournalEntry large = put(1, 8 * 1024 * 1024);
            for (int i = 0; i < 7; i++) {
                stages.add(journal.append(large));
            }

            assertThat(reasonOf(journal.append(large))).isEqualTo(Reason.UNAVAILABLE);

            files.gate.countDown();
            stages.forEach(Entries::done);
            done(journal.append(large));
        }
    }

    private DiskJournal opened(Durability mode) {
        DiskJournal journal =
                DiskJournal.builder(directory).mode(mode).opener(files).build();
        open(journal);
        return journal;
    }

    private static void awaited(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
