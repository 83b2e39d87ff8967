package io.cachex.testkit.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.testkit.engine.EngineTestKit;

final class RedisExtensionTest {

    private static final RedisExtension REDIS = RedisExtension.create();

    @TestMethodOrder(MethodOrderer.OrderAnnotation.class)
    static final class Flushing {

        @RegisterExtension
        static final RedisExtension FLUSHING = RedisExtension.create().flushingBeforeEach();

        private static long pid;

        @Test
        @Order(1)
        void leavesSomething() {
            FLUSHING.command("SET", "left", "behind");
            FLUSHING.server().command("SET", "left", "behind");
            pid = FLUSHING.server().pid();
            FLUSHING.server().freeze();
        }

        @Test
        @Order(2)
        void findsItGoneFromTheSharedServerAlone() {
            assertThat(FLUSHING.command("GET", "left")).isNull();
            assertThat(FLUSHING.server().command("GET", "left")).as("thawed").isEqualTo("behind");
            assertThat(FLUSHING.server().pid()).as("the same for the class").isEqualTo(pid);
            FLUSHING.server().kill();
        }

        @Test
        @Order(3)
        void findsAServerAgainThatWasKilled() {
            assertThat(FLUSHING.server().command("GET", "left")).isNull();
            pid = FLUSHING.server().pid();
        }
    }

    @TestMethodOrder(MethodOrderer.OrderAnnotation.class)
    static final class PerTest {

        @RegisterExtension
        final RedisExtension own = RedisExtension.create();

        private static long pid;

        @Test
        @Order(1)
        void hasAServer() {
            pid = own.server().pid();
        }

        @Test
        @Order(2)
        void hasAnotherServer() {
            assertThat(ProcessHandle.of(pid)).isEmpty();
            assertThat(own.server().pid()).isNotEqualTo(pid);
        }
    }

    @ExtendWith(RedisExtension.class)
    static final class AsParameter {

        @Test
        void isGiven(RedisExtension redis) {
            assertThat(redis.command("PING")).isEqualTo("PONG");
            assertThat(redis.uri()).isEqualTo(REDIS.uri());
        }
    }

    @Test
    void flushesTheSharedServerAndRecoversTheClassesOwn() {
        assertAllSucceed(Flushing.class, 3);

        assertThat(ProcessHandle.of(Flushing.pid)).as("ended with its class").isEmpty();
    }

    @Test
    void outsideAStaticFieldEachTestHasItsOwnServer() {
        assertAllSucceed(PerTest.class, 2);
    }

    @Test
    void isGivenAsAParameter() {
        assertAllSucceed(AsParameter.class, 1);
    }

    @Test
    void allShareOneServer() {
        REDIS.command("SET", "shared:" + this, "value");

        assertThat(new RedisExtension().command("GET", "shared:" + this)).isEqualTo("value");
        assertThat(new RedisExtension().uri()).isEqualTo(REDIS.uri());
    }

    @Test
    void aServerThatIsNamedIsUsedAndNoneIsStarted() {
        try (RedisServer named = RedisServer.create("requirepass p@ss+w/rd", "user ann on >p:w ~* +@all")
                .start()) {
            SharedRedis shared = SharedRedis.find(" " + named.uri() + " ");
            try (RespConnection connection = shared.connect()) {
                assertThat(connection.command("PING")).isEqualTo("PONG");
            }
            SharedRedis ofAnn = SharedRedis.find("redis://ann:p%3Aw@127.0.0.1:" + named.port() + "/0");
            try (RespConnection connection = ofAnn.connect()) {
                assertThat(connection.command("ACL", "WHOAMI")).isEqualTo("ann");
            }
        }
        assertThat(RedisExtension.isAllowed(null)).isTrue();
        assertThat(RedisExtension.isAllowed(" ")).isTrue();
        assertThat(RedisExtension.isAllowed("redis://elsewhere")).isFalse();
    }

    @Test
    void saysWhichAddressesItCannotUse() {
        assertThatIllegalStateException()
                .isThrownBy(() -> SharedRedis.find("rediss://:secret@host").connect())
                .withMessageContaining("rediss")
                .withMessageNotContaining("secret");
    }

    @Test
    void noticesWhetherADockerEngineAnswers(@TempDir Path directory) throws Exception {
        Path socket = directory.resolve("docker.sock");
        assertThat(DockerEngine.answers("unix://" + socket)).isFalse();
        try (ServerSocketChannel engine = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            engine.bind(UnixDomainSocketAddress.of(socket));
            for (String status : new String[] {"200 OK", "500 Internal Server Error"}) {
                CompletableFuture<Void> answering = CompletableFuture.runAsync(() -> {
                    try (SocketChannel asked = engine.accept()) {
                        asked.read(ByteBuffer.allocate(200));
                        asked.write(ByteBuffer.wrap(
                                ("HTTP/1.0 " + status + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII)));
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
                assertThat(DockerEngine.answers("unix://" + socket)).isEqualTo(status.startsWith("200"));
                answering.join();
            }
            assertThat(DockerEngine.answers("unix://" + socket))
                    .as("an engine that hangs")
                    .isFalse();
        }
        assertThat(DockerEngine.answers("unix://" + socket))
                .as("a socket nobody listens at")
                .isFalse();
    }

    @Test
    void noticesWhetherARemoteDockerEngineListens() throws Exception {
        try (ServerSocket engine = new ServerSocket()) {
            engine.bind(new InetSocketAddress("127.0.0.1", 0));
            assertThat(DockerEngine.answers("tcp://127.0.0.1:" + engine.getLocalPort()))
                    .isTrue();
        }
        assertThat(DockerEngine.answers("tcp://127.0.0.1:" + LoopbackPorts.free()))
                .isFalse();
        assertThat(DockerEngine.answers("no address at all")).isFalse();
        assertThat(DockerEngine.answers("tcp:none")).isFalse();
    }

    private static void assertAllSucceed(Class<?> tests, int count) {
        EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(tests))
                .execute()
                .testEvents()
                .assertStatistics(
                        statistics -> statistics.succeeded(count).failed(0).aborted(0));
    }
}
