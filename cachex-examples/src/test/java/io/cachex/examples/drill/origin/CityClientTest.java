package io.cachex.examples.drill.origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CityClientTest {

    private HttpServer server;
    private CityClient client;
    private int status = 200;
    private String body = "";

    @BeforeEach
    void start() throws IOException {
        server = CityOrigin.newServer(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        server.createContext("/", exchange -> {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
        client = new CityClient(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort()));
    }

    @AfterEach
    void stop() {
        client.close();
        server.stop(0);
    }

    @Test
    void anErrorOfTheOriginIsAnException() {
        status = 503;

        OriginException failure = catchThrowableOfType(OriginException.class, () -> client.fetch("1"));

        assertThat(failure.status()).isEqualTo(503);
        assertThat(failure).hasMessage("the origin answered with status 503");
    }

    @Test
    void anAnswerThatIsNoCityIsAnException() {
        body = "<html>";

        assertThatThrownBy(() -> client.fetch("1"))
                .isInstanceOf(IOException.class)
                .hasMessage("the origin's answer cannot be read");
    }

    @Test
    void notFoundIsNoCity() throws Exception {
        status = 404;

        assertThat(client.fetch("1")).isNull();
    }

    @Test
    void everyCallIsCounted() throws Exception {
        status = 404;
        client.fetch("1");
        status = 500;
        assertThatThrownBy(() -> client.fetch("1")).isInstanceOf(OriginException.class);

        assertThat(client.calls()).isEqualTo(2);
    }
}
