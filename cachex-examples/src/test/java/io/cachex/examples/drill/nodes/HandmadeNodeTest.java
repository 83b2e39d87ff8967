package io.cachex.examples.drill.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cachex.spi.TimeSource;
import io.cachex.testkit.redis.RedisServer;
import io.lettuce.core.RedisException;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The cache that CacheX is compared with is a good one: it does what it is written for. */
class HandmadeNodeTest {

    private final Database database = new Database(10, TimeSource.system());
    private final Database.Client client = database.new Client();
    private final RedisServer server = RedisServer.create().start();
    private final HandmadeNode one = HandmadeFleet.connected(server.uri(), client, Duration.ofSeconds(5));
    private final HandmadeNode other = HandmadeFleet.connected(server.uri(), client, HandmadeNode.TIMEOUT);

    @AfterEach
    void close() {
        one.close();
        other.close();
        server.close();
    }

    @Test
    void aValueIsLoadedOnceForBothNodes() {
        Copy loaded = other.get("3");

        assertThat(loaded.version()).isZero();
        assertThat(one.get("3")).isEqualTo(loaded);

        assertThat(client.queries()).isEqualTo(1);
    }

    @Test
    void aChangeOnOneNodeIsSeenOnTheOther() {
        one.get("3");
        other.get("3");

        database.commit(3);
        one.invalidate("3");

        assertThat(one.get("3").version()).isEqualTo(1);
        Awaitility.await()
                .untilAsserted(() -> assertThat(other.get("3").version()).isEqualTo(1));
    }

    @Test
    void withoutRedisItAsksTheDatabaseAndCannotTellTheOthers() {
        other.get("3");
        server.kill();

        assertThat(other.get("3").version()).isZero();
        assertThat(other.get("4").version()).isZero();
        assertThatThrownBy(() -> other.invalidate("3")).isInstanceOf(RedisException.class);
    }
}
