package io.cachex.examples.drill.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cachex.spi.TimeSource;
import io.cachex.testkit.redis.RedisServer;
import io.lettuce.core.RedisException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The cache that CacheX is compared with is a good one: it does what it is written for. */
class HandmadeNodeTest {

    private final Database database = new Database(10, TimeSource.system());
    private final Database.Client client = database.new Client();
    private final RedisServer server = RedisServer.create().start();
    private final HandmadeNode one = new HandmadeNode(server.uri(), client);
    private final HandmadeNode other = new HandmadeNode(server.uri(), client);

    @AfterEach
    void close() {
        one.close();
        other.close();
        server.close();
    }

    @Test
    void aValueIsLoadedOnceForBothNodes() {
        assertThat(one.get("3").version()).isZero();
        assertThat(other.get("3")).isEqualTo(one.get("3"));

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
        one.get("3");
        server.kill();

        assertThat(one.get("3").version()).isZero();
        assertThat(one.get("4").version()).isZero();
        assertThatThrownBy(() -> one.invalidate("3")).isInstanceOf(RedisException.class);
    }
}
