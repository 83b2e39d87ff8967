package io.cachex.redis;

import static io.cachex.redis.Outcomes.answerOf;
import static io.cachex.redis.Outcomes.failureOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cachex.testkit.redis.FaultProxy;
import io.cachex.testkit.redis.FaultProxy.Direction;
import io.cachex.testkit.redis.RedisServer;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class LinkTest {

    private final List<String> heard = new CopyOnWriteArrayList<>();

    private RedisServer server;
    private FaultProxy proxy;
    private Redis redis;
    private Link<StatefulRedisConnection<byte[], byte[]>> link;

    @BeforeEach
    void start() {
        server = RedisServer.create().start();
        proxy = FaultProxy.inFrontOf(server);
        redis = Redis.builder().uri(proxy.uri()).build();
        link = redis.link("test", Kind.COMMANDS, Duration.ofSeconds(1));
        link.listen(new Link.Listener<StatefulRedisConnection<byte[], byte[]>>() {
            @Override
            public void onConnected(StatefulRedisConnection<byte[], byte[]> connection) {
                heard.add("connected" + (link.isConnected() ? "" : " too early"));
            }

            @Override
            public void onLost(String reason) {
                heard.add("lost" + (link.isConnected() ? " too early" : ""));
            }
        });
    }

    @AfterEach
    void stop() {
        redis.close();
        proxy.close();
        server.close();
    }

    @Test
    void doesNothingBeforeItIsStarted() {
        assertThat(failureOf(link.send(Requests.time()))).hasMessageContaining("not connected yet");
        assertThat(proxy.connections()).isZero();
    }

    @Test
    void learnsTheServersTimeBeforeItCountsAsConnected() {
        proxy.swallow("TIME", Direction.UP);
        link.start();
        await().pollInterval(Duration.ofMillis(2)).until(() -> proxy.connections() >= 2);
        assertThat(link.isConnected()).isFalse();
        assertThat(redis.clock().isKnown()).isFalse();

        proxy.heal();

        awaitConnected();
        assertThat(redis.clock().isKnown()).isTrue();
        awaitHeard(1);
        assertThat(heard).containsExactly("connected");
    }

    @Test
    void tellsOfConnectionsAndLossesInTurns() {
        link.start();
        awaitConnected();
        awaitHeard(1);
        for (int i = 0; i < 3; i++) {
            proxy.reset();
            await().pollInterval(Duration.ofMillis(1)).until(() -> heard.size() % 2 == 0);
            awaitConnected();
            await().pollInterval(Duration.ofMillis(1)).until(() -> heard.size() % 2 == 1);
        }
        link.renew("for a change");
        awaitHeard(9);

        assertThat(heard)
                .startsWith(
                        "connected",
                        "lost",
                        "connected",
                        "lost",
                        "connected",
                        "lost",
                        "connected",
                        "lost",
                        "connected");
    }

    @Test
    void whatIsUnderWayEndsWithTheConnection() {
        link.start();
        awaitConnected();
        proxy.blackHole(Direction.DOWN);
        var sent = link.send(Requests.time());

        link.renew("for a change");

        assertThat(failureOf(sent)).hasMessageContaining("UNKNOWN");
    }

    @Test
    void staysClosed() {
        link.start();
        awaitConnected();

        link.close();
        link.start();

        assertThat(link.isConnected()).isFalse();
        assertThat(failureOf(link.send(Requests.time()))).hasMessageContaining("closed");
        await().pollInterval(Duration.ofMillis(2)).until(() -> proxy.openConnections() == 0);
        await().pollDelay(Duration.ofMillis(300)).until(() -> proxy.openConnections() == 0);
        awaitHeard(2);
        assertThat(heard).containsExactly("connected", "lost");
    }

    /** Attempts begin at random moments, at the latest a second after the one before; few at first. */
    @Test
    void waitsLongerWithEveryFailureButNeverLong() {
        for (int failures = 0; failures < 100; failures++) {
            long most = failures > 3 ? 1_000 : 100L << failures;
            for (int i = 0; i < 100; i++) {
                assertThat(Backoff.delay(failures)).isBetween(Duration.ZERO, Duration.ofMillis(most));
            }
        }
    }

    /** The application's client is used as it is and stays open. */
    @Test
    void worksOnTheApplicationsClient() {
        RedisClient client = RedisClient.create(proxy.uri());
        try {
            try (Redis shared = Redis.using(client)) {
                shared.store();
                await().pollInterval(Duration.ofMillis(2)).until(shared::isConnected);
                proxy.reset();
                await().pollInterval(Duration.ofMillis(1)).until(() -> proxy.connections() >= 2);
                await().pollInterval(Duration.ofMillis(2)).until(shared::isConnected);
                assertThat(shared).hasToString("redis(the application's client)");
            }
            assertThat(client.connect().sync().ping()).isEqualTo("PONG");
        } finally {
            client.shutdown();
        }
    }

    /** O4: a server in another database, and RESP3 on both kinds of connection. */
    @Test
    void speaksTheProtocolThatAllowsCommandsBesideMessages() {
        var subscribed = redis.link("subscribed", Kind.SUBSCRIBED, Duration.ofSeconds(1));
        subscribed.listen(new Link.Listener<>() {
            @Override
            public void onConnected(io.lettuce.core.pubsub.StatefulRedisPubSubConnection<byte[], byte[]> connection) {
                connection.async().subscribe("channel".getBytes(java.nio.charset.StandardCharsets.UTF_8));
            }
        });
        subscribed.start();
        await().pollInterval(Duration.ofMillis(2))
                .until(() -> Long.valueOf(1).equals(server.command("PUBLISH", "channel", "1")));

        long micros = Requests.micros(answerOf(subscribed.send(Requests.time())));

        assertThat(micros).isCloseTo(redis.clock().micros(), org.assertj.core.data.Offset.offset(5_000_000L));
    }

    private void awaitHeard(int count) {
        await().atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(1))
                .until(() -> heard.size() >= count);
    }

    private void awaitConnected() {
        await().atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(1))
                .until(link::isConnected);
    }
}
