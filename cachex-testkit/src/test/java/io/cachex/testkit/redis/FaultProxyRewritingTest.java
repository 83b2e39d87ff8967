package io.cachex.testkit.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.cachex.testkit.redis.FaultProxy.Direction;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** FT11, FT25: what the proxy does to single commands, answers and messages. */
@Timeout(60)
final class FaultProxyRewritingTest {

    @RegisterExtension
    static final RedisExtension REDIS = RedisExtension.create();

    private static final Duration SHORT = Duration.ofMillis(150);
    private static final Duration LONG = Duration.ofSeconds(20);

    private static RedisServer server;

    private FaultProxy proxy;

    @BeforeAll
    static void startServer() {
        server = REDIS.server();
    }

    @BeforeEach
    void openProxy() {
        REDIS.server().command("FLUSHALL");
        proxy = FaultProxy.inFrontOf(server);
    }

    @AfterEach
    void closeProxy() {
        proxy.close();
    }

    /** FT11: a message is lost, the connection is not. */
    @Test
    void swallowsTheMessagesThatMatch() {
        try (RespConnection subscriber = connect(LONG)) {
            subscriber.command("SUBSCRIBE", "channel");
            proxy.swallow("k\u00e4se 2", Direction.DOWN);

            for (int i = 1; i <= 3; i++) {
                server.command("PUBLISH", "channel", "k\u00e4se " + i);
            }

            assertThat(subscriber.receive()).isEqualTo(List.of("message", "channel", "k\u00e4se 1"));
            assertThat(subscriber.receive()).isEqualTo(List.of("message", "channel", "k\u00e4se 3"));
        }
    }

    @Test
    void swallowsTheCommandsThatMatch() {
        try (RespConnection connection = connect(LONG)) {
            proxy.swallow("doomed", Direction.UP);

            connection.send("SET", "doomed", "1");
            connection.send("SET", "other", "2");

            assertThat(connection.receive()).isEqualTo("OK");
            assertThat(server.command("MGET", "doomed", "other")).isEqualTo(Arrays.asList(null, "2"));
        }
    }

    @Test
    void rewritesWhole() {
        String large = "a".repeat(100_000);
        try (RespConnection connection = connect(LONG)) {
            connection.command("SET", "key", large);
            proxy.rewrite(Direction.DOWN, frame -> bytes(text(frame).replace("a", "b")));
            proxy.rewrite(Direction.DOWN, frame -> bytes(text(frame).replace("b", "c")));

            assertThat(connection.command("GET", "key")).isEqualTo("c".repeat(100_000));

            proxy.heal();

            assertThat(connection.command("GET", "key")).isEqualTo(large);
        }
    }

    @Test
    void aRewriterThatThrowsCostsTheConnection() {
        try (RespConnection connection = connect(LONG)) {
            proxy.rewrite(Direction.DOWN, frame -> {
                throw new IllegalStateException("on purpose");
            });

            assertThatExceptionOfType(UncheckedIOException.class)
                    .isThrownBy(() -> connection.command("PING"))
                    .matches(failure -> !(failure.getCause() instanceof SocketTimeoutException));
        }
        proxy.heal();
        assertAnswers();
    }

    /** FT25 */
    @Test
    void theServersClockCanBeStepped() {
        server.command("RPUSH", "list", "1234567890", "x");
        try (RespConnection connection = connect(LONG)) {
            for (Duration step : List.of(Duration.ofSeconds(31), Duration.ofHours(-1), Duration.ofNanos(-1_000))) {
                proxy.stepClock(step);
                long before = micros(server.command("TIME"));
                long stepped = micros(connection.command("TIME"));
                long after = micros(server.command("TIME"));

                assertThat(stepped - step.toNanos() / 1_000).isBetween(before, after);
                proxy.heal();
            }
            proxy.stepClock(Duration.ofDays(1));
            proxy.stepClock(Duration.ofDays(1));
            assertThat(micros(connection.command("TIME")) - micros(server.command("TIME")))
                    .isBetween(172_700_000_000L, 172_800_000_000L);
            assertThat(connection.command("LRANGE", "list", "0", "1")).isEqualTo(List.of("1234567890", "x"));
        }
    }

    private RespConnection connect(Duration patience) {
        return RespConnection.open(proxy.host(), proxy.port(), patience);
    }

    private void assertAnswers() {
        try (RespConnection connection = connect(LONG)) {
            assertThat(connection.command("PING")).isEqualTo("PONG");
        }
    }

    private static long micros(Object time) {
        List<?> parts = (List<?>) time;
        return Long.parseLong(parts.get(0).toString()) * 1_000_000
                + Long.parseLong(parts.get(1).toString());
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
