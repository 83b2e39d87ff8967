package io.cachex.redis.jvms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cachex.redis.Redis;
import io.cachex.spi.Journal;
import io.cachex.spi.JournalEntry;
import io.cachex.spi.TimeSource;
import io.cachex.testkit.redis.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** FT32, E5: a node is killed, and another one makes its writes: none is lost, and those of each key are in order. */
@Timeout(1_800)
class JournalAcrossProcessesTest {

    private static final int ROUNDS = Boolean.getBoolean("cachex.soak") ? 100 : 1;

    private final TimeSource time = TimeSource.system();

    /** Killed in the midst of appending, after at least 200. */
    @Test
    void anotherNodeHasEveryAcknowledgedWriteOfAKilledOne() {
        try (RedisServer server = RedisServer.create().start();
                Redis redis = Redis.builder()
                        .uri(server.uri())
                        .commandTimeout(Duration.ofSeconds(5))
                        .build()) {
            for (int round = 0; round < ROUNDS; round++) {
                killAndTakeOver(server, redis, 200 + round);
            }
        }
    }

    private void killAndTakeOver(RedisServer server, Redis redis, int least) {
        try (SharedNumbers shared = SharedNumbers.create(JournalingNode.ACKNOWLEDGED + 1);
                ChildJvm child = ChildJvm.start(JournalingNode.class, shared, server.uri(), 1_000_000);
                Journal journal = redis.journal("killed")) {
            journal.open(JournalingNode.CACHE);
            await().atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> shared.get(JournalingNode.ACKNOWLEDGED) >= least);

            child.kill();
            long killed = time.nanos();
            long acknowledged = shared.get(JournalingNode.ACKNOWLEDGED);
            List<JournalEntry> taken = new ArrayList<>();
            await().atMost(Duration.ofSeconds(30))
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> taken.addAll(
                            journal.takeOver().toCompletableFuture().join().writes()));

            System.out.println("killed after " + acknowledged + " acknowledged writes: another node has " + taken.size()
                    + " after " + Duration.ofNanos(time.nanos() - killed).toMillis() + " ms");
            List<JournalEntry> expected = new ArrayList<>();
            for (int i = 0; i < taken.size(); i++) {
                expected.add(JournalingNode.write(i));
            }
            assertThat(taken).as("all, in their order").containsExactlyElementsOf(expected);
            assertThat((long) taken.size()).as("one may be under way").isBetween(acknowledged, acknowledged + 1);
            journal.done(taken.stream().map(JournalEntry::id).toList())
                    .toCompletableFuture()
                    .join();
        }
    }
}
