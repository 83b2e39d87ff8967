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

import io.cachex.ConfigurationException;
import io.cachex.JournalException;
import io.cachex.JournalException.Reason;
import io.cachex.spi.Journal;
import io.cachex.spi.Journal.Contents;
import io.cachex.spi.JournalEntry;
import io.cachex.testkit.redis.RedisCluster;
import io.cachex.testkit.redis.RedisSentinels;
import io.cachex.testkit.redis.RedisServer;
import io.lettuce.core.cluster.SlotHash;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** O4, TH11: the journal behind Sentinel, on a Cluster, with few rights; and what it refuses. */
@Timeout(60)
class JournalPlacesTest {

    private static final Duration SILENCE = Duration.ofSeconds(1);

    private final Nodes nodes = new Nodes();

    @AfterEach
    void closeNodes() {
        nodes.close();
    }

    /** FT21: a switch to a replica that has everything loses nothing. */
    @Test
    void theReplicaThatBecomesMasterHasTheJournal() {
        try (RedisSentinels sentinels = RedisSentinels.start()) {
            Redis redis = nodes.at(sentinels.uri(), builder -> builder.commandTimeout(Duration.ofMillis(500)));
            Journal journal = redis.journal("j", SILENCE);
            journal.open(CACHE);
            soon().until(() -> isDone(journal.append(write(0))));

            sentinels.switchOver();

            soon().until(() -> isDone(journal.append(write(1))));
            journal.close();
            assertThat(redis.journal("j", SILENCE).open(CACHE).writes()).containsExactly(write(0), write(1));
        }
    }

    /** A journal goes with its slot, its owners and all; who has it is asked there. */
    @Test
    void aJournalMovesWithItsSlot() {
        try (RedisCluster cluster = RedisCluster.start()) {
            Redis redis = OnCluster.connected(RedisNodes.patient().uri(cluster.uri()));
            try {
                Journal journal = redis.journal("j", SILENCE);
                journal.open(CACHE);
                List<JournalEntry> writes = new ArrayList<>(append(journal, 0, 20));
                answer(journal.park(letter(writes.remove(5))));
                byte[] key = redis.settings().names().journal("j", CACHE).get(0);
                int slot = SlotHash.getSlot(key);
                RedisServer to = cluster.masters().stream()
                        .filter(node -> node != cluster.masterOf(slot))
                        .findFirst()
                        .orElseThrow();

                cluster.move(slot, to);

                soon().until(() -> isDone(journal.append(write(20))));
                writes.add(write(20));
                answer(journal.done(List.of(writes.remove(0).id())));
                Journal next = redis.journal("j", SILENCE);
                assertThat(next.open(CACHE).isEmpty()).isTrue();
                kill(journal);
                assertThat(takeOver(next, writes.size())).containsExactlyElementsOf(writes);
                assertThat((Long) to.command("XLEN", new String(key, UTF_8))).isEqualTo(19L);
            } finally {
                redis.close();
            }
        }
    }

    /** TH11: the documented rights are enough for all a journal does. */
    @Test
    void theDocumentedAccountIsEnough() {
        try (RedisServer server = RedisServer.create().start()) {
            grant(server, nodes.names().accessRules());
            Redis redis = nodes.at(server.uri().replace("redis://", "redis://cachex:secret@"));
            Journal journal = redis.journal("j", SILENCE);
            journal.open(CACHE);
            append(journal, 0, 4);
            answer(journal.park(letter(write(0))));
            answer(journal.park(letter(write(1))));
            answer(journal.append(write(0).redriven()));
            answer(journal.done(List.of("w0")));
            answer(journal.discard(List.of("w1")));
            Journal next = redis.journal("j", SILENCE);
            next.open(CACHE);
            kill(journal);
            assertThat(takeOver(next, 2)).containsExactly(write(2), write(3));
            answer(next.done(List.of("w2", "w3")));
            answer(next.takeOver());
            next.close();

            assertThat(String.valueOf(server.command("ACL", "LOG"))).isEqualTo("[]");
        }
    }

    /** BI42: an account that may not is refused at the start. */
    @Test
    void anAccountThatMayNotIsRefusedAtTheStart() {
        try (RedisServer server = RedisServer.create().start()) {
            grant(server, nodes.names().accessRules().replace(" +xpending", ""));
            Redis redis = nodes.at(server.uri().replace("redis://", "redis://cachex:secret@"));

            assertThatThrownBy(() -> redis.journal("j", SILENCE).open(CACHE))
                    .isInstanceOfSatisfying(
                            JournalException.class,
                            refused -> assertThat(refused.reason()).isEqualTo(Reason.UNUSABLE));
        }
    }

    private static void grant(RedisServer server, String rules) {
        server.command(("ACL SETUSER cachex on >secret " + rules).split(" "));
    }

    /** BI1, BI4: names and values that cannot be. */
    @Test
    void refusesWhatCannotBe() {
        Redis redis = nodes.at("redis://127.0.0.1:1", builder -> builder.maximumValueBytes(10));
        for (String bad : List.of("", "x".repeat(1_025), "\ud800")) {
            assertThatThrownBy(() -> redis.journal(bad))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageStartingWith("journal must");
        }
        Journal journal = redis.journal("j");
        assertThat(failure(journal.append(write(0)))).isInstanceOf(IllegalStateException.class);
        assertThat(journal.open(CACHE)).isEqualTo(Contents.nothing());

        assertThat(failure(journal.append(write("1", "key", 1).withRedrives(1))))
                .isInstanceOf(JournalException.class);
        assertThat(failure(journal.append(write("long enough", "key", 1))))
                .isInstanceOf(JournalException.class)
                .hasMessageContaining("maximumValueBytes");
        assertThat(failure(journal.append(write("2", "\ud800", 1)))).isInstanceOf(JournalException.class);
        assertThat(journal).hasToString("redisJournal(j)");
    }

    /** FT47: Redis closes its journals, and no thread, connection or sign of life is left. */
    @Test
    void closingRedisClosesItsJournals() {
        try (RedisServer server = RedisServer.create().start();
                Redis next = nodes.at(server.uri())) {
            Redis redis = nodes.at(server.uri());
            Journal journal = redis.journal("j", SILENCE);
            journal.open(CACHE);
            append(journal, 0, 2);

            redis.close();

            assertThat(((JournalException) failure(journal.append(write(2)))).reason())
                    .isEqualTo(Reason.CLOSED);
            assertThat(next.journal("j", SILENCE).open(CACHE).writes()).containsExactly(write(0), write(1));
        }
    }
}
