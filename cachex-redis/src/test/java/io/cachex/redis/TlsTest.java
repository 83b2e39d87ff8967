package io.cachex.redis;

import static io.cachex.redis.Nodes.answer;
import static io.cachex.redis.Nodes.failure;
import static io.cachex.redis.Nodes.soon;
import static io.cachex.redis.Outcomes.text;
import static io.cachex.redis.Outcomes.value;
import static org.assertj.core.api.Assertions.assertThat;

import io.cachex.spi.Store;
import io.cachex.testkit.redis.RedisServer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** TH12, O4: Redis over TLS, with a certificate that is checked. */
@Timeout(60)
class TlsTest {

    @TempDir
    Path directory;

    private final Nodes nodes = new Nodes();
    private RedisServer server;
    private int port;

    @AfterEach
    void close() {
        nodes.close();
        if (server != null) {
            server.close();
        }
    }

    @Test
    void storeBusAndLocksWorkOverTls() throws Exception {
        Certificate certificate = Certificate.of(directory, "ip:127.0.0.1");
        start(certificate);
        try (AutoCloseable trust = certificate.trusted()) {
            Redis redis = nodes.at(tls("127.0.0.1"), builder -> builder.tracking(true));
            Listening listener = new Listening(Nodes.bus(redis), "app:env:users").untilLive();
            Store store = redis.store();

            answer(store.write(Map.of("app:env:users:ann", value("over TLS"))));

            assertThat(text(answer(store.read(Set.of("app:env:users:ann"))).get("app:env:users:ann")))
                    .isEqualTo("over TLS");
            soon().until(() -> listener.keys().contains("ann"));
            soon().until(() -> Nodes.answers(redis.locks()));
        }
    }

    @Test
    void aCertificateForAnotherHostIsRefused() throws Exception {
        Certificate certificate = Certificate.of(directory, "dns:elsewhere.example");
        start(certificate);
        try (AutoCloseable trust = certificate.trusted()) {
            assertRefused(tls("127.0.0.1"), "subject alternative names");
        }
    }

    /** Neither is the name enough where the certificate is for the address. */
    @Test
    void aCertificateForAnotherNameOfTheHostIsRefused() throws Exception {
        Certificate certificate = Certificate.of(directory, "ip:127.0.0.1");
        start(certificate);
        try (AutoCloseable trust = certificate.trusted()) {
            assertRefused(tls("localhost"), "localhost");
        }
    }

    @Test
    void anAuthorityThatIsNotKnownIsRefused() throws Exception {
        start(Certificate.of(directory, "ip:127.0.0.1"));

        assertRefused(tls("127.0.0.1"), "certification path");
    }

    /** A server that speaks no TLS is not spoken to without. */
    @Test
    void thereIsNoWayBackToPlainText() throws Exception {
        start(Certificate.of(directory, "ip:127.0.0.1"));

        assertRefused("rediss://127.0.0.1:" + server.port(), "");
    }

    private void assertRefused(String uri, String reason) {
        Redis redis = nodes.at(uri);
        Store store = redis.store();
        soon().untilAsserted(() -> assertThat(failure(store.read(Set.of("key"))))
                .hasMessageContaining("was not asked")
                .hasMessageContaining(reason)
                .hasMessageNotContaining("not connected yet"));
        assertThat(redis.isConnected()).isFalse();
        assertThat(String.valueOf(server.command("INFO", "commandstats")))
                .doesNotContain("cmdstat_time", "cmdstat_hello");
    }

    /** With a port for TLS beside the plain one, by which the test kit talks to it. */
    private void start(Certificate certificate) throws Exception {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        server = RedisServer.create(
                        "tls-port " + port,
                        "tls-cert-file " + certificate.chain(),
                        "tls-key-file " + certificate.key(),
                        "tls-ca-cert-file " + certificate.chain(),
                        "tls-auth-clients no")
                .start();
    }

    private String tls(String host) {
        return "rediss://" + host + ":" + port;
    }
}
