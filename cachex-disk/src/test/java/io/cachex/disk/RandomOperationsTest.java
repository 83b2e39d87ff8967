package io.cachex.disk;

import static io.cachex.disk.Entries.dead;
import static io.cachex.disk.Entries.open;
import static io.cachex.disk.Entries.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cachex.Encryption;
import io.cachex.disk.Model.Step;
import io.cachex.spi.Journal.Durability;
import io.cachex.spi.JournalEntry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** E5: whatever is done to it, and whenever its process ends, a journal holds what a map would; and takes no more than it says. */
class RandomOperationsTest {

    private static final int SEEDS = Boolean.getBoolean("cachex.soak") ? 200 : 4;
    private static final int STEPS = 2_500;
    private static final long SEGMENT = 64 * 1024;

    @TempDir
    private Path folder;

    private int places;
    private int numbers;

    @Test
    void agreesWithAModelThroughEndsOfItsProcess() throws IOException {
        for (int seed = 1; seed <= SEEDS; seed++) {
            run(seed, new Random(seed));
        }
    }

    private void run(int seed, Random random) throws IOException {
        Model model = new Model();
        Path place = place();
        int mostLive = 1 + random.nextInt(60);
        Encryption encryption = seed % 3 == 0 ? Encryption.aes("k", Entries.key(seed)) : null;
        DiskJournal journal = opened(place, encryption);
        for (int i = 0; i < STEPS; i++) {
            Step step = step(model, random, mostLive);
            Entries.done(step.on(journal));
            step.on(model);
            if (random.nextInt(250) == 0) {
                String when = "seed " + seed + ", step " + i;
                assertBound(journal, when);
                if (random.nextBoolean()) {
                    journal.close();
                } else { // its process is killed: the files stay as they are
                    Path killed = place;
                    place = Entries.copy(killed, place());
                    journal.close();
                }
                journal = reopened(place, encryption, model, when);
            }
        }
        journal.close();
    }

    private DiskJournal reopened(Path place, Encryption encryption, Model model, String when) {
        DiskJournal journal = options(place, encryption).build();
        model.assertIs(open(journal), when);
        assertThat(journal.stats().corruptSegments()).as(when).isZero();
        assertThat(journal.stats().tornBytes()).as(when).isZero();
        return journal;
    }

    private static DiskJournal opened(Path place, Encryption encryption) {
        DiskJournal journal = options(place, encryption).build();
        open(journal);
        return journal;
    }

    private static DiskJournalBuilder options(Path place, Encryption encryption) {
        DiskJournalBuilder options =
                DiskJournal.builder(place).mode(Durability.OS).segmentBytes(SEGMENT);
        return encryption == null ? options : options.encryption(encryption);
    }

    /** The log takes at most twice what is needed and four segments, when it is given a moment. */
    private static void assertBound(DiskJournal journal, String when) {
        await().atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(2))
                .untilAsserted(() -> {
                    DiskJournalStats stats = journal.stats();
                    assertThat(stats.diskBytes()).as(when).isLessThanOrEqualTo(2 * stats.liveBytes() + 4 * SEGMENT);
                    assertThat(stats.segments())
                            .as(when)
                            .isLessThanOrEqualTo(20 + (int) (2 * stats.diskBytes() / SEGMENT));
                });
    }

    private Step step(Model model, Random random, int mostLive) {
        boolean isFull = model.writes.size() + model.letters.size() >= mostLive;
        switch (random.nextInt(isFull ? 7 : 10)) {
            case 0, 1, 2 -> {
                return Model.done(some(model.writes, random));
            }
            case 3 -> {
                JournalEntry any = any(model.writes, random);
                return any == null ? Model.done(List.of("never")) : Model.park(dead(any));
            }
            case 4 -> {
                return Model.discard(some(model.letters, random));
            }
            case 5 -> {
                var any = any(model.letters, random);
                return any == null
                        ? Model.discard(List.of("never"))
                        : Model.append(any.entry().redriven());
            }
            default -> {
                int size = random.nextInt(20) == 0 ? random.nextInt(100_000) : random.nextInt(2_000);
                return Model.append(put(++numbers, size));
            }
        }
    }

    /** Often the newest, so that old ones stay for long. */
    private static List<String> some(Map<String, ?> of, Random random) {
        List<String> ids = new ArrayList<>(of.keySet());
        int from = ids.isEmpty() ? 0 : random.nextInt(ids.size());
        return ids.subList(from, Math.min(ids.size(), from + 3));
    }

    private static <V> V any(Map<String, V> of, Random random) {
        List<V> all = new ArrayList<>(of.values());
        return all.isEmpty() ? null : all.get(random.nextInt(all.size()));
    }

    private Path place() {
        return folder.resolve("journal-" + places++);
    }
}
