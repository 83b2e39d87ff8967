package io.cachex.testkit.redis;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports nobody listens on.
 *
 * <p>They are below those that systems give to outgoing connections (32768 and up). A port from there is a trap while its
 * server is down: a client that keeps trying to connect is once given that very port as its own, and is then connected to
 * itself.
 */
final class LoopbackPorts {

    static final String HOST = "127.0.0.1";

    private static final int FIRST = 16_384;
    private static final int END = 32_000;
    private static final int TRIES = 1_000;

    private LoopbackPorts() {}

    /** A port that is free at this moment. */
    static int free() {
        for (int i = 0; i < TRIES; i++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, END);
            if (isFree(port)) {
                return port;
            }
        }
        throw new IllegalStateException("no free port from " + FIRST + " to " + END);
    }

    /** A port of {@link #HOST}. */
    static InetSocketAddress address(int port) {
        try {
            return new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port);
        } catch (UnknownHostException e) {
            throw new AssertionError("four bytes are an address", e);
        }
    }

    private static boolean isFree(int port) {
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(address(port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
