package io.cachex.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.cachex.JournalException;
import io.cachex.spi.DeadEntry;
import io.cachex.spi.Journal;
import io.cachex.spi.Journal.Contents;
import io.cachex.spi.JournalEntry;
import io.cachex.spi.JournalEntry.Operation;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/**
 * What the tests of a journal have in common: journals over one place for each test, of which one is open, and entries for them.
 *
 * <p>Extend {@link JournalContract}.
 */
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
public abstract class JournalFixture {

    /** The cache whose queue the journal is. */
    protected static final String CACHE = "journaled";

    static final Instant ACCEPTED = Instant.ofEpochMilli(1_790_000_000_123L);

    private final List<Journal> created = new ArrayList<>();

    /** The one that is open. */
    @SuppressWarnings("NullAway.Init") // set before each test
    Journal journal;

    /** For subclasses. */
    protected JournalFixture() {}

    /**
     * A journal that was not opened. All those of one test are over the same place: what one was given the next finds.
     * The first of each test finds nothing there.
     */
    protected abstract Journal createJournal();

    /** Opens the journal and gives all that it holds: override it for one that hands over some of it later. */
    protected Contents open(Journal fresh) {
        return fresh.open(CACHE);
    }

    /** Ends the journal as if its process was killed. By default it is closed, which is only half of the truth. */
    protected void kill(Journal victim) {
        victim.close();
    }

    @BeforeEach
    final void openTheJournal() {
        journal = created(createJournal());
        assertThat(open(journal).isEmpty()).as("nothing at first").isTrue();
    }

    @AfterEach
    final void closeTheJournals() {
        created.forEach(Journal::close);
    }

    /** What is there after a close and a new opening, by which the test goes on. */
    final Contents openAgain() {
        journal.close();
        return openNext();
    }

    final Contents openNext() {
        journal = created(createJournal());
        return open(journal);
    }

    final void assertHolds(List<JournalEntry> writes, List<DeadEntry> letters) {
        Contents contents = openAgain();
        assertThat(contents.writes()).containsExactlyElementsOf(writes);
        assertThat(contents.letters()).containsExactlyElementsOf(letters);
        assertThat(contents.isEmpty()).isEqualTo(writes.isEmpty() && letters.isEmpty());
    }

    static void assertClosed(CompletionStage<?> stage) {
        assertThat(Stages.failureOf(stage))
                .isInstanceOfSatisfying(
                        JournalException.class,
                        failure -> assertThat(failure.reason()).isEqualTo(JournalException.Reason.CLOSED));
    }

    /** The one with which the test began. */
    final Journal first() {
        return created.get(0);
    }

    final Journal created(Journal fresh) {
        created.add(fresh);
        return fresh;
    }

    final JournalEntry append(JournalEntry write) {
        Stages.answerOf(journal.append(write));
        return write;
    }

    final DeadEntry park(JournalEntry write) {
        DeadEntry letter = letter(write);
        Stages.answerOf(journal.park(letter));
        return letter;
    }

    static List<String> some(Map<String, ?> of, Random random) {
        return of.keySet().stream().filter(id -> random.nextInt(3) == 0).toList();
    }

    static DeadEntry letter(JournalEntry write) {
        return new DeadEntry(
                write, "java.io.IOException", "it is down", 4, ACCEPTED.plusMillis(1), ACCEPTED.plusMillis(9), "node");
    }

    static JournalEntry put(String key, long version) {
        byte[] value = ("value of " + key).getBytes(StandardCharsets.UTF_8);
        return write(key + " at " + version, Operation.PUT, key, value, version);
    }

    static JournalEntry delete(String key, long version) {
        return write(key + " gone at " + version, Operation.DELETE, key, JournalEntry.nothing(), version);
    }

    static JournalEntry write(String id, Operation operation, String key, byte[] value, long version) {
        return JournalEntry.of(id, operation, key, value, version, ACCEPTED);
    }
}
