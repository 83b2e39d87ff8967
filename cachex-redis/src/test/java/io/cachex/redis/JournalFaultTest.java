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
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cachex.JournalException;
import io.cachex.JournalException.Reason;
import io.cachex.spi.DeadEntry;
import io.cachex.spi.Journal;
import io.cachex.spi.Journal.Contents;
import io.cachex.spi.JournalEntry;
import io.cachex.spi.TimeSource;
import io.cachex.testkit.redis.FaultProxy;
import io.cachex.testkit.redis.FaultProxy.Direction;
import io.cachex.testkit.redis.RedisServer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** E5 when answers get lost, and when Redis is away, without room, or without its data. */
@Timeout(60)
class JournalFaultTest {

    private static final Duration SILENCE = Duration.ofSeconds(1);
    private static final Duration TIMEOUT = Duration.ofMillis(500);
    private static final TimeSource TIME = TimeSource.system();

    private final Nodes nodes = new Nodes();
    private final RedisServer server = RedisServer.create().start();
    private final FaultProxy proxy = FaultProxy.inFrontOf(server);
    private final Redis redis = nodes.at(proxy.uri(), builder -> builder.commandTimeout(TIMEOUT));
    private final Journal journal = redis.journal("j", SILENCE);

    @BeforeEach
    void open() {
        assertThat(journal.open(CACHE).isEmpty()).isTrue();
        soon().until(() -> isDone(journal.takeOver()));
    }

    @AfterEach
    void close() {
        proxy.heal();
        nodes.close();
        proxy.close();
        server.close();
    }

    private String key(int kind) {
        return new String(nodes.names().journal("j", CACHE).get(kind), StandardCharsets.US_ASCII);
    }

    private long writes() {
        return (Long) server.command("XLEN", key(0));
    }

    private long letters() {
        return (Long) server.command("XLEN", key(1));
    }

    private static void assertUnknown(CompletionStage<?> stage) {
        assertThat(failure(stage))
                .isInstanceOfSatisfying(
                        JournalException.class,
                        lost -> assertThat(lost.reason()).isEqualTo(Reason.UNAVAILABLE))
                .hasMessageContaining("UNKNOWN");
    }

    private void loseAnswers() {
        proxy.closeLosingReplies();
        proxy.heal();
    }

    /** A write that its caller was told is not accepted is not made after all when this node is dead. */
    @Test
    void anAppendWhoseAnswerWasLostIsTakenBack() {
        append(journal, 0, 1);
        proxy.blackHole(Direction.DOWN);
        CompletionStage<Void> lost = journal.append(write(1));
        soon().until(() -> writes() == 2);
        loseAnswers();

        assertUnknown(lost);

        soon().until(() -> writes() == 1);
        append(journal, 2, 1);
        journal.close();
        assertThat(nodes.at(server.uri()).journal("j", SILENCE).open(CACHE).writes())
                .containsExactly(write(0), write(2));
    }

    /** It may be tried again before: then it is there once, and stays. */
    @Test
    void anAppendWhoseAnswerWasLostMayBeRepeated() {
        proxy.blackHole(Direction.DOWN);
        CompletionStage<Void> lost = journal.append(write(1));
        soon().until(() -> writes() == 1);
        loseAnswers();
        assertUnknown(lost);

        soon().until(() -> isDone(journal.append(write(1))));

        await().during(SILENCE.multipliedBy(2)).atMost(Duration.ofSeconds(20)).until(() -> writes() == 1);
    }

    /** FT5: what a frozen server finds when it goes on is not appended any more. */
    @Test
    void noAppendHappensLongAfterItsSenderGaveUp() {
        append(journal, 0, 1);
        server.freeze();
        assertUnknown(journal.append(write(1)));
        await().pollDelay(TIMEOUT.plusMillis(550))
                .atMost(Duration.ofSeconds(20))
                .until(() -> true);
        server.thaw();

        soon().until(() -> isDone(journal.append(write(2))));

        List<?> info = (List<?>) server.command("XINFO", "STREAM", key(0));
        assertThat(info.get(info.indexOf("entries-added") + 1)).isEqualTo(2L);
    }

    /** What was made, and is not forgotten because Redis did not hear of it, is forgotten later, without being asked again. */
    @Test
    void whatWasMadeIsForgottenLater() {
        List<JournalEntry> made = new ArrayList<>();
        for (int i = 0; i < 700; i += 100) {
            made.addAll(append(journal, i, 100));
        }
        answer(journal.park(letter(made.get(0))));
        proxy.blackHole(Direction.UP);
        assertUnknown(journal.done(made.stream().map(JournalEntry::id).toList()));
        assertUnknown(journal.discard(List.of("w0")));
        assertThat(writes()).isEqualTo(699);

        proxy.heal();

        soon().until(() -> writes() == 0 && letters() == 0);
    }

    /** Letters are parked once, whatever is asked for twice. */
    @Test
    void aLetterWhoseAnswerWasLostMayBeParkedAgain() {
        append(journal, 0, 1);
        proxy.blackHole(Direction.DOWN);
        CompletionStage<Void> lost = journal.park(letter(write(0)));
        soon().until(() -> letters() == 1);
        loseAnswers();
        assertUnknown(lost);

        soon().until(() -> isDone(journal.park(letter(write(0)))));

        assertThat(letters()).isEqualTo(1);
        assertThat(writes()).isZero();
    }

    /** Where a move was not answered, what is forgotten is forgotten on either side. */
    @Test
    void whatMayHaveMovedIsForgottenWhereverItIs() {
        append(journal, 0, 2);
        answer(journal.park(letter(write(1))));
        proxy.blackHole(Direction.DOWN);
        CompletionStage<Void> parked = journal.park(letter(write(0)));
        CompletionStage<Void> replayed = journal.append(write(1).redriven());
        soon().until(() -> letters() == 1 && writes() == 1 && entriesAdded() == 3);
        loseAnswers();
        assertUnknown(parked);
        assertUnknown(replayed);

        journal.done(List.of("w0")); // for its queue w0 is a write still, and w1 a letter
        journal.discard(List.of("w1"));

        soon().until(() -> letters() == 0 && writes() == 0);
    }

    private long entriesAdded() {
        List<?> info = (List<?>) server.command("XINFO", "STREAM", key(0));
        return (Long) info.get(info.indexOf("entries-added") + 1);
    }

    /** What was taken is handed over though the answer was lost, and to nobody else. */
    @Test
    void whatWasTakenIsNotForgottenWhenTheAnswerIsLost() {
        Journal dead = nodes.at(server.uri()).journal("j", SILENCE);
        dead.open(CACHE);
        append(dead, 0, 3);
        dead.close();
        byte[] claimed = "*3\r\n:1\r\n:1\r\n:1\r\n".getBytes(StandardCharsets.US_ASCII);
        AtomicBoolean lost = new AtomicBoolean();
        proxy.rewrite(Direction.DOWN, frame -> {
            if (Arrays.equals(frame, claimed)) {
                lost.set(true);
            }
            return lost.get() ? new byte[0] : frame; // also what follows, lest it be taken for the answer
        });

        assertUnknown(journal.takeOver());
        assertThat(lost).isTrue();
        loseAnswers();
        assertThat(nodes.at(server.uri()).journal("j", SILENCE).open(CACHE).isEmpty())
                .isTrue();

        assertThat(takeOver(journal, 3)).containsExactly(write(0), write(1), write(2));
        assertThat(answer(journal.takeOver()).isEmpty()).isTrue();
    }

    /** A2, E5: without Redis it opens empty, refuses at once, and hands over later what it holds. */
    @Test
    void whileRedisIsAwayItRefusesAndOpensEmpty() {
        append(journal, 0, 2);
        kill(journal);
        proxy.refuse(true);
        proxy.reset();
        Redis away = nodes.at(proxy.uri(), builder -> builder.commandTimeout(TIMEOUT));
        Journal next = away.journal("j", SILENCE);

        long start = TIME.nanos();
        assertThat(next.open(CACHE).isEmpty()).isTrue();
        assertThat(Duration.ofNanos(TIME.nanos() - start)).isLessThan(Duration.ofSeconds(2));
        CompletionStage<Void> refused = next.append(write(2));
        assertThat(refused.toCompletableFuture()).isCompletedExceptionally();
        assertThat(((JournalException) failure(refused)).reason()).isEqualTo(Reason.UNAVAILABLE);
        proxy.refuse(false);

        assertThat(takeOver(next, 2)).containsExactly(write(0), write(1));
    }

    /** A2: packets that vanish hold up the opening for the time of one attempt to connect. */
    @Test
    void inABlackHoleItOpensWithinItsTimeouts() {
        proxy.blackHole(Direction.BOTH);
        Redis away =
                nodes.at(proxy.uri(), builder -> builder.commandTimeout(TIMEOUT).connectTimeout(TIMEOUT));

        long start = TIME.nanos();
        assertThat(away.journal("j", SILENCE).open(CACHE).isEmpty()).isTrue();

        assertThat(Duration.ofNanos(TIME.nanos() - start)).isLessThan(Duration.ofSeconds(2));
    }

    /** FT23: without room nothing new is taken, but what there is can be made, parked, replayed, and is its owner's. */
    @Test
    void aServerWithoutRoomTakesNothingNewAndKeepsWhatItHas() {
        append(journal, 0, 4);
        answer(journal.park(letter(write(1))));
        server.command("CONFIG", "SET", "maxmemory", "1");

        assertThat(((JournalException) failure(journal.append(write(9)))).reason())
                .isEqualTo(Reason.FULL);
        answer(journal.done(List.of("w0")));
        answer(journal.park(letter(write(2))));
        answer(journal.append(write(1).redriven()));
        Journal other = nodes.at(server.uri()).journal("j", SILENCE);
        assertThat(other.open(CACHE).isEmpty()).isTrue();
        await().during(SILENCE.multipliedBy(2))
                .atMost(Duration.ofSeconds(20))
                .until(() -> answer(other.takeOver()).isEmpty());

        kill(journal);
        assertThat(takeOver(other, 2)).containsExactly(write(3), write(1).redriven());
        server.command("CONFIG", "SET", "maxmemory", "0");
        answer(other.append(write(9)));
    }

    /** E2: a server that has forgotten its scripts refuses some appends, and keeps the order of the others. */
    @Test
    void theOrderIsKeptWhenTheServerForgetsItsScripts() {
        Journal patient = nodes.at(proxy.uri()).journal("patient", SILENCE.multipliedBy(10));
        patient.open(CACHE);
        append(patient, 0, 1);
        proxy.delay(Duration.ofMillis(5), Direction.DOWN); // so that many are under way
        List<CompletionStage<Void>> stages = new ArrayList<>();
        CompletableFuture<Void> forgetting = CompletableFuture.runAsync(() -> {
            for (int i = 0; i < 5; i++) {
                server.command("SCRIPT", "FLUSH");
            }
        });

        for (int i = 1; i < 1_500; i++) {
            stages.add(patient.append(write(i)));
        }

        long done = stages.stream().filter(JournalSamples::isDone).count();
        forgetting.join();
        patient.close();
        List<JournalEntry> found =
                nodes.at(server.uri()).journal("patient", SILENCE).open(CACHE).writes();
        assertThat(found.stream().map(JournalEntry::version)).isSorted();
        assertThat((long) found.size()).isEqualTo(done + 1);
    }

    /** FT7: what was lost is lost; the journal goes on, and a letter is kept though its write is gone. */
    @Test
    void goesOnWhenTheServerHasLostItsData() {
        append(journal, 0, 3);
        server.restartEmpty();

        soon().until(() -> isDone(journal.append(write(5))));
        answer(journal.done(List.of("w0")));
        DeadEntry letter = letter(write(1));
        answer(journal.park(letter));

        journal.close();
        Contents contents = nodes.at(server.uri()).journal("j", SILENCE).open(CACHE);
        assertThat(contents.writes()).containsExactly(write(5));
        assertThat(contents.letters()).containsExactly(letter);
    }

    /** FT21: a failover may bring back what was forgotten: it is forgotten once more, and not made when this node is dead. */
    @Test
    void whatAFailoverBringsBackIsForgottenOnceMore() {
        append(journal, 0, 2);
        server.command("SAVE");
        answer(journal.done(List.of("w0")));
        server.kill();

        server.start();

        assertThat(writes()).isEqualTo(2); // as a replica has it that had not heard of it
        soon().until(() -> writes() == 1);
        journal.close();
        assertThat(nodes.at(server.uri()).journal("j", SILENCE).open(CACHE).writes())
                .containsExactly(write(1));
    }

    /** BI42: what else is in Redis under its names is not touched, and said. */
    @Test
    void whatIsNoJournalIsNotUsedAsOne() {
        server.command("SET", key(0), "something else");

        assertThat(failure(journal.append(write(0))))
                .isInstanceOfSatisfying(
                        JournalException.class,
                        foreign -> assertThat(foreign.reason()).isEqualTo(Reason.UNUSABLE));

        assertThat(server.command("GET", key(0))).isEqualTo("something else");
    }

    /** FT47: closing does not wait for a server that is away, and gives no sign any more. */
    @Test
    void closesWhileRedisIsAway() {
        append(journal, 0, 1);
        server.freeze();

        long start = TIME.nanos();
        journal.close();

        assertThat(Duration.ofNanos(TIME.nanos() - start)).isLessThan(Duration.ofSeconds(2));
        server.thaw();
        Journal next = nodes.at(server.uri()).journal("j", SILENCE);
        if (next.open(CACHE).isEmpty()) { // the server may have found the last word in its socket
            assertThat(takeOver(next, 1)).containsExactly(write(0));
        }
    }
}
