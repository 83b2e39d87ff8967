package io.cachex.redis;

import static io.cachex.redis.JournalSamples.CACHE;
import static io.cachex.redis.JournalSamples.append;
import static io.cachex.redis.JournalSamples.isDone;
import static io.cachex.redis.JournalSamples.kill;
import static io.cachex.redis.JournalSamples.letter;
import static io.cachex.redis.JournalSamples.takeOver;
import static io.cachex.redis.JournalSamples.write;
import static io.cachex.redis.Nodes.answer;
import static io.cachex.redis.Nodes.failure;
import static io.cachex.redis.Nodes.soon;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.cachex.JournalException;
import io.cachex.JournalException.Reason;
import io.cachex.spi.DeadEntry;
import io.cachex.spi.Journal;
import io.cachex.spi.Journal.Contents;
import io.cachex.spi.JournalEntry;
import io.cachex.testkit.redis.FaultProxy;
import io.cachex.testkit.redis.RedisExtension;
import io.cachex.testkit.redis.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** E5: any node may take over a dead node's work, and nobody takes that of a living one. */
@Timeout(60)
class JournalTakeOverTest {

    @RegisterExtension
    static final RedisExtension REDIS = RedisExtension.create();

    private static final Duration SILENCE = Duration.ofMillis(600);
    private static final int ROUNDS = Boolean.getBoolean("cachex.soak") ? 2_000 : 20;

    private final Nodes nodes = new Nodes();
    private final Redis one = nodes.at(REDIS.uri());
    private final Redis other = nodes.at(REDIS.uri());
    private String name = "n" + Long.toHexString(new Random().nextLong());

    @AfterEach
    void closeNodes() {
        nodes.close();
    }

    private Journal open(Redis redis) {
        Journal journal = redis.journal(name, SILENCE);
        journal.open(CACHE);
        return journal;
    }

    private List<String> keys() {
        return nodes.names().journal(name, CACHE).stream()
                .map(key -> new String(key, UTF_8))
                .toList();
    }

    private static void pass(Duration time) {
        await().pollDelay(time).atMost(time.plusSeconds(20)).until(() -> true);
    }

    /** E5: in the order in which it appended, writes and letters. */
    @Test
    void anotherNodeTakesWhatAKilledOneHasLeft() {
        Journal dead = open(one);
        List<JournalEntry> writes = append(dead, 0, 1_200); // more than is read at a time
        List<DeadEntry> letters =
                List.of(letter(writes.remove(700)), letter(writes.remove(3)), letter(writes.remove(0)));
        letters.forEach(letter -> answer(dead.park(letter)));
        Journal next = open(other);
        kill(dead);

        assertThat(answer(next.takeOver()).isEmpty()).as("nobody knows yet").isTrue();
        List<Contents> taken = new ArrayList<>();
        soon().until(() -> {
            taken.add(answer(next.takeOver()));
            return !taken.get(taken.size() - 1).isEmpty();
        });

        Contents contents = taken.get(taken.size() - 1);
        assertThat(contents.writes()).containsExactlyElementsOf(writes);
        assertThat(contents.letters()).containsExactlyElementsOf(letters);
        assertThat(answer(next.takeOver()).isEmpty()).isTrue();
        answer(next.done(writes.stream().map(JournalEntry::id).toList()));
        answer(next.discard(letters.stream().map(letter -> letter.entry().id()).toList()));
        assertThat(REDIS.command("XLEN", keys().get(0))).isEqualTo(0L);
        assertThat(REDIS.command("XLEN", keys().get(1))).isEqualTo(0L);
        assertThat(REDIS.command("HLEN", keys().get(2))).isEqualTo(0L);
    }

    /** E3, E5: a write that waits for its origin for hours is not a dead node's. */
    @Test
    void nobodyTakesWhatALivingNodeHasForLong() {
        Journal living = open(one);
        append(living, 0, 3);
        Journal next = open(other);

        await().during(SILENCE.multipliedBy(3))
                .atMost(Duration.ofSeconds(20))
                .until(() -> answer(next.takeOver()).isEmpty());

        living.close();
        assertThat(answer(next.takeOver()).writes())
                .as("at once when it is closed")
                .hasSize(3);
    }

    /** A journal's name may be shared by caches: each has its own part. */
    @Test
    void aCacheDoesNotGetTheWritesOfAnother() {
        Journal dead = one.journal(name, SILENCE);
        dead.open("orders");
        append(dead, 0, 3);
        dead.close();

        assertThat(other.journal(name, SILENCE).open(CACHE).isEmpty()).isTrue();
        assertThat(other.journal(name, SILENCE).open("orders").writes()).hasSize(3);
    }

    /** E5: each entry goes to exactly one of those who take at the same time. */
    @Test
    void whoTakesAtTheSameTimeGetsEachEntryOnce() {
        String first = name;
        for (int round = 0; round < ROUNDS; round++) {
            name = first + round;
            Journal dead = open(one);
            Journal left = open(one);
            Journal right = open(other);
            List<JournalEntry> writes = append(dead, 0, 40);
            for (int i = 30; i < 40; i++) {
                answer(dead.park(letter(writes.get(i))));
            }
            dead.close();

            CompletionStage<Contents> mine = left.takeOver();
            CompletionStage<Contents> his = right.takeOver();

            List<JournalEntry> all = new ArrayList<>();
            List<DeadEntry> letters = new ArrayList<>();
            List<Journal> takers = List.of(left, right);
            List<Contents> found = List.of(
                    answer(mine), answer(his), answer(left.takeOver()), answer(right.takeOver())); // what a loser left
            for (Contents contents : found) {
                assertThat(contents.writes().stream().map(JournalEntry::version))
                        .isSorted();
                all.addAll(contents.writes());
                letters.addAll(contents.letters());
            }
            assertThat(all).containsExactlyInAnyOrderElementsOf(writes.subList(0, 30));
            assertThat(letters).hasSize(10).doesNotHaveDuplicates();
            takers.forEach(Journal::close);
        }
    }

    /** E5: nor does one who asks twice at the same time get it twice. */
    @Test
    void whoAsksTwiceGetsEachEntryOnce() {
        Journal dead = open(one);
        List<JournalEntry> writes = append(dead, 0, 1_200);
        Journal next = open(other);
        dead.close();

        List<CompletionStage<Contents>> asked = List.of(next.takeOver(), next.takeOver(), next.takeOver());

        List<JournalEntry> taken = new ArrayList<>();
        asked.forEach(stage -> taken.addAll(answer(stage).writes()));
        assertThat(taken).containsExactlyElementsOf(writes);
    }

    /** To let go is final: a sign of life that is sent at the same moment, and comes after it, does not hold up who is next. */
    @Test
    void aSignAfterTheLastOneDoesNotCount() {
        Journal closed = open(one);
        append(closed, 0, 2);
        OpenJournal opened = Objects.requireNonNull(((RedisJournal) closed).opened());
        closed.close();

        opened.connected();
        Journal next = one.journal(name, SILENCE); // on the same connection: so the sign has come
        assertThat(next.open(CACHE).writes()).containsExactly(write(0), write(1));
    }

    /** A node that was paused for longer than others wait has nothing to say about what was taken from it. */
    @Test
    void aNodeThatComesBackHasNoSayAboutWhatWasTaken() {
        Journal paused = open(one);
        List<JournalEntry> writes = append(paused, 0, 4);
        answer(paused.park(letter(writes.get(3))));
        Journal next = open(other);
        kill(paused); // gives no sign any more
        assertThat(takeOver(next, 3)).containsExactlyElementsOf(writes.subList(0, 3));

        answer(paused.done(List.of("w0", "w1", "w2")));
        answer(paused.discard(List.of("w3")));
        answer(paused.park(letter(writes.get(1))));
        assertThat(((JournalException) failure(paused.append(writes.get(3).redriven()))).reason())
                .isEqualTo(Reason.UNAVAILABLE);
        JournalEntry later = write(9);
        answer(paused.append(later)); // a sign of life

        assertThat(REDIS.command("XLEN", keys().get(0))).isEqualTo(4L);
        assertThat(REDIS.command("XLEN", keys().get(1))).isEqualTo(1L);
        next.close();
        Contents contents = open2();
        assertThat(contents.writes()).containsExactlyElementsOf(writes.subList(0, 3));
        assertThat(contents.letters()).containsExactly(letter(writes.get(3)));
        answer(paused.done(List.of(later.id())));
        assertThat(REDIS.command("XLEN", keys().get(0))).isEqualTo(3L);
    }

    private Contents open2() {
        return other.journal(name, SILENCE).open(CACHE);
    }

    /** A server that was away, and not the nodes: the first to be heard again does not take the work of all others. */
    @Test
    void silenceOfAllIsTheServersAndNobodysDeath() {
        Duration silence = Duration.ofSeconds(2); // longer than it takes to connect again
        try (RedisServer server = RedisServer.create().start();
                FaultProxy proxy = FaultProxy.inFrontOf(server)) {
            Journal late = nodes.at(proxy.uri()).journal(name, silence);
            Journal early = nodes.at(server.uri()).journal(name, silence);
            late.open(CACHE);
            early.open(CACHE);
            soon().until(() -> isDone(late.append(write(0))) && isDone(early.append(write(1))));
            server.command("SAVE");

            proxy.refuse(true);
            server.kill();
            pass(silence.plusMillis(500));
            server.start();
            assertThat(takenOver(early)).as("by the first who is back").isEmpty();
            proxy.refuse(false);
            soon().until(() -> isDone(late.append(write(2))));

            assertThat(takenOver(early)).isEmpty();
        }
    }

    /** What it takes as soon as it can ask. */
    private static List<JournalEntry> takenOver(Journal journal) {
        List<Contents> found = new ArrayList<>();
        soon().until(() -> isDone(journal.takeOver().thenAccept(found::add)));
        return found.get(0).writes();
    }

    /** BI42: what a later release has left is refused, said, and kept; what others have left is taken all the same. */
    @Test
    void whatALaterReleaseHasLeftIsKept() {
        Journal good = open(one);
        List<JournalEntry> writes = append(good, 0, 2);
        Journal later = open(one);
        append(later, 10, 1);
        String writesKey = keys().get(0);
        String number = String.valueOf(REDIS.command("XADD", writesKey, "*", "format", "2", "id", "x", "shape", "new"));
        String owner = ownerOf(writesKey, 2);
        REDIS.command("XCLAIM", writesKey, "cachex", owner, "0", number, "FORCE");
        append(later, 11, 1);
        Journal next = open(other);
        good.close();
        later.close();

        assertThat(answer(next.takeOver()).writes())
                .containsExactly(writes.get(0), writes.get(1), write(10)); // up to what it cannot read
        assertThat(failure(next.takeOver()))
                .isInstanceOfSatisfying(
                        JournalException.class,
                        unreadable -> assertThat(unreadable.reason()).isEqualTo(Reason.UNUSABLE))
                .hasMessageContaining("format 2");
        assertThatThrownBy(() -> one.journal(name, SILENCE).open(CACHE))
                .isInstanceOf(JournalException.class)
                .hasMessageContaining("format 2");
        assertThat(REDIS.command("XLEN", writesKey)).isEqualTo(5L);
        assertThat(String.valueOf(REDIS.command("XPENDING", writesKey, "cachex", number, number, "1")))
                .as("still with its owner")
                .contains(owner);
    }

    private static String ownerOf(String stream, int place) {
        List<?> pending = (List<?>) REDIS.command("XPENDING", stream, "cachex", "-", "+", "10");
        return String.valueOf(((List<?>) pending.get(place)).get(1));
    }

    /** Owners that are dead and have nothing are forgotten; one that is closed and has nothing, at once. */
    @Test
    void nothingIsLeftOfTheDead() {
        Journal empty = open(one);
        append(empty, 0, 1);
        answer(empty.done(List.of("w0")));
        empty.close();
        assertThat(REDIS.command("HLEN", keys().get(3)))
                .as("the time of the last sign")
                .isEqualTo(1L);

        Journal dead = open(one);
        append(dead, 1, 1);
        kill(dead);
        Journal next = open(other);
        takeOver(next, 1);
        soon().until(() -> {
            answer(next.takeOver());
            return REDIS.command("HLEN", keys().get(3)).equals(2L);
        });
        assertThat((List<?>) REDIS.command("XINFO", "CONSUMERS", keys().get(0), "cachex"))
                .hasSize(1);
    }
}
