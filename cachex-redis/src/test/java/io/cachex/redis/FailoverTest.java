package io.cachex.redis;

import static io.cachex.redis.Outcomes.answerOf;
import static io.cachex.redis.Outcomes.text;
import static io.cachex.redis.Outcomes.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cachex.spi.Store;
import io.cachex.testkit.redis.FaultProxy;
import io.cachex.testkit.redis.RedisSentinels;
import io.cachex.testkit.redis.RedisServer;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** FT21, FT22, O4: the master is another server than before. */
final class FailoverTest {

    @Test
    void followsTheMasterThatTheSentinelsName() {
        try (RedisSentinels sentinels = RedisSentinels.start();
                Redis redis = RedisNodes.connected(
                        RedisNodes.patient().uri(sentinels.uri()).commandTimeout(Duration.ofMillis(500)))) {
            Store store = redis.store();
            answerOf(store.write(Map.of("key", value("before"))));

            sentinels.switchOver();
            awaitWritten(store, "after a switch");
            sentinels.failOver();
            awaitWritten(store, "after a failure");

            assertThat(text(answerOf(store.read(Set.of("key"))).get("key"))).isEqualTo("after a failure");
        }
    }

    /** FT22: a master that has become a replica keeps its connections open; who writes there looks for the master anew. */
    @Test
    void looksForTheMasterWhereItMayNotWrite() {
        try (RedisServer server = RedisServer.create().start();
                FaultProxy proxy = FaultProxy.inFrontOf(server);
                Redis redis = RedisNodes.connected(RedisNodes.patient().uri(proxy.uri()))) {
            Store store = redis.store();
            answerOf(store.write(Map.of("key", value("before"))));
            server.command("REPLICAOF", "127.0.0.1", "1");

            await().atMost(Duration.ofSeconds(10))
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> {
                        store.write(Map.of("key", value("refused")));
                        return proxy.connections() >= 3;
                    });

            server.command("REPLICAOF", "NO", "ONE");
            awaitWritten(store, "after");
        }
    }

    private static void awaitWritten(Store store, String text) {
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> store.write(Map.of("key", value(text)))
                        .toCompletableFuture()
                        .handle((done, failure) -> failure == null)
                        .join());
    }
}
