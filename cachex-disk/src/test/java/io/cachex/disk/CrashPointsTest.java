package io.cachex.disk;

import static io.cachex.disk.Entries.open;
import static io.cachex.disk.Entries.put;
import static org.assertj.core.api.Assertions.assertThat;

import io.cachex.JournalException;
import io.cachex.disk.Model.Step;
import io.cachex.spi.Journal.Contents;
import io.cachex.spi.Journal.Durability;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * FT32 without chance: the process ends before each single thing that is done to a file, on writing, on beginning the next file,
 * in the midst of a compaction, and while a damaged log is being repaired.
 */
@Timeout(120)
class CrashPointsTest {

    private static final boolean SOAK = Boolean.getBoolean("cachex.soak");

    @TempDir
    private Path folder;

    private final FaultyFiles files = new FaultyFiles();

    /** The files at one instant, and how many steps had been answered then. */
    private record Instant(Path place, int answered) {}

    @Test
    void whatWasAnsweredIsThereWhereverTheProcessEnds() throws IOException {
        List<Step> steps = steps();
        List<Instant> instants = new ArrayList<>();
        Path place = folder.resolve("journal");
        int[] answered = {0};
        Random random = new Random(7);
        files.fault = (step, file) -> { // always by the one thread that writes, so the files stand still
            if (SOAK || random.nextInt(8) == 0) {
                instants.add(
                        new Instant(Entries.copy(place, folder.resolve("instant-" + instants.size())), answered[0]));
            }
        };
        try (DiskJournal journal = DiskJournal.builder(place)
                .mode(Durability.SYNC)
                .segmentBytes(64 * 1024)
                .opener(files)
                .build()) {
            open(journal);
            for (Step step : steps) {
                Entries.done(step.on(journal));
                answered[0]++;
            }
        }
        assertThat(instants).hasSizeGreaterThan(50);

        for (Instant instant : instants) {
            Contents contents;
            try (DiskJournal journal = DiskJournal.at(instant.place())) {
                contents = open(journal);
                assertThat(journal.stats().corruptSegments()).isZero();
            }
            Contents before = contents(steps.subList(0, instant.answered()));
            Contents with = contents(steps.subList(0, Math.min(instant.answered() + 1, steps.size())));
            assertThat(contents).isIn(before, with);
        }
    }

    @Test
    void aRepairMayEndAnywhereAndIsRepeated() throws IOException {
        List<Step> steps = steps().subList(0, 40);
        Path place = folder.resolve("journal");
        for (int run = 0; run < 4; run++) {
            try (DiskJournal journal =
                    DiskJournal.builder(place).mode(Durability.OS).build()) {
                open(journal);
                steps.subList(run * 10, run * 10 + 10).forEach(step -> Entries.done(step.on(journal)));
            }
        }
        Path damaged = Entries.segments(place).get(1);
        byte[] bytes = Files.readAllBytes(damaged);
        bytes[bytes.length / 2] ^= 1;
        Files.write(damaged, bytes);
        Contents expected = repaired(Entries.copy(place, folder.resolve("repaired")));

        for (int point = 1; point < 100; point++) {
            Path copy = Entries.copy(place, folder.resolve("copy-" + point));
            int[] left = {point};
            files.fault = (step, file) -> {
                if (left[0]-- <= 0) {
                    throw new IOException("the process ends here");
                }
            };
            boolean isRepaired = false;
            try (LogCapture log = new LogCapture();
                    DiskJournal journal =
                            DiskJournal.builder(copy).opener(files).build()) {
                open(journal);
                isRepaired = true;
            } catch (JournalException ended) {
                files.fault = FaultyFiles.NONE;
            }
            assertThat(repaired(copy)).as("ended at point " + point).isEqualTo(expected);
            if (isRepaired) {
                return;
            }
        }
        throw new AssertionError("never repaired");
    }

    private static Contents repaired(Path place) {
        try (LogCapture log = new LogCapture();
                DiskJournal journal = DiskJournal.at(place)) {
            return open(journal);
        }
    }

    private static Contents contents(List<Step> steps) {
        Model model = Model.after(steps);
        return new Contents(List.copyOf(model.writes.values()), List.copyOf(model.letters.values()));
    }

    /** Some stay for long, so that they are copied forward. */
    private static List<Step> steps() {
        List<Step> steps = new ArrayList<>();
        for (int i = 1; i <= 120; i++) {
            steps.add(Model.append(put(i, 9_000)));
            if (i % 10 == 5) {
                steps.add(Model.park(Entries.dead(put(i, 9_000))));
            } else if (i > 3 && i % 10 != 8) {
                steps.add(Model.done(List.of("id-" + (i - 1))));
            }
        }
        return steps;
    }
}
