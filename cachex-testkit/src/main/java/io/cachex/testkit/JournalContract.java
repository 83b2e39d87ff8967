package io.cachex.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cachex.JournalException;
import io.cachex.spi.DeadEntry;
import io.cachex.spi.Journal;
import io.cachex.spi.Journal.Contents;
import io.cachex.spi.JournalEntry;
import io.cachex.spi.JournalEntry.Operation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** What every {@link Journal} that outlives its process must do. Extend it and say which journal. */
public abstract class JournalContract extends JournalFixture {

    /** For subclasses. */
    protected JournalContract() {}

    @Test
    void keepsWritesInTheOrderOfTheAppends() {
        List<JournalEntry> writes = List.of(put("b", 9), delete("a", 8), put("c", 7), put("b", 10), delete("b", 6));

        writes.forEach(this::append);

        assertHolds(writes, List.of());
    }

    @Test
    void keepsTheOrderOfCallsThatNobodyWaitedFor() {
        List<JournalEntry> writes = new ArrayList<>();
        List<CompletionStage<Void>> stages = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            JournalEntry write = put("key " + i % 7, 1_000 - i);
            writes.add(write);
            stages.add(journal.append(write));
        }

        stages.forEach(Stages::answerOf);

        assertHolds(writes, List.of());
    }

    @Test
    void keepsEveryFieldOfAWrite() {
        String key = "\ud83d\udd11 {x}:*\r\n\0\u00e9";
        byte[] every = new byte[256];
        for (int i = 0; i < every.length; i++) {
            every[i] = (byte) i;
        }
        List<JournalEntry> writes = List.of(
                write("1", Operation.PUT, key, every, 1),
                write("\u00e9 2", Operation.PUT, "", new byte[0], Long.MAX_VALUE),
                write("3:" + "x".repeat(100), Operation.DELETE, "k".repeat(10_000), JournalEntry.nothing(), 3),
                write("4", Operation.REMOVE, "key", JournalEntry.nothing(), 4).withRedrives(3),
                write("5", Operation.ADVANCE, "tag", JournalEntry.nothing(), 5).withRedrives(Integer.MAX_VALUE),
                JournalEntry.of("6", Operation.PUT, "old", every, 6, Instant.ofEpochMilli(-1)));

        writes.forEach(this::append);

        assertHolds(writes, List.of());
    }

    @Test
    void keepsALargeValue() {
        byte[] large = new byte[3_000_000];
        new Random(42).nextBytes(large);
        JournalEntry before = put("a", 1);
        JournalEntry write = write("large", Operation.PUT, "b", large, 2);
        JournalEntry after = put("c", 3);

        append(before);
        append(write);
        append(after);

        assertHolds(List.of(before, write, after), List.of());
    }

    @Test
    void keepsWhatItHasThroughEveryOpening() {
        JournalEntry write = append(put("a", 1));
        DeadEntry letter = park(append(put("b", 2)));

        assertHolds(List.of(write), List.of(letter));
        assertHolds(List.of(write), List.of(letter));
        JournalEntry later = append(put("a", 3));
        assertHolds(List.of(write, later), List.of(letter));
    }

    @Test
    void keepsWhatSucceededBeforeTheProcessWasKilled() {
        JournalEntry write = append(put("a", 1));
        JournalEntry made = append(put("b", 2));
        DeadEntry letter = park(append(put("c", 3)));
        Stages.answerOf(journal.done(List.of(made.id())));

        kill(journal);

        Contents contents = openNext();
        // What was done may come back, and is then made twice; what was accepted may not be gone.
        assertThat(contents.writes()).contains(write).isSubsetOf(write, made);
        assertThat(contents.letters()).containsExactly(letter);
    }

    @Test
    void forgetsWritesThatAreDone() {
        JournalEntry first = append(put("a", 1));
        JournalEntry second = append(put("b", 2));
        JournalEntry third = append(put("a", 3));
        JournalEntry fourth = append(put("c", 4));

        Stages.answerOf(journal.done(List.of(third.id(), first.id())));

        assertHolds(List.of(second, fourth), List.of());
        Stages.answerOf(journal.done(List.of(second.id()))); // by another run than the one that appended it
        assertHolds(List.of(fourth), List.of());
    }

    @Test
    void passesOverIdsThatAreNotThere() {
        JournalEntry write = append(put("a", 1));
        DeadEntry letter = park(append(put("b", 2)));
        JournalEntry made = append(put("c", 3));
        Stages.answerOf(journal.done(List.of(made.id())));

        Stages.answerOf(journal.done(List.of()));
        Stages.answerOf(journal.done(List.of("never", made.id(), made.id())));
        Stages.answerOf(journal.discard(List.of()));
        Stages.answerOf(journal.discard(List.of("never", made.id())));

        assertHolds(List.of(write), List.of(letter));
    }

    @Test
    void theOrderOfCallsCountsNotThatOfTheirAnswers() {
        JournalEntry made = put("a", 1);
        JournalEntry parked = put("b", 2);
        DeadEntry letter = letter(parked);

        CompletionStage<Void> appended = journal.append(made);
        CompletionStage<Void> done = journal.done(List.of(made.id()));
        CompletionStage<Void> appendedToo = journal.append(parked);
        CompletionStage<Void> dead = journal.park(letter);

        List.of(appended, done, appendedToo, dead).forEach(Stages::answerOf);
        assertHolds(List.of(), List.of(letter));
    }

    @Test
    void aLetterIsAWriteNoMore() {
        JournalEntry write = append(put("a", 1));
        JournalEntry dead = append(put("a", 2));

        DeadEntry letter = park(dead);

        assertHolds(List.of(write), List.of(letter));
    }

    @Test
    void keepsLettersTheOldestFirst() {
        JournalEntry first = append(put("a", 1));
        JournalEntry second = append(put("b", 2));
        JournalEntry third = append(put("c", 3));

        DeadEntry oldest = park(second);
        DeadEntry next = park(third);
        DeadEntry last = park(first);

        assertHolds(List.of(), List.of(oldest, next, last));
    }

    @Test
    void keepsEveryFieldOfALetter() {
        JournalEntry write = append(write("1", Operation.PUT, "\u00e9", new byte[] {0, -1}, 7));
        JournalEntry other = append(delete("b", 2));
        DeadEntry letter = new DeadEntry(
                write.withRedrives(2),
                "java.sql.SQLException",
                "\ud83d\udca5 \r\n" + "m".repeat(2_000),
                Integer.MAX_VALUE,
                ACCEPTED.minusMillis(5),
                ACCEPTED.plusMillis(7),
                "node 1");
        DeadEntry plain = new DeadEntry(other, "E", "", 1, ACCEPTED, ACCEPTED, "");

        Stages.answerOf(journal.park(letter));
        Stages.answerOf(journal.park(plain));

        assertHolds(List.of(), List.of(letter, plain));
    }

    @Test
    void parksAWriteOfAnEarlierRun() {
        JournalEntry write = append(put("a", 1));
        JournalEntry other = append(put("b", 2));
        assertHolds(List.of(write, other), List.of());

        DeadEntry letter = park(write);

        assertHolds(List.of(other), List.of(letter));
    }

    @Test
    void forgetsLettersThatAreDiscarded() {
        DeadEntry first = park(append(put("a", 1)));
        DeadEntry second = park(append(put("b", 2)));
        DeadEntry third = park(append(put("c", 3)));

        Stages.answerOf(
                journal.discard(List.of(third.entry().id(), first.entry().id())));

        assertHolds(List.of(), List.of(second));
        Stages.answerOf(journal.discard(List.of(second.entry().id())));
        assertHolds(List.of(), List.of());
    }

    @Test
    void discardsOnlyLettersAndIsDoneOnlyWithWrites() {
        JournalEntry write = append(put("a", 1));
        DeadEntry letter = park(append(put("b", 2)));

        Stages.answerOf(journal.discard(List.of(write.id())));
        Stages.answerOf(journal.done(List.of(letter.entry().id())));

        assertHolds(List.of(write), List.of(letter));
    }

    @Test
    void aReplayedLetterIsAWriteAgainAndTheLast() {
        DeadEntry letter = park(append(put("a", 1)));
        JournalEntry write = append(put("b", 2));

        JournalEntry replayed = append(letter.entry().redriven());

        assertHolds(List.of(write, replayed), List.of());
    }

    @Test
    void aReplayOfALetterOfAnEarlierRunCanBeDone() {
        DeadEntry letter = park(append(put("a", 1)));
        assertHolds(List.of(), List.of(letter));

        JournalEntry replayed = append(letter.entry().redriven());
        Stages.answerOf(journal.done(List.of(replayed.id())));

        assertHolds(List.of(), List.of());
    }

    @Test
    void aReplayMayDieAgain() {
        DeadEntry first = park(append(put("a", 1)));
        DeadEntry other = park(append(put("b", 2)));
        JournalEntry replayed = append(first.entry().redriven());

        DeadEntry again = park(replayed);

        assertHolds(List.of(), List.of(other, again));
    }

    @Test
    void manyThreadsAppendEachInItsOwnOrder() {
        int each = 100;

        Crowd.each(thread -> {
            for (int i = 0; i < each; i++) {
                JournalEntry write = write(thread + "-" + i, Operation.PUT, "key " + thread, new byte[i], i + 1);
                Stages.answerOf(journal.append(write));
                if (i % 3 == 0) {
                    Stages.answerOf(journal.done(List.of(write.id())));
                }
            }
        });

        List<JournalEntry> writes = openAgain().writes();
        for (int thread = 0; thread < Crowd.SIZE; thread++) {
            String key = "key " + thread;
            List<Long> versions = writes.stream()
                    .filter(write -> write.key().equals(key))
                    .map(JournalEntry::version)
                    .toList();
            assertThat(versions)
                    .as("the thread's writes that were not done")
                    .hasSize(each - (each + 2) / 3)
                    .isSorted()
                    .doesNotHaveDuplicates()
                    .noneMatch(version -> version % 3 == 1);
        }
        assertThat(writes).hasSize(Crowd.SIZE * (each - (each + 2) / 3));
    }

    @Test
    void takesOverNothingOfItsOwn() {
        append(put("a", 1));
        park(append(put("b", 2)));

        assertThat(Stages.answerOf(journal.takeOver()).isEmpty()).isTrue();
    }

    @Test
    void nobodyElseGetsWhatAJournalInUseHolds() {
        JournalEntry write = append(put("a", 1));
        DeadEntry letter = park(append(put("b", 2)));

        Journal second = created(createJournal());
        try {
            assertThat(second.open(CACHE).isEmpty()).isTrue();
            assertThat(Stages.answerOf(second.takeOver()).isEmpty()).isTrue();
        } catch (JournalException refused) {
            assertThat(refused.reason()).isEqualTo(JournalException.Reason.IN_USE);
        }
        second.close();

        assertHolds(List.of(write), List.of(letter));
    }

    @Test
    void agreesWithAModelThroughManyOpenings() {
        for (long seed = 1; seed <= 5; seed++) {
            Random random = new Random(seed);
            Map<String, JournalEntry> writes = new LinkedHashMap<>();
            Map<String, DeadEntry> letters = new LinkedHashMap<>();
            for (int step = 1; step <= 150; step++) {
                String what = "seed " + seed + ", step " + step;
                switch (random.nextInt(12)) {
                    case 0, 1, 2, 3, 4 -> {
                        byte[] value = new byte[random.nextInt(2_000)];
                        random.nextBytes(value);
                        String key = "key " + random.nextInt(5);
                        JournalEntry write = write(what, Operation.PUT, key, value, step);
                        append(write);
                        writes.put(write.id(), write);
                    }
                    case 5, 6, 7 -> {
                        List<String> ids = some(writes, random);
                        Stages.answerOf(journal.done(ids));
                        writes.keySet().removeAll(ids);
                    }
                    case 8 ->
                        some(writes, random).forEach(id -> {
                            DeadEntry letter = park(Objects.requireNonNull(writes.remove(id)));
                            letters.put(id, letter);
                        });
                    case 9 -> {
                        List<String> ids = some(letters, random);
                        Stages.answerOf(journal.discard(ids));
                        letters.keySet().removeAll(ids);
                    }
                    case 10 ->
                        some(letters, random).forEach(id -> {
                            DeadEntry letter = Objects.requireNonNull(letters.remove(id));
                            JournalEntry replayed = append(letter.entry().redriven());
                            writes.put(id, replayed);
                        });
                    default -> {
                        Contents contents = openAgain();
                        assertThat(contents.writes()).as(what).containsExactlyElementsOf(writes.values());
                        assertThat(contents.letters()).as(what).containsExactlyElementsOf(letters.values());
                    }
                }
            }
            Stages.answerOf(journal.done(writes.keySet()));
            Stages.answerOf(journal.discard(letters.keySet()));
            assertHolds(List.of(), List.of());
        }
    }

    @Test
    void saysHowSafeAWriteIs() {
        assertThat(journal.durability()).isNotNull().isNotEqualTo(Journal.Durability.MEMORY);
    }

    @Test
    void isOpenedOnce() {
        assertThatThrownBy(() -> journal.open(CACHE)).isInstanceOf(IllegalStateException.class);
        JournalEntry write = append(put("a", 1));

        assertHolds(List.of(write), List.of());
        first().close();
        assertThatThrownBy(() -> first().open(CACHE)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void failsEveryCallOnceClosed() {
        JournalEntry write = append(put("a", 1));
        DeadEntry letter = park(append(put("b", 2)));

        journal.close();
        journal.close();

        assertClosed(journal.append(put("c", 3)));
        assertClosed(journal.done(List.of(write.id())));
        assertClosed(journal.park(letter(write)));
        assertClosed(journal.discard(List.of(letter.entry().id())));
        assertClosed(journal.takeOver());
        assertHolds(List.of(write), List.of(letter));
    }

    @Test
    void closingLeavesNoCallWithoutAnAnswer() {
        List<JournalEntry> writes = new ArrayList<>();
        List<CompletionStage<Void>> stages = new ArrayList<>();
        for (int i = 1; i <= 200; i++) {
            writes.add(put("key", i));
            stages.add(journal.append(writes.get(i - 1)));
        }

        journal.close();

        stages.forEach(Stages::answerOf);
        assertHolds(writes, List.of());
    }

    @Test
    void closesWithoutHavingBeenOpened() {
        Journal unused = created(createJournal());

        unused.close();
        unused.close();

        JournalEntry write = append(put("a", 1));
        assertHolds(List.of(write), List.of());
    }
}
