package io.cachex.resilience;

import static java.time.Duration.ZERO;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;

import io.cachex.JournalException.Reason;
import io.cachex.spi.DeadEntry;
import io.cachex.spi.Journal;
import io.cachex.spi.JournalEntry;
import io.cachex.spi.WriteQueue.Replayed;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * E2, E4, E5, E6, E8: whatever fails in whatever order, and whenever the process ends, an accepted write is made, or a later
 * one of its key is, or it is a dead letter that somebody decided about; a key's writes are made in their order; and the
 * counts add up after each step.
 */
class WriteQueueModelTest {

    private static final int STEPS = Boolean.getBoolean("cachex.soak") ? 40_000 : 1_500;
    private static final int KEYS = 5;

    private Random random;
    private QueueFixture f;
    private RecordingJournal journal;
    private WriteBehind.AfterDeath afterDeath;
    private boolean isCoalescing;

    /** Of each key, the versions that the journal has taken. */
    private final Map<String, Set<Long>> accepted = new HashMap<>();

    private final Map<String, Set<Long>> discarded = new HashMap<>();
    private final Map<String, Set<Long>> made = new HashMap<>();
    private final List<JournalEntry> tooEarly = new ArrayList<>();
    private int seen;
    private final Map<String, Long> lastOfRun = new HashMap<>();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16})
    void nothingIsLostWhateverHappens(long seed) {
        random = new Random(seed);
        isCoalescing = seed % 2 == 0;
        afterDeath = seed % 4 < 2 ? WriteBehind.AfterDeath.CONTINUE : WriteBehind.AfterDeath.PARK_KEY;
        journal = new RecordingJournal();
        start();

        for (int i = 0; i < STEPS; i++) {
            step();
            look();
        }
        end();

        accepted.forEach((key, versions) -> versions.forEach(version -> assertThat(isAccountedFor(key, version))
                .as("%s version %d of %s, discarded %s", key, version, made.get(key), discarded.get(key))
                .isTrue()));
        assertThat(tooEarly).as("acknowledged before they were made").isEmpty();
        assertThat(made.values().stream().mapToInt(Set::size).sum()).isGreaterThan(STEPS / 20);
        assertThat(journal.writes()).isEmpty();
        assertThat(f.queue.stats().waiting()).isZero();
    }

    private void step() {
        int dice = random.nextInt(100);
        if (dice < 40) {
            f.put("k" + random.nextInt(KEYS), "v");
        } else if (dice < 45) {
            f.delete("k" + random.nextInt(KEYS));
        } else if (dice < 60) {
            if (f.sink.held() > 0) {
                f.sink.answer();
            }
        } else if (dice < 70) {
            answerAppend();
        } else if (dice < 80) {
            f.time.advance(ofMillis(random.nextInt(2_000)));
        } else if (dice < 90) {
            changeTheWorld();
        } else if (dice < 96) {
            replaySome();
        } else if (dice < 98) {
            discardOne();
        } else {
            restart(random.nextBoolean());
        }
    }

    private void changeTheWorld() {
        switch (random.nextInt(9)) {
            case 0 -> f.sink.failAll(new IOException("away"));
            case 1 -> f.sink.failEach(write -> new IllegalStateException("busy"));
            case 2 ->
                f.sink.failEach(write -> write.version() % 5 == 0 ? new IllegalArgumentException("constraint") : null);
            case 3 ->
                f.sink.failBatches(writes -> writes.stream().anyMatch(write -> write.version() % 5 == 1)
                        ? new IllegalArgumentException("constraint")
                        : null);
            case 4 -> f.sink.hold(random.nextBoolean());
            case 5 -> journal.holdAppends(random.nextBoolean());
            case 6 -> journal.failParks(random.nextBoolean() ? RecordingJournal.failure(Reason.UNAVAILABLE) : null);
            case 7 -> journal.failDones(random.nextBoolean() ? RecordingJournal.failure(Reason.UNAVAILABLE) : null);
            default -> f.sink.recover();
        }
    }

    private void answerAppend() {
        if (journal.heldAppends() > 0) {
            if (random.nextBoolean()) {
                journal.answerAppend(null);
            } else {
                journal.answerLastAppend(null);
            }
        }
    }

    private void replaySome() {
        List<String> ids = f.queue.letters().stream()
                .filter(letter -> random.nextBoolean())
                .map(letter -> letter.dead().entry().id())
                .toList();
        f.queue.replay(ids, 1 + random.nextInt(1_000)).thenAccept(answers -> answers.forEach(this::replayed));
    }

    private void replayed(String id, Replayed what) {
        assertThat(what).isIn(Replayed.QUEUED, Replayed.SUPERSEDED, Replayed.GONE, Replayed.REFUSED);
    }

    private void discardOne() {
        f.queue.letters().stream().findFirst().ifPresent(letter -> {
            JournalEntry entry = letter.dead().entry();
            f.queue.discard(List.of(entry.id())).thenAccept(count -> {
                if (count == 1) {
                    add(discarded, entry);
                }
            });
        });
    }

    /** The process ends, orderly or not, and another begins. */
    private void restart(boolean isOrderly) {
        journal.failDones(null);
        while (journal.heldAppends() > 0) {
            journal.answerAppend(null);
        }
        if (isOrderly) {
            f.queue.close(ZERO);
        }
        look();
        start();
    }

    private void start() {
        RecordingJournal current = journal.afterCrash();
        journal = current;
        f = new QueueFixture();
        seen = 0;
        lastOfRun.clear();
        f.sink.hold(random.nextBoolean());
        f.open(w -> w.journal(new Noting(current))
                .coalescing(isCoalescing)
                .afterDeath(afterDeath)
                .batch(3)
                .maximumWrites(100_000)
                .deadLetters(random.nextBoolean() ? 3 : 1_000));
    }

    /** All is well again: whatever waits is made, and so are the letters. */
    private void end() {
        f.sink.recover();
        f.sink.hold(false);
        journal.holdAppends(false);
        journal.failParks(null);
        journal.failDones(null);
        while (journal.heldAppends() > 0) {
            journal.answerAppend(null);
        }
        while (f.sink.held() > 0) {
            f.sink.answer();
        }
        f.time.advance(ofMinutes(2));
        f.queue.replay(
                f.queue.letters().stream()
                        .map(letter -> letter.dead().entry().id())
                        .toList(),
                1_000_000);
        f.time.advance(ofMinutes(2));
        f.put("last", "1");
        f.time.advance(ofMinutes(2));
        f.put("last", "2");
        look();
    }

    /** E6 at each sample, and E2: within a run the versions of a key only grow. */
    private void look() {
        QueueFixture.assertIdentity(f.queue.stats());
        List<JournalEntry> entries = f.sink.entries();
        for (JournalEntry entry : entries.subList(seen, entries.size())) {
            Long before = lastOfRun.put(entry.key(), entry.version());
            assertThat(before == null || before < entry.version())
                    .as("%s: %d after %d", entry.key(), entry.version(), before)
                    .isTrue();
            add(made, entry);
        }
        seen = entries.size();
    }

    /** Without coalescing each write is made itself, unless its letter was superseded or discarded. */
    private boolean isAccountedFor(String key, long version) {
        return made.getOrDefault(key, Set.of()).stream().anyMatch(other -> other >= version)
                || discarded.getOrDefault(key, Set.of()).stream().anyMatch(other -> other >= version);
    }

    private boolean isAccepted(JournalEntry entry) {
        return accepted.getOrDefault(entry.key(), Set.of()).contains(entry.version());
    }

    private static void add(Map<String, Set<Long>> versions, JournalEntry entry) {
        versions.computeIfAbsent(entry.key(), key -> new HashSet<>()).add(entry.version());
    }

    /** Notes which writes are acknowledged, and that none is but for what was made, parked or given up. */
    private final class Noting extends ForwardingJournal {

        private final Map<String, JournalEntry> open = new HashMap<>();

        Noting(Journal inner) {
            super(inner);
        }

        @Override
        public Contents open(String cache) {
            Contents contents = super.open(cache);
            contents.writes().forEach(entry -> open.put(entry.id(), entry));
            return contents;
        }

        @Override
        public CompletionStage<Void> append(JournalEntry entry) {
            open.put(entry.id(), entry);
            CompletionStage<Void> append = super.append(entry);
            append.thenRun(() -> add(accepted, entry));
            return append;
        }

        @Override
        public CompletionStage<Void> done(Collection<String> ids) {
            look();
            for (String id : new ArrayList<>(ids)) {
                JournalEntry entry = open.get(id);
                if (entry != null
                        && isAccepted(entry)
                        && !isAccountedFor(entry.key(), entry.version())
                        && !isCoveredByLetter(entry)) {
                    tooEarly.add(entry); // an exception would be taken for the journal's
                }
            }
            return super.done(ids);
        }

        /** A letter is all that is left of what it covered; it may have been replayed meanwhile. */
        private boolean isCoveredByLetter(JournalEntry entry) {
            return Stream.concat(
                            current().writes().stream().filter(write -> write.redrives() > 0),
                            current().letters().stream().map(DeadEntry::entry))
                    .anyMatch(other -> other.key().equals(entry.key()) && other.version() > entry.version());
        }

        private Contents current() {
            return journal.contents();
        }
    }
}
