package io.cachex.testkit.redis;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Ports nobody listens on, and that nobody else who asks here is given, in this process or another of this user: a server
 * that is down for a while finds its port free when it comes back.
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

    private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

    /** Has a locked byte for each port that a process was given; the system unlocks it when that ends, however it does. */
    private static final @Nullable FileChannel TAKEN = open();

    private LoopbackPorts() {}

    /** A port that nobody listens on at this moment, and that is nobody else's until this process ends. */
    static int free() {
        for (int i = 0; i < TRIES; i++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, END);
            if (take(port) && isFree(port)) {
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

    private static @Nullable FileChannel open() {
        String user = System.getProperty("user.name", "");
        Path file =
                Path.of(System.getProperty("java.io.tmpdir"), "cachex-ports-" + Integer.toHexString(user.hashCode()));
        try {
            return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        } catch (IOException e) {
            return null; // then ports are taken at random only
        }
    }

    private static boolean take(int port) {
        try {
            return GIVEN.add(port) && (TAKEN == null || TAKEN.tryLock(port, 1, false) != null);
        } catch (IOException e) { // a file system without locks
            return true;
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
