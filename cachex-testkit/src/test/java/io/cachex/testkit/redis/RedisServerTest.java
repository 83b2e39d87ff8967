package io.cachex.testkit.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class RedisServerTest {

    private static final Duration SHORT = Duration.ofMillis(200);
    private static final Duration LONG = Duration.ofSeconds(10);

    private final RedisServer server = RedisServer.create();

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void answersOnceStarted() {
        server.start();

        assertThat(server.command("SET", "key", "v\u00e4lue\r\n")).isEqualTo("OK");
        assertThat(server.command("GET", "key")).isEqualTo("v\u00e4lue\r\n");
        assertThat(server.command("GET", "nothing")).isNull();
        assertThat(server.command("INCR", "count")).isEqualTo(1L);
        assertThat(server.command("MGET", "key", "nothing", "count"))
                .asInstanceOf(InstanceOfAssertFactories.LIST)
                .containsExactly("v\u00e4lue\r\n", null, "1");
        assertThatExceptionOfType(RespError.class)
                .isThrownBy(() -> server.command("INCR", "key"))
                .withMessageStartingWith("ERR value is not an integer");
        assertThat(server.uri()).isEqualTo("redis://127.0.0.1:" + server.port());
    }

    @Test
    void keepsNothingOnDisk() {
        server.start();

        assertThat(server.command("CONFIG", "GET", "save")).isEqualTo(List.of("save", ""));
        assertThat(server.command("CONFIG", "GET", "appendonly")).isEqualTo(List.of("appendonly", "no"));
    }

    @Test
    void startingTwiceIsStartingOnce() {
        long pid = server.start().pid();

        assertThat(server.start().pid()).isEqualTo(pid);
    }

    /** FT7, FT8: killed, it is gone; started again, it is where it was, and empty. */
    @Test
    void aKilledServerIsGoneAndReturnsEmpty() {
        server.start().command("SET", "key", "value");
        int port = server.port();
        try (RespConnection connection = server.connect(LONG)) {
            server.kill();

            assertThat(server.isRunning()).isFalse();
            assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(connection::receive);
        }
        assertThatExceptionOfType(UncheckedIOException.class)
                .isThrownBy(() -> server.command("PING"))
                .withCauseInstanceOf(ConnectException.class);
        server.kill();

        server.start();

        assertThat(server.port()).isEqualTo(port);
        assertThat(server.command("GET", "key")).isNull();
    }

    @Test
    void aStoppedServerReturnsToo() {
        server.start().stop();
        assertThat(server.isRunning()).isFalse();
        server.stop();

        assertThat(server.start().command("PING")).isEqualTo("PONG");
    }

    @Test
    void restartsEmptyEvenIfItKeepsItsData() {
        try (RedisServer keeping = RedisServer.create("appendonly yes", "appendfsync always")) {
            keeping.start().command("SET", "key", "value");
            keeping.kill();
            assertThat(keeping.start().command("GET", "key")).isEqualTo("value");
            long pid = keeping.pid();

            keeping.restartEmpty();

            assertThat(keeping.pid()).isNotEqualTo(pid);
            assertThat(keeping.command("GET", "key")).isNull();
        }
    }

    /** FT5: a frozen server accepts, answers nothing, and later does all it was sent. */
    @Test
    void aFrozenServerDoesNotAnswerAndGoesOnAfterwards() {
        server.start();
        try (RespConnection before = server.connect(LONG)) {
            before.command("PING");

            server.freeze();

            try (RespConnection during = RespConnection.open(server.host(), server.port(), SHORT)) {
                during.send("PING");
                assertThatExceptionOfType(UncheckedIOException.class)
                        .isThrownBy(during::receive)
                        .withCauseInstanceOf(SocketTimeoutException.class);
            }
            before.send("INCR", "count");
            assertThat(server.isRunning()).isTrue();

            server.thaw();

            assertThat(before.receive()).isEqualTo(1L);
            assertThat(server.command("GET", "count")).isEqualTo("1");
        }
    }

    @Test
    void aFrozenServerCanBeStoppedAndKilled() {
        server.start().freeze();
        server.stop();
        assertThat(server.isRunning()).isFalse();

        server.start().freeze();
        server.kill();
        assertThat(server.isRunning()).isFalse();
    }

    @Test
    void takesLinesOfItsConfiguration() {
        try (RedisServer configured = RedisServer.create(
                        "maxmemory 2mb",
                        "requirepass s3cret/&",
                        "user ann on >pw ~cx:* +get +set",
                        "client-output-buffer-limit pubsub 1mb 512kb 2")
                .start()) {
            assertThat(configured.uri()).isEqualTo("redis://:s3cret%2F%26@127.0.0.1:" + configured.port());
            assertThat(configured.command("CONFIG", "GET", "maxmemory")).isEqualTo(List.of("maxmemory", "2097152"));
            assertThat(String.valueOf(configured.command("CONFIG", "GET", "client-output-buffer-limit")))
                    .contains("pubsub 1048576 524288 2");
            try (RespConnection ann = RespConnection.open(configured.host(), configured.port(), LONG)) {
                ann.command("AUTH", "ann", "pw");
                assertThat(ann.command("SET", "cx:1", "1")).isEqualTo("OK");
                assertThatExceptionOfType(RespError.class)
                        .isThrownBy(() -> ann.command("SET", "other", "1"))
                        .withMessageStartingWith("NOPERM");
            }
        }
    }

    @Test
    void saysWhyItDoesNotComeUp() {
        try (RedisServer wrong = RedisServer.create("no-such-option 1")) {
            assertThatIllegalStateException()
                    .isThrownBy(wrong::start)
                    .withMessageContaining("no-such-option")
                    .withMessageContaining("Bad directive");
        }
    }

    /** Not even another Redis that answers there is taken for this one. */
    @Test
    void takesAnotherPortIfItsOwnIsTaken() {
        int taken = server.port();
        try (RedisServer before = RedisServer.create("port " + taken)) {
            before.launch();
            Waiting.until("the port is taken", () -> before.output().contains("Ready to accept connections"));

            server.start();

            assertThat(server.port()).isNotEqualTo(taken);
            assertThat(server.command("PING")).isEqualTo("PONG");
        }
    }

    @Test
    void startsEvenIfTheDefaultUserMayNothing() {
        try (RedisServer closed = RedisServer.create("user default off").start()) {
            assertThatExceptionOfType(RespError.class)
                    .isThrownBy(() -> closed.command("PING"))
                    .withMessageStartingWith("NOAUTH");
        }
    }

    @Test
    void whatNeedsAProcessIsRefusedWithoutOne() {
        assertThatIllegalStateException().isThrownBy(server::freeze);
        assertThatIllegalStateException().isThrownBy(server::pid);
        assertThat(server.isRunning()).isFalse();
        assertThat(server.output()).isEmpty();
        assertThat(server).hasToString("redis(127.0.0.1:" + server.port() + ", not running)");
    }

    /** FT47: nothing is left behind. */
    @Test
    void closingEndsTheProcessAndDeletesWhatItWrote() {
        server.start();
        ProcessHandle process = ProcessHandle.of(server.pid()).orElseThrow();
        Path directory = Path.of(String.valueOf(((List<?>) server.command("CONFIG", "GET", "dir")).get(1)));
        assertThat(directory).exists();

        server.close();
        server.close();

        assertThat(process.isAlive()).isFalse();
        assertThat(directory).doesNotExist();
    }

    @Test
    void severalServersKnowNothingOfEachOther() {
        try (RedisServers servers = RedisServers.standalone(3)) {
            assertThat(servers.uris()).hasSize(3).doesNotHaveDuplicates();

            servers.get(0).command("SET", "key", "value");
            servers.get(1).kill();

            assertThat(servers.get(0).command("GET", "key")).isEqualTo("value");
            assertThat(servers.get(2).command("GET", "key")).isNull();
            assertThat(servers.all()).extracting(RedisServer::isRunning).containsExactly(true, false, true);
        }
        assertThatIllegalArgumentException().isThrownBy(() -> RedisServers.standalone(0));
    }

    @Test
    void severalServersThatDoNotComeUpLeaveNothingBehind() {
        long before = ProcessHandle.current().children().count();

        assertThatIllegalStateException().isThrownBy(() -> RedisServers.standalone(2, "no-such-option 1"));

        assertThat(ProcessHandle.current().children().count()).isLessThanOrEqualTo(before);
    }
}
