package io.cachex.testkit.redis;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Whether there is a Docker engine. Asked once, for at most a second, and silently: Testcontainers is neither. */
final class DockerEngine {

    private static final int PATIENCE_MILLIS = 1_000;
    private static final byte[] PING =
            "GET /_ping HTTP/1.0\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private static final boolean ANSWERS = answers(System.getenv("DOCKER_HOST"));

    private DockerEngine() {}

    static boolean answers() {
        return ANSWERS;
    }

    /** Asks the engine of this address, or the one at the usual places if there is none. */
    static boolean answers(@Nullable String dockerHost) {
        try {
            if (dockerHost == null || dockerHost.isBlank()) {
                return Stream.of(
                                Path.of("/var/run/docker.sock"),
                                Path.of(
                                        Objects.requireNonNullElse(System.getenv("XDG_RUNTIME_DIR"), "/run"),
                                        "docker.sock"),
                                Path.of(System.getProperty("user.home"), ".docker", "run", "docker.sock"))
                        .anyMatch(DockerEngine::answersAt);
            }
            URI uri = URI.create(dockerHost);
            return "unix".equals(uri.getScheme())
                    ? answersAt(Path.of(uri.getPath()))
                    : listens(uri.getHost(), uri.getPort());
        } catch (RuntimeException e) { // an address that is none
            return false;
        }
    }

    private static boolean answersAt(Path socket) {
        if (!Files.exists(socket)) {
            return false;
        }
        try (Selector selector = Selector.open();
                SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            channel.write(ByteBuffer.wrap(PING));
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ);
            ByteBuffer answer = ByteBuffer.allocate(64);
            return selector.select(PATIENCE_MILLIS) > 0
                    && channel.read(answer) > 0
                    && new String(answer.array(), StandardCharsets.US_ASCII).contains(" 200 ");
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    /** It may want a certificate; whether it likes ours is seen later. */
    private static boolean listens(String host, int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), PATIENCE_MILLIS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
