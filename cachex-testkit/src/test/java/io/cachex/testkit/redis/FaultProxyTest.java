package io.cachex.testkit.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import io.cachex.spi.TimeSource;
import io.cachex.testkit.redis.FaultProxy.Direction;
import java.io.EOFException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** FT1 to FT4, FT10, FT13, FT25: the faults themselves. */
@Timeout(60)
final class FaultProxyTest {

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

    @Test
    void passesEverythingOnAndCountsIt() {
        String large = "x".repeat(3_000_000);
        try (RespConnection connection = connect(LONG);
                RespConnection second = connect(LONG)) {
            assertThat(connection.command("SET", "key", large)).isEqualTo("OK");
            assertThat(second.command("GET", "key")).isEqualTo(large);

            assertThat(proxy.connections()).isEqualTo(2);
            assertThat(proxy.openConnections()).isEqualTo(2);
            assertThat(proxy.bytes(Direction.UP)).isBetween(3_000_000L, 3_000_200L);
            assertThat(proxy.bytes(Direction.DOWN)).isBetween(3_000_000L, 3_000_200L);
            assertThat(proxy.bytes(Direction.BOTH)).isBetween(6_000_000L, 6_000_400L);
        }
        Waiting.until("they are closed", () -> proxy.openConnections() == 0 && clients() == 1);
        assertThat(proxy.connections()).isEqualTo(2);
        assertThat(proxy.uri()).isEqualTo("redis://127.0.0.1:" + proxy.port());
    }

    /** FT1 */
    @Test
    void aResetIsAResetOnBothSides() {
        try (RespConnection connection = connect(LONG)) {
            connection.command("PING");

            proxy.reset();

            assertThatExceptionOfType(UncheckedIOException.class)
                    .isThrownBy(connection::receive)
                    .havingCause()
                    .isInstanceOf(SocketException.class)
                    .withMessageContaining("reset");
        }
        assertThat(proxy.openConnections()).isZero();
        Waiting.until("the server has lost it, too", () -> clients() == 1);
        assertAnswers();
    }

    /** FT2: ten commands are executed, no answer arrives, and the connection ends by a FIN. */
    @Test
    void theRepliesCanBeLostWithTheConnection() {
        try (RespConnection connection = connect(LONG)) {
            connection.command("PING");
            proxy.blackHole(Direction.DOWN);
            for (int i = 0; i < 10; i++) {
                connection.send("INCR", "count");
            }
            Waiting.until("all are executed", () -> "10".equals(server.command("GET", "count")));

            proxy.closeLosingReplies();

            assertEndsByFin(connection);
        }
        Waiting.until("it is closed", () -> proxy.openConnections() == 0);
        proxy.heal();
        assertThat(server.command("GET", "count")).isEqualTo("10");
        assertAnswers();
    }

    @Test
    void commandsUnderWayStillReachTheServerWhenTheirRepliesAreLost() {
        try (RespConnection connection = connect(LONG)) {
            connection.command("PING");
            proxy.delay(Duration.ofHours(1), Direction.DOWN);
            for (int i = 0; i < 100; i++) {
                connection.send("INCR", "count");
            }

            proxy.closeLosingReplies();

            assertEndsByFin(connection);
            Waiting.until("all are executed", () -> "100".equals(server.command("GET", "count")));
        }
    }

    /** FT3, FT4 */
    @Test
    void aHoleOnTheWayUpSwallowsCommands() {
        try (RespConnection connection = connect(SHORT)) {
            connection.command("PING");

            proxy.blackHole(Direction.UP);

            connection.send("SET", "key", "swallowed");
            assertSilent(connection);
            assertThat(server.command("GET", "key")).isNull();
            assertThat(proxy.openConnections()).isEqualTo(1);

            proxy.heal();

            assertThat(connection.command("GET", "key")).isNull();
        }
    }

    /** FT3, FT4 */
    @Test
    void aHoleOnTheWayDownSwallowsAnswers() {
        try (RespConnection connection = connect(SHORT)) {
            connection.command("PING");

            proxy.blackHole(Direction.DOWN);

            connection.send("SET", "key", "done");
            assertSilent(connection);
            assertThat(server.command("GET", "key")).isEqualTo("done");

            proxy.heal();

            assertThat(connection.command("GET", "key")).as("the next answer").isEqualTo("done");
        }
    }

    /** FT10 */
    @Test
    void aHoleTakesNewConnectionsAndDoesNotAnswer() {
        proxy.blackHole(Direction.BOTH);

        try (RespConnection connection = connect(SHORT)) {
            connection.send("PING");
            assertSilent(connection);

            proxy.heal();

            assertThat(connection.command("ECHO", "healed")).isEqualTo("healed");
        }
    }

    @Test
    void inAHoleNobodyHearsThatTheOtherSideHasEnded() {
        try (RespConnection connection = connect(SHORT)) {
            connection.command("PING");
            proxy.blackHole(Direction.BOTH);

            server.kill();
            assertSilent(connection);
            assertThat(proxy.openConnections()).isEqualTo(1);

            server.start();
            proxy.heal();

            assertThatExceptionOfType(UncheckedIOException.class)
                    .isThrownBy(connection::receive)
                    .matches(failure -> !(failure.getCause() instanceof SocketTimeoutException));
        }
    }

    /** What survives a hole is whole: answers are missing, none is torn. */
    @ParameterizedTest
    @EnumSource(
            value = Direction.class,
            names = {"UP", "DOWN"})
    void aStreamMakesSenseAfterAHole(Direction direction) {
        int count = 3_000;
        String padding = "\r\n$1\r\n*".repeat(100);
        try (RespConnection connection = connect(Duration.ofMillis(500))) {
            CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> {
                for (int i = 0; i < count; i++) {
                    connection.send("ECHO", i + padding);
                }
            });
            List<Integer> answers = new ArrayList<>();
            boolean isHole = false;
            boolean isOver = false;
            while (!isOver) {
                if (answers.size() % 100 == 50) {
                    proxy.heal();
                    if (isHole) {
                        proxy.blackHole(direction);
                    }
                    isHole = !isHole;
                }
                try {
                    String answer = String.valueOf(connection.receive());
                    assertThat(answer).endsWith(padding);
                    answers.add(Integer.parseInt(answer.substring(0, answer.length() - padding.length())));
                } catch (UncheckedIOException e) {
                    proxy.heal();
                    isOver = sending.isDone();
                }
            }

            assertThat(answers).isNotEmpty().isSorted().doesNotHaveDuplicates();
            assertThat(connection.command("ECHO", "at last")).isEqualTo("at last");
        }
    }

    /** FT13 */
    @Test
    void aDelayHoldsUpWhatGoesThatWay() {
        try (RespConnection connection = connect(LONG)) {
            connection.command("PING");
            assertThat(millisOf(() -> connection.command("PING"))).isLessThan(100);

            proxy.delay(Duration.ofMillis(100), Direction.DOWN);
            assertThat(millisOf(() -> connection.command("SET", "key", "value")))
                    .isGreaterThanOrEqualTo(100);

            proxy.delay(Duration.ofMillis(100), Direction.BOTH);
            assertThat(millisOf(() -> connection.command("PING"))).isGreaterThanOrEqualTo(200);

            proxy.delay(Duration.ZERO, Direction.BOTH);
            assertThat(millisOf(() -> connection.command("PING"))).isLessThan(100);
        }
    }

    @Test
    void delayedAnswersKeepTheirOrder() {
        try (RespConnection connection = connect(LONG)) {
            for (int i = 0; i < 50; i++) {
                proxy.delay(Duration.ofMillis(50 - i), Direction.DOWN);
                connection.send("ECHO", "" + i);
            }

            for (int i = 0; i < 50; i++) {
                assertThat(connection.receive()).isEqualTo("" + i);
            }
        }
    }

    @Test
    void healingLetsGoWhatIsHeldUp() {
        try (RespConnection connection = connect(SHORT)) {
            connection.command("PING");
            proxy.delay(Duration.ofHours(1), Direction.DOWN);
            connection.send("ECHO", "late");
            assertSilent(connection);

            proxy.heal();

            assertThat(connection.receive()).isEqualTo("late");
        }
    }

    /** FT19: who is held up for long is a slow client to the server. */
    @Test
    void whatIsHeldUpIsBounded() {
        String large = "x".repeat(1_000_000);
        server.command("SET", "key", large);
        try (RespConnection connection = connect(LONG)) {
            proxy.delay(Duration.ofHours(1), Direction.DOWN);
            for (int i = 0; i < 20; i++) {
                connection.send("GET", "key");
            }
            Waiting.until("something is held up", () -> proxy.bytes(Direction.DOWN) >= 256 << 10);
            await().during(Duration.ofMillis(200))
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> proxy.bytes(Direction.DOWN) < 300 << 10);

            proxy.heal();

            for (int i = 0; i < 20; i++) {
                assertThat(connection.receive()).isEqualTo(large);
            }
        }
    }

    @Test
    void refusedConnectionsAreRefusedAndOthersGoOn() {
        try (RespConnection connection = connect(LONG)) {
            connection.command("PING");

            proxy.refuse(true);
            proxy.refuse(true);

            assertThatExceptionOfType(UncheckedIOException.class)
                    .isThrownBy(() -> connect(LONG))
                    .withCauseInstanceOf(ConnectException.class);
            assertThat(connection.command("ECHO", "on")).isEqualTo("on");

            proxy.refuse(false);
            assertAnswers();
            proxy.refuse(true);
            proxy.heal();
            assertAnswers();
        }
    }

    @Test
    void aServerThatIsAwayIsAReset() {
        server.kill();

        assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(() -> {
            try (RespConnection connection = connect(LONG)) {
                connection.command("PING");
            }
        });

        server.start();
        assertAnswers();
    }

    @Test
    void refusesDelaysOutOfRange() {
        for (Duration wrong : List.of(Duration.ofMillis(-1), Duration.ofHours(1).plusNanos(1))) {
            assertThatIllegalArgumentException().isThrownBy(() -> proxy.delay(wrong, Direction.UP));
        }
    }

    @Test
    void nothingIsLeftAfterClosing() {
        String thread = "cachex-fault-proxy-" + proxy.port();
        assertThat(threads()).contains(thread);
        try (RespConnection connection = connect(LONG)) {
            connection.command("PING");

            proxy.close();
            proxy.close();

            assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(connection::receive);
        }
        assertThat(threads()).doesNotContain(thread);
        assertThatExceptionOfType(UncheckedIOException.class)
                .isThrownBy(() -> connect(LONG))
                .withCauseInstanceOf(ConnectException.class);
        proxy.heal();
        proxy.reset();
        assertThat(proxy.openConnections()).isZero();
    }

    private RespConnection connect(Duration patience) {
        return RespConnection.open(proxy.host(), proxy.port(), patience);
    }

    private void assertAnswers() {
        try (RespConnection connection = connect(LONG)) {
            assertThat(connection.command("PING")).isEqualTo("PONG");
        }
    }

    private static void assertSilent(RespConnection connection) {
        assertThatExceptionOfType(UncheckedIOException.class)
                .isThrownBy(connection::receive)
                .withCauseInstanceOf(SocketTimeoutException.class);
    }

    private static void assertEndsByFin(RespConnection connection) {
        assertThatExceptionOfType(UncheckedIOException.class)
                .isThrownBy(connection::receive)
                .withCauseInstanceOf(EOFException.class);
    }

    /** As the server sees them, this one's included. */
    private static long clients() {
        return String.valueOf(server.command("CLIENT", "LIST")).lines().count();
    }

    private static long millisOf(Runnable action) {
        long start = TimeSource.system().nanos();
        action.run();
        return (TimeSource.system().nanos() - start) / 1_000_000;
    }

    private static long micros(Object time) {
        List<?> parts = (List<?>) time;
        return Long.parseLong(parts.get(0).toString()) * 1_000_000
                + Long.parseLong(parts.get(1).toString());
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream().map(Thread::getName).toList();
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
