package io.cachex.disk;

import static io.cachex.disk.Entries.append;
import static io.cachex.disk.Entries.dead;
import static io.cachex.disk.Entries.open;
import static io.cachex.disk.Entries.put;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.cachex.disk.Model.Step;
import io.cachex.spi.Journal.Durability;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** FT33: torn tail. FT34: bit flip anywhere. */
class DamagedLogTest {

    private static final boolean SOAK = Boolean.getBoolean("cachex.soak");

    /** Each makes one record; each list is one file. */
    private static final List<List<Step>> RUNS = List.of(
            List.of(
                    Model.append(put(9)),
                    Model.append(put(1)),
                    Model.append(put(2)),
                    Model.append(put(3)),
                    Model.done(List.of("id-2")),
                    Model.append(put(4))),
            List.of(
                    Model.park(dead(put(1))),
                    Model.append(put(5)),
                    Model.append(put(6)),
                    Model.park(dead(put(4))),
                    Model.done(List.of("id-3", "id-5"))),
            List.of(
                    Model.append(put(7)),
                    Model.append(put(1).redriven()),
                    Model.discard(List.of("id-4")),
                    Model.park(dead(put(7))),
                    Model.append(put(8))));

    @TempDir
    private Path folder;

    private Path whole;
    private final List<Path> files = new ArrayList<>();
    private int copies;

    @BeforeEach
    void writeTheLog() throws IOException {
        whole = folder.resolve("whole");
        for (List<Step> run : RUNS) {
            try (DiskJournal journal =
                    DiskJournal.builder(whole).mode(Durability.OS).build()) {
                open(journal);
                run.forEach(step -> Entries.done(step.on(journal)));
            }
        }
        files.addAll(Entries.segments(whole));
        assertThat(files).hasSize(RUNS.size());
    }

    /** FT33: recovers everything before; never throws, never invents. */
    @Test
    void aTornEndIsCutOffAndEverythingBeforeIsThere() throws IOException {
        Path last = files.get(files.size() - 1);
        byte[] bytes = Files.readAllBytes(last);
        List<Long> ends = ends(last);

        for (int cut = Math.toIntExact(ends.get(ends.size() - 4)); cut <= bytes.length; cut++) {
            String when = "cut at " + cut + " of " + bytes.length;
            Path copy = copy(last, Arrays.copyOf(bytes, cut));
            int length = cut;
            long good = ends.stream()
                    .filter(end -> end <= length)
                    .max(Long::compare)
                    .orElseThrow();
            Model expected = surviving(RUNS.size() - 1, ends.indexOf(good));

            try (LogCapture log = new LogCapture();
                    DiskJournal journal = DiskJournal.at(copy)) {
                expected.assertIs(open(journal), when);
                assertThat(journal.stats().tornBytes()).as(when).isEqualTo(cut - good);
                assertThat(journal.stats().corruptSegments()).as(when).isZero();
                assertThat(log.of(Level.WARN)).as(when).hasSize(cut == good ? 0 : 1);
                append(journal, put(100));
            }
            Model.append(put(100)).on(expected);
            try (DiskJournal journal = DiskJournal.at(copy)) {
                expected.assertIs(open(journal), when + ", opened again");
                assertThat(journal.stats().tornBytes()).isZero();
                assertThat(journal.stats().corruptSegments()).as(when).isZero();
            }
        }
    }

    /** FT33: the same where not even the beginning of a file was written. */
    @Test
    void aFileOfWhichOnlyTheBeginningIsThereIsNoDamage() throws IOException {
        Path next = whole.resolve("00000000000000ff.log");
        byte[] header = Arrays.copyOf(Files.readAllBytes(files.get(0)), 44);

        for (int length = 0; length <= 44; length++) {
            Path copy = copy(next, Arrays.copyOf(header, length));
            try (LogCapture log = new LogCapture();
                    DiskJournal journal = DiskJournal.at(copy)) {
                all().assertIs(open(journal), length + " bytes of it");
                assertThat(journal.stats().corruptSegments()).isZero();
            }
            assertThat(Entries.corrupt(copy)).isEmpty();
        }
    }

    /** FT34: detected; segment set aside; count exact. */
    @Test
    void aFlippedBitIsFoundAndEverythingBeforeIsThere() throws IOException {
        Random random = new Random(42);
        for (int file = 0; file < files.size(); file++) {
            int bits = (int) Files.size(files.get(file)) * 8;
            if (SOAK) {
                for (int bit = 0; bit < bits; bit++) {
                    flip(file, bit);
                }
            } else {
                for (int i = 0; i < 60; i++) {
                    flip(file, random.nextInt(bits));
                }
            }
        }
    }

    private void flip(int file, int bit) throws IOException {
        String when = "bit " + bit + " of file " + file;
        Path path = files.get(file);
        byte[] bytes = Files.readAllBytes(path);
        bytes[bit / 8] ^= (byte) (1 << bit % 8);
        Path copy = copy(path, bytes);
        List<Long> ends = ends(path);
        int before = (int) ends.stream().filter(end -> end <= bit / 8).count() - 1; // in the header: minus one
        boolean isTail = file == files.size() - 1 && before == RUNS.get(file).size() - 1;
        Model expected = surviving(file, Math.max(before, 0));

        try (LogCapture log = new LogCapture();
                DiskJournal journal = DiskJournal.at(copy)) {
            expected.assertIs(open(journal), when);
            assertThat(journal.stats().corruptSegments()).as(when).isEqualTo(isTail ? 0 : 1);
            assertThat(journal.stats().tornBytes() > 0).as(when).isEqualTo(isTail);
            assertThat(log.of(Level.ERROR).isEmpty()).as(when).isEqualTo(isTail);
            append(journal, put(100));
        }

        List<Path> aside = Entries.corrupt(copy);
        assertThat(aside).as(when).hasSize(isTail ? 0 : 1);
        if (!isTail) {
            assertThat(aside.get(0)).as(when).hasBinaryContent(bytes);
        }
        Model.append(put(100)).on(expected);
        try (DiskJournal journal = DiskJournal.at(copy)) {
            expected.assertIs(open(journal), when + ", opened again");
            assertThat(journal.stats().corruptSegments()).isZero();
        }
    }

    /** Damage that was there before an orderly end of the log is not mistaken for a torn end. */
    @Test
    void zerosInTheMiddleOfTheLastFileAreDamage() throws IOException {
        Path last = files.get(files.size() - 1);
        byte[] bytes = Files.readAllBytes(last);
        List<Long> ends = ends(last);
        Arrays.fill(bytes, Math.toIntExact(ends.get(1)), Math.toIntExact(ends.get(2)), (byte) 0);
        Path copy = copy(last, bytes);

        try (LogCapture log = new LogCapture();
                DiskJournal journal = DiskJournal.at(copy)) {
            surviving(RUNS.size() - 1, 1).assertIs(open(journal), "zeros");
            assertThat(journal.stats().corruptSegments()).isOne();
            assertThat(log.of(Level.ERROR)).isNotEmpty();
        }
        assertThat(Entries.corrupt(copy)).hasSize(1);
    }

    /** Zeros behind the end are what some file systems leave after the machine lost power. */
    @Test
    void zerosBehindTheEndAreATornEnd() throws IOException {
        Path last = files.get(files.size() - 1);
        byte[] bytes = Files.readAllBytes(last);
        Path copy = copy(last, Arrays.copyOf(bytes, bytes.length + 5_000));

        try (LogCapture log = new LogCapture();
                DiskJournal journal = DiskJournal.at(copy)) {
            all().assertIs(open(journal), "zeros");
            assertThat(journal.stats().tornBytes()).isEqualTo(5_000);
            assertThat(log.of(Level.WARN)).hasSize(1);
        }
    }

    @Test
    void aFileThatIsMissingTakesOnlyItsOwnRecordsAlong() throws IOException {
        Path copy = copy(files.get(1), new byte[0]);
        Files.delete(copy.resolve(files.get(1).getFileName()));

        try (DiskJournal journal = DiskJournal.at(copy)) {
            surviving(1, 0).assertIs(open(journal), "missing");
        }
    }

    private static Model all() {
        return surviving(RUNS.size() - 1, RUNS.get(RUNS.size() - 1).size());
    }

    /** What is there if of this file only so many records are. */
    private static Model surviving(int file, int records) {
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < RUNS.size(); i++) {
            steps.addAll(i == file ? RUNS.get(i).subList(0, records) : RUNS.get(i));
        }
        return Model.after(steps);
    }

    /** Where the header and each record of a file end. */
    private static List<Long> ends(Path file) throws IOException {
        List<Long> ends = new ArrayList<>();
        try (SegmentReader reader = new SegmentReader(FileChannel.open(file))) {
            reader.header();
            ends.add(reader.position());
            for (long number = Directory.firstOf(file); reader.next(number) != null; number++) {
                ends.add(reader.position());
            }
        }
        return ends;
    }

    private Path copy(Path instead, byte[] bytes) throws IOException {
        Path copy = Entries.copy(whole, folder.resolve("copy-" + copies++));
        Files.write(copy.resolve(instead.getFileName()), bytes);
        return copy;
    }
}
