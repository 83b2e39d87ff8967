package io.cachex.resilience;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cachex.JournalException;
import io.cachex.JournalException.Reason;
import io.cachex.OriginStatusException;
import io.cachex.SerializationException;
import io.cachex.spi.DeadEntry;
import io.cachex.spi.JournalEntry;
import io.cachex.spi.WriteEvent;
import io.cachex.spi.WriteQueue.Replayed;
import io.cachex.spi.WriteQueue.Ticket;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** E4: writes that are given up. */
class DeadLettersTest {

    private static final RuntimeException REFUSED = new IllegalArgumentException("user 7's card 4111 is no card");

    private final QueueFixture f = new QueueFixture();
    private final RecordingJournal journal = new RecordingJournal();

    /** E4: a letter holds what is needed to decide about it, and the handlers hear of it. */
    @Test
    void aLetterHoldsTheWriteAndWhyItFailed() {
        List<DeadEntry> heard = new ArrayList<>();
        f.open(w -> w.onDeadLetter(letter -> {
                    throw new IllegalStateException("a broken handler");
                })
                .onDeadLetter(heard::add));
        f.queue.onDeadLetter(heard::add);
        f.sink.failAll(REFUSED);

        Ticket ticket = f.put("k", "v");

        assertThat(QueueFixture.failureOf(ticket.made())).isSameAs(REFUSED);
        DeadEntry dead = f.queue.letters().get(0).dead();
        assertThat(heard).containsExactly(dead, dead);
        assertThat(QueueFixture.text(dead.entry())).isEqualTo("k=v");
        assertThat(dead.errorType()).isEqualTo(IllegalArgumentException.class.getName());
        assertThat(dead.attempts()).isEqualTo(1);
        assertThat(dead.lastFailure()).isEqualTo(f.time.instant());
        assertThat(dead.node()).startsWith("process ");
        assertThat(f.queue.pending("k")).isNull();
    }

    /** TH16: messages of others may quote the value and are not kept; ours are, cut, and without it. */
    @Test
    void aLetterDoesNotQuoteTheValue() {
        byte[] value = "secret".getBytes(UTF_8);

        assertThat(Causes.message(REFUSED, value)).isEmpty();
        assertThat(Causes.message(new OriginStatusException(422, "bad: secret"), value))
                .isEqualTo("the origin answered 422");
        assertThat(Causes.message(new SerializationException("cannot encode secret", null), value))
                .isEqualTo("cannot encode [value]");
        String cut = Causes.message(new SerializationException("x" + "\u20ac".repeat(1_000), null), value);
        assertThat(cut.getBytes(UTF_8).length).isBetween(2_040, 2_048);
        assertThat(cut).endsWith("\u20ac");
    }

    /** E4: by default later writes of the key pass, and supersede the letter. */
    @Test
    void laterWritesSupersedeALetter() {
        f.open(w -> w.journal(journal));
        String id = die("k", "1");
        assertThat(f.queue.letters().get(0).isSuperseded()).isFalse();

        f.put("k", "2");

        assertThat(f.sink.made()).containsExactly("k=2");
        assertThat(f.queue.letters().get(0).isSuperseded()).isTrue();
        assertThat(f.replay(id)).containsExactly(Map.entry(id, Replayed.SUPERSEDED));
        assertThat(journal.calls)
                .as("it was no write for a moment, which a crash would make")
                .containsExactly("append k", "park k", "append k", "done 1", "discard 1");
        assertThat(f.sink.made()).containsExactly("k=2");
        assertThat(f.counts()).containsExactly(2L, 1L, 1L, 0L, 0L);
    }

    /** FT41: a replay makes the write under its old id, once. */
    @Test
    void aReplayMakesTheWriteOnce() {
        f.open(w -> w.journal(journal));
        String id = die("k", "1");

        assertThat(f.replay(id)).containsExactly(Map.entry(id, Replayed.QUEUED));
        assertThat(f.replay(id)).containsExactly(Map.entry(id, Replayed.GONE));

        assertThat(f.sink.entries()).singleElement().satisfies(entry -> {
            assertThat(entry.id()).isEqualTo(id);
            assertThat(entry.redrives()).isEqualTo(1);
        });
        assertThat(f.counts()).containsExactly(1L, 1L, 0L, 0L, 0L);
        assertThat(journal.letters()).isEmpty();
        assertThat(journal.writes()).isEmpty();
        assertThat(f.observer.writes(WriteEvent.REDRIVEN)).isEqualTo(1);
    }

    /** FT41: a replay goes before what is later and waits, even if that is under way and then fails. */
    @Test
    void aReplayGoesBeforeLaterWritesThatWait() {
        f.open(w -> w.coalescing(false));
        String id = die("k", "1");
        f.sink.hold(true);
        f.put("k", "2");
        f.put("k", "3");

        assertThat(f.replay(id).get(id)).isEqualTo(Replayed.QUEUED);
        f.sink.failAll(new IllegalStateException("busy"));
        f.sink.answer();
        f.sink.recover();
        f.time.advance(ofSeconds(1));
        while (f.sink.held() > 0) {
            f.sink.answer();
        }

        assertThat(f.sink.made()).containsExactly("k=1", "k=2", "k=3");
    }

    /** FT41: a replay is not made after a later write that was under way, and is counted as covered. */
    @Test
    void aReplayIsCoveredByALaterWriteUnderWay() {
        f.open(w -> w.coalescing(false));
        String id = die("k", "1");
        f.sink.hold(true);
        f.put("k", "2");

        assertThat(f.replay(id).get(id)).isEqualTo(Replayed.QUEUED);
        f.sink.answer();

        assertThat(f.sink.held()).isZero();
        assertThat(f.sink.made()).containsExactly("k=2");
        assertThat(f.counts()).containsExactly(2L, 2L, 0L, 0L, 0L);
    }

    /** FT41: the same when the journal takes the replay only after the later write was made. */
    @Test
    void aReplayIsSupersededWhileTheJournalTakesIt() {
        f.open(w -> w.journal(journal));
        String id = die("k", "1");
        f.sink.hold(true);
        f.put("k", "2");
        journal.holdAppends(true);

        var replay = f.queue.replay(List.of(id), 10).toCompletableFuture();
        f.sink.answer();
        assertThat(replay).isNotDone();
        journal.answerAppend(null);

        assertThat(replay.join().get(id)).isEqualTo(Replayed.SUPERSEDED);
        assertThat(f.sink.held()).isZero();
        assertThat(f.counts()).containsExactly(2L, 1L, 1L, 0L, 0L);
        assertThat(journal.writes()).isEmpty();
    }

    /** E4: a journal that does not take the replay, and a queue that is full, leave the letter where it is. */
    @Test
    void aReplayThatIsNotTakenIsALetterStill() {
        f.open(w -> w.journal(journal).maximumWrites(1));
        String id = die("k", "1");
        journal.failAppends(RecordingJournal.failure(Reason.UNAVAILABLE));
        assertThat(f.replay(id).get(id)).isEqualTo(Replayed.REFUSED);
        journal.failAppends(null);
        f.sink.hold(true);
        f.put("other", "1");

        assertThat(f.replay(id).get(id)).isEqualTo(Replayed.REFUSED);

        assertThat(f.onlyLetter()).isEqualTo(id);
        f.sink.answer();
        assertThat(f.replay(id).get(id)).isEqualTo(Replayed.QUEUED);
    }

    /** E4: a replay is made in the order of acceptance, and not faster than was asked for. */
    @Test
    void aReplayIsOrderedAndSlow() {
        f.open(w -> w);
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            ids.add(0, die("k" + i, "v"));
        }

        var replay = f.queue.replay(ids, 2).toCompletableFuture();

        assertThat(f.sink.made()).containsExactly("k0=v");
        f.time.advance(ofMillis(499));
        assertThat(f.sink.made()).hasSize(1);
        f.time.advance(ofMillis(1));
        assertThat(f.sink.made()).containsExactly("k0=v", "k1=v");
        assertThat(replay).isNotDone();
        f.time.advance(ofMillis(1_500));
        assertThat(f.sink.made()).containsExactly("k0=v", "k1=v", "k2=v", "k3=v", "k4=v");
        assertThat(new ArrayList<>(replay.join().keySet())).isEqualTo(ids);
        assertThatThrownBy(() -> f.queue.replay(ids, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    /** E4: discarded letters are gone, are counted, and cannot be replayed. */
    @Test
    void discardedLettersAreGone() {
        f.open(w -> w.journal(journal));
        String id = die("k", "1");

        assertThat(f.queue.discard(List.of(id, "unknown")).toCompletableFuture().join())
                .isEqualTo(1);

        assertThat(f.queue.discard(List.of(id)).toCompletableFuture().join()).isZero();
        assertThat(f.replay(id).get(id)).isEqualTo(Replayed.GONE);
        assertThat(f.counts()).containsExactly(1L, 0L, 1L, 0L, 0L);
        assertThat(journal.letters()).isEmpty();
        assertThat(f.observer.writes(WriteEvent.DROPPED)).isEqualTo(1);
    }

    /** E4: with PARK_KEY later writes wait for the letter and are made after it. */
    @Test
    void laterWritesWaitForAParkedKey() {
        f.open(w -> w.afterDeath(WriteBehind.AfterDeath.PARK_KEY).coalescing(false));
        String id = die("k", "1");

        f.put("k", "2");
        f.put("other", "1");
        assertThat(f.sink.made()).containsExactly("other=1");
        assertThat(QueueFixture.text(f.queue.pending("k"))).isEqualTo("k=2");
        f.replay(id);

        assertThat(f.sink.made()).containsExactly("other=1", "k=1", "k=2");
    }

    /** E4: with PARK_KEY a letter that is discarded lets them go. */
    @Test
    void laterWritesGoWhenTheLetterIsDiscarded() {
        f.open(w -> w.afterDeath(WriteBehind.AfterDeath.PARK_KEY));
        String id = die("k", "1");
        f.put("k", "2");

        f.queue.discard(List.of(id));

        assertThat(f.sink.made()).containsExactly("k=2");
        assertThat(f.counts()).containsExactly(2L, 1L, 1L, 0L, 0L);
    }

    /** FT40: with no room for a letter the write stays, nothing is acknowledged, and it goes on when there is room. */
    @Test
    void withoutRoomForALetterTheWriteStays() {
        f.open(w -> w.journal(journal).deadLetters(1));
        String first = die("a", "1");
        f.sink.failAll(REFUSED);

        Ticket ticket = f.put("b", "1");
        f.time.advance(ofMinutes(10));

        assertThat(ticket.made().toCompletableFuture()).isNotDone();
        assertThat(journal.writes()).hasSize(1);
        assertThat(f.counts()).containsExactly(2L, 0L, 0L, 1L, 1L);
        f.queue.discard(List.of(first));
        f.time.advance(ofSeconds(30));
        assertThat(f.counts()).containsExactly(2L, 0L, 1L, 1L, 0L);
        assertThat(journal.letters()).hasSize(1);
    }

    /** FT40: the same while the journal does not take letters; its line waits, and nobody else's. */
    @Test
    void aJournalThatTakesNoLetterKeepsTheWrite() {
        f.open(w -> w.journal(journal).coalescing(false));
        journal.failParks(RecordingJournal.failure(Reason.UNAVAILABLE));
        f.sink.failEach(write -> QueueFixture.text(write).equals("a=1") ? REFUSED : null);

        f.put("a", "1");
        f.put("a", "2");
        f.put("b", "1");

        assertThat(f.sink.made()).containsExactly("b=1");
        assertThat(journal.writes()).hasSize(2);
        assertThat(f.counts()).containsExactly(3L, 1L, 0L, 0L, 2L);
        journal.failParks(null);
        f.time.advance(ofSeconds(1));
        assertThat(f.sink.made()).containsExactly("b=1", "a=2");
        assertThat(journal.letters()).hasSize(1);
        assertThat(journal.writes()).isEmpty();
    }

    /** The original is forgotten after the letter is durable, never before: the journal is told nothing else. */
    @Test
    void aWriteIsParkedInOneStep() {
        f.open(w -> w.journal(journal));

        die("k", "1");

        assertThat(journal.calls).containsExactly("append k", "park k");
    }

    /** E4: REJECT_NEW drops the new one, which is counted, logged and told. */
    @Test
    void theNewLetterIsDropped() {
        f.open(w -> w.journal(journal).deadLetters(1).whenLettersFull(WriteBehind.WhenLettersFull.REJECT_NEW));
        String first = die("a", "1");
        f.sink.failAll(REFUSED);

        try (Logs logs = Logs.of(WriteBehind.class)) {
            Ticket ticket = f.put("b", "1");
            assertThat(QueueFixture.failureOf(ticket.made())).isSameAs(REFUSED);
            assertThat(logs.lines("users"))
                    .contains("WARN there is no room for dead letters of 'users': a write was dropped");
        }

        assertThat(f.onlyLetter()).isEqualTo(first);
        assertThat(f.counts()).containsExactly(2L, 0L, 1L, 1L, 0L);
        assertThat(journal.writes()).isEmpty();
        assertThat(f.observer.writes(WriteEvent.DROPPED)).isEqualTo(1);
    }

    /** E4, M1: dead letters can be off: what is given up is dropped, counted, logged and told, and holds nothing up. */
    @Test
    void withoutDeadLettersWhatIsGivenUpIsDropped() {
        f.open(w -> w.journal(journal).withoutDeadLetters());
        f.sink.failAll(REFUSED);

        try (Logs logs = Logs.of(WriteBehind.class)) {
            Ticket ticket = f.put("b", "1");
            assertThat(QueueFixture.failureOf(ticket.made())).isSameAs(REFUSED);
            assertThat(logs.lines("users"))
                    .contains("WARN a write of 'users' was given up and dropped: dead letters are off");
        }

        assertThat(f.queue.letters()).isEmpty();
        assertThat(f.counts()).containsExactly(1L, 0L, 1L, 0L, 0L);
        assertThat(journal.writes()).isEmpty();
        assertThat(f.observer.writes(WriteEvent.DROPPED)).isEqualTo(1);
    }

    /** E4: DROP_OLDEST drops the oldest one, which is counted, logged and told. */
    @Test
    void theOldestLetterIsDropped() {
        f.open(w -> w.journal(journal).deadLetters(2).whenLettersFull(WriteBehind.WhenLettersFull.DROP_OLDEST));
        Map<String, String> ids = new LinkedHashMap<>();

        try (Logs logs = Logs.of(WriteBehind.class)) {
            for (String key : List.of("a", "b", "c", "d")) {
                ids.put(key, die(key, "1"));
            }
            assertThat(logs.lines("users"))
                    .filteredOn(line -> line.contains("the oldest one is dropped"))
                    .hasSize(2);
        }

        assertThat(f.queue.letters())
                .extracting(letter -> letter.dead().entry().key())
                .containsExactly("c", "d");
        assertThat(journal.letters()).containsExactly(ids.get("c"), ids.get("d"));
        assertThat(f.counts()).containsExactly(4L, 0L, 2L, 2L, 0L);
    }

    /** A letter is all that is left of the writes that it had covered: they are counted as dropped, and their tickets fail. */
    @Test
    void whatALetterCoveredIsCountedAsDropped() {
        for (boolean isJournaled : new boolean[] {false, true}) {
            QueueFixture g = new QueueFixture();
            g.open(w -> isJournaled ? w.journal(new RecordingJournal()) : w);
            g.sink.hold(true);
            g.put("k", "0");
            Ticket covered = g.put("k", "1");
            g.put("k", "2");
            g.sink.answer();
            g.sink.failAll(REFUSED);

            g.sink.answer();

            assertThat(QueueFixture.failureOf(covered.made())).isSameAs(REFUSED);
            assertThat(g.counts()).containsExactly(3L, 1L, 1L, 1L, 0L);
        }
    }

    /** TH8: neither the audit lines nor any other tell keys or values. */
    @Test
    void logLinesTellNoKeys() {
        try (Logs logs = Logs.of(WriteBehind.class)) {
            f.open(w -> w.deadLetters(2).whenLettersFull(WriteBehind.WhenLettersFull.DROP_OLDEST));
            String id = die("canary-key", "canary-value");
            f.replay(id, "unknown");
            f.queue.discard(List.of(die("canary-key", "canary-value")));

            assertThat(logs.lines("users"))
                    .contains("INFO dead letters of 'users' were replayed: {QUEUED=1, GONE=1}")
                    .contains("INFO 1 dead letters of 'users' were discarded")
                    .noneMatch(line -> line.contains("canary"));
        }
        assertThat(f.queue.toString()).doesNotContain("canary");
        assertThat(f.queue.letters().toString()).doesNotContain("canary");
    }

    /** A discard that the journal does not take changes nothing. */
    @Test
    void aDiscardThatIsNotTakenChangesNothing() {
        RecordingJournal failing = journal;
        f.open(w -> w.journal(new ForwardingJournal(failing) {
            @Override
            public CompletableFuture<Void> discard(Collection<String> ids) {
                return CompletableFuture.failedFuture(RecordingJournal.failure(Reason.UNAVAILABLE));
            }
        }));
        String id = die("k", "1");

        Throwable failure = QueueFixture.failureOf(f.queue.discard(List.of(id)));

        assertThat(failure).hasRootCauseInstanceOf(JournalException.class);
        assertThat(f.onlyLetter()).isEqualTo(id);
        assertThat(f.replay(id).get(id)).isEqualTo(Replayed.QUEUED);
    }

    /** Gives up a write, and lets the sink work again. */
    private String die(String key, String value) {
        f.sink.failAll(REFUSED);
        f.put(key, value);
        f.sink.recover();
        return f.queue.letters().stream()
                .map(letter -> letter.dead().entry())
                .filter(entry -> entry.key().equals(key))
                .map(JournalEntry::id)
                .reduce((first, last) -> last)
                .orElseThrow();
    }
}
