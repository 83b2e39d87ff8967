package io.cachex.coretests.behind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cachex.BulkWriter;
import io.cachex.Cache;
import io.cachex.ConfigurationException;
import io.cachex.DeadLetter;
import io.cachex.DeadLetters;
import io.cachex.LetterFilter;
import io.cachex.SerializationException;
import io.cachex.spi.DeadEntry;
import io.cachex.spi.JournalEntry;
import io.cachex.spi.JournalEntry.Operation;
import io.cachex.spi.WriteQueue;
import io.cachex.spi.WriteQueue.Replayed;
import io.cachex.testkit.FakeTime;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** E4: what can be asked of dead letters, and done with them. */
class DeadLettersTest {

    private final FakeTime time = new FakeTime();
    private final Instant now = time.instant();
    private final HeldQueue<String> queue = new HeldQueue<>(BulkWriter.of(new Rows()));
    private final Cache<String> cache = Cache.builder("words", String.class)
            .timeSource(time)
            .writeBehind(queue)
            .build();
    private final DeadLetters<String> letters = cache.deadLetters();

    private void letter(String id, String key, Operation operation, String error, int minutesAgo, boolean superseded) {
        byte[] value = operation == Operation.PUT ? "value".getBytes(StandardCharsets.UTF_8) : JournalEntry.nothing();
        Instant failed = now.minus(Duration.ofMinutes(minutesAgo));
        DeadEntry dead = new DeadEntry(
                JournalEntry.of(id, operation, key, value, 9, failed).redriven(), error, "no", 3, failed, failed, "n1");
        queue.addLetter(new WriteQueue.Letter(dead, superseded));
    }

    private void three() {
        letter("1", "user:1", Operation.PUT, "java.sql.SQLException", 60, false);
        letter("2", "user:2", Operation.DELETE, "java.io.IOException", 10, true);
        letter("3", "order:1", Operation.PUT, "java.io.IOException", 0, false);
    }

    private List<String> ids(LetterFilter filter) {
        return letters.list(filter, 0, 10).stream().map(DeadLetter::id).toList();
    }

    @Test
    void theyAreListedByPageAndFilter() {
        three();

        assertThat(letters.size()).isEqualTo(3);
        assertThat(ids(LetterFilter.all())).containsExactly("1", "2", "3");
        assertThat(letters.list(LetterFilter.all(), 1, 1))
                .extracting(DeadLetter::id)
                .containsExactly("2");
        assertThat(ids(LetterFilter.all().key("user:1"))).containsExactly("1");
        assertThat(ids(LetterFilter.all().keyPrefix("user:"))).containsExactly("1", "2");
        assertThat(ids(LetterFilter.all().error("IOException"))).containsExactly("2", "3");
        assertThat(ids(LetterFilter.all().error("java.io.IOException").olderThan(Duration.ofMinutes(5))))
                .containsExactly("2");
        assertThat(ids(LetterFilter.all().olderThan(Duration.ofHours(2)))).isEmpty();
        assertThat(LetterFilter.all().key("user:1").toString()).doesNotContain("user");
    }

    @Test
    void aLetterTellsEverything() {
        three();

        DeadLetter<String> put = letters.find("1").orElseThrow();
        DeadLetter<String> delete = letters.find("2").orElseThrow();

        assertThat(put.key()).isEqualTo("user:1");
        assertThat(put.value()).isEqualTo("value");
        assertThat(put.valueBytes()).isEqualTo(5);
        assertThat(put.isDelete()).isFalse();
        assertThat(put.version()).isEqualTo(9);
        assertThat(put.errorType()).isEqualTo("java.sql.SQLException");
        assertThat(put.errorMessage()).isEqualTo("no");
        assertThat(put.attempts()).isEqualTo(3);
        assertThat(put.redrives()).isOne();
        assertThat(put.accepted()).isEqualTo(now.minus(Duration.ofHours(1)));
        assertThat(put.firstFailure()).isEqualTo(put.lastFailure());
        assertThat(put.node()).isEqualTo("n1");
        assertThat(put.isSuperseded()).isFalse();
        assertThat(delete.value()).isNull();
        assertThat(delete.isDelete()).isTrue();
        assertThat(delete.isSuperseded()).isTrue();
        assertThat(letters.find("4")).isEmpty();
    }

    /** TH16: what is printed shows neither key nor value. */
    @Test
    void printingShowsNoPersonalData() {
        three();

        assertThat(letters.list(LetterFilter.all(), 0, 10).toString())
                .doesNotContain("user")
                .doesNotContain("value");
    }

    @Test
    void theyAreReplayedOneByOneOrByFilter() {
        three();

        assertThat(letters.preview(LetterFilter.all().keyPrefix("user:")))
                .containsExactly(Map.entry("1", Replayed.QUEUED), Map.entry("2", Replayed.SUPERSEDED));
        assertThat(queue.replayed).isEmpty();
        assertThat(letters.retry("1")).isCompletedWithValue(Replayed.QUEUED);
        assertThat(letters.retry("1")).isCompletedWithValue(Replayed.GONE);
        assertThat(letters.retryAll(LetterFilter.all().error("IOException"), 100))
                .isCompletedWithValue(Map.of("2", Replayed.QUEUED, "3", Replayed.QUEUED));
        assertThat(queue.replayed).containsEntry("3", 100);
    }

    @Test
    void theyAreDiscarded() {
        three();

        assertThat(letters.discard("1")).isCompletedWithValue(true);
        assertThat(letters.discard("1")).isCompletedWithValue(false);
        assertThat(letters.discardAll(LetterFilter.all())).isCompletedWithValue(2);
        assertThat(letters.size()).isZero();
    }

    /** A journal answers on its own threads, or on its driver's: what a caller does with the answer has no place there. */
    @Test
    void answersComeOnTheCachesThreads() {
        three();
        queue.decision = new CompletableFuture<>();
        CompletableFuture<Thread> retried = letters.retry("1").thenApply(outcome -> Thread.currentThread());
        CompletableFuture<Thread> all =
                letters.retryAll(LetterFilter.all().key("user:2"), 1).thenApply(outcome -> Thread.currentThread());
        CompletableFuture<Thread> discarded = letters.discard("3").thenApply(outcome -> Thread.currentThread());

        queue.decision.complete(null);

        for (CompletableFuture<Thread> answer : List.of(retried, all, discarded)) {
            assertThat(answer)
                    .succeedsWithin(Duration.ofSeconds(30))
                    .satisfies(thread -> assertThat(thread.getName()).startsWith("cachex-words-"));
        }
    }

    @Test
    void aHandlerHearsOfEach() {
        List<String> heard = new ArrayList<>();
        letters.onDeadLetter(letter -> heard.add(letter.key() + "=" + letter.value()));

        cache.writeBehind("a", "1");
        queue.buryAll(new IllegalStateException("no"));

        assertThat(heard).containsExactly("a=1");
    }

    /** A value that cannot be decoded can still be listed, replayed and discarded. */
    @Test
    void anUndecodableValueFailsOnlyWhoAsksForIt() {
        HeldQueue<Integer> broken = new HeldQueue<>(writes -> Map.of());
        Cache<Integer> numbers = Cache.builder("numbers", Integer.class)
                .timeSource(time)
                .writeBehind(broken)
                .build();
        JournalEntry entry = JournalEntry.of("1", Operation.PUT, "k", new byte[] {'x'}, 1, now);
        broken.addLetter(new WriteQueue.Letter(new DeadEntry(entry, "E", "", 1, now, now, "n"), false));

        DeadLetter<Integer> letter = numbers.deadLetters().find("1").orElseThrow();

        assertThat(letter.key()).isEqualTo("k");
        assertThatThrownBy(letter::value).isInstanceOf(SerializationException.class);
    }

    @Test
    void whatMakesNoSenseIsRefused() {
        assertThatThrownBy(() -> letters.list(LetterFilter.all(), -1, 1)).isInstanceOf(ConfigurationException.class);
        assertThatThrownBy(() -> letters.list(LetterFilter.all(), 0, 0)).isInstanceOf(ConfigurationException.class);
        assertThatThrownBy(() -> letters.retryAll(LetterFilter.all(), 0)).isInstanceOf(ConfigurationException.class);
        assertThatThrownBy(() -> LetterFilter.all().olderThan(Duration.ofMinutes(-1)))
                .isInstanceOf(ConfigurationException.class);
    }
}
