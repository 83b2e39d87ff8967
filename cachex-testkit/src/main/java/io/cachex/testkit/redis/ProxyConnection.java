package io.cachex.testkit.redis;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/** A client's connection and the one that leads on to the server. Used by the proxy's thread alone. */
final class ProxyConnection {

    private final SocketChannel client;
    private final SocketChannel server;
    private final ProxyFlow up;
    private final ProxyFlow down;
    private final SelectionKey clientKey;
    private final SelectionKey serverKey;
    private boolean isConnected;
    private boolean isClosed;

    private ProxyConnection(SocketChannel client, SocketChannel server, Selector selector, Flows flows)
            throws IOException {
        this.client = client;
        this.server = server;
        this.up = flows.between(client, server, true);
        this.down = flows.between(server, client, false);
        this.clientKey = client.register(selector, 0, this);
        this.serverKey = server.register(selector, SelectionKey.OP_CONNECT, this);
    }

    /** Makes the flows of a connection. */
    @FunctionalInterface
    interface Flows {
        ProxyFlow between(SocketChannel source, SocketChannel sink, boolean isUp);
    }

    /** Begins to connect an accepted client with the server. */
    static ProxyConnection open(SocketChannel client, SocketAddress target, Selector selector, Flows flows)
            throws IOException {
        SocketChannel server = SocketChannel.open();
        for (SocketChannel side : new SocketChannel[] {client, server}) {
            side.configureBlocking(false);
            side.setOption(StandardSocketOptions.TCP_NODELAY, true);
        }
        ProxyConnection connection = new ProxyConnection(client, server, selector, flows);
        try {
            connection.isConnected = server.connect(target);
        } catch (IOException e) {
            connection.reset();
        }
        return connection;
    }

    boolean isClosed() {
        return isClosed;
    }

    ProxyFlow up() {
        return up;
    }

    ProxyFlow down() {
        return down;
    }

    /** Does what the sockets are ready for. */
    void handle(SelectionKey key) {
        if (isClosed || !key.isValid()) {
            return;
        }
        if (key == serverKey && key.isConnectable()) {
            try {
                isConnected = server.finishConnect();
            } catch (IOException e) {
                reset();
                return;
            }
        }
        if (key.isReadable()) {
            (key == clientKey ? up : down).read();
        }
    }

    /** Writes what is due, passes on what has ended, and says what to wait for. */
    void progress() {
        if (isClosed || !isConnected) {
            return;
        }
        up.write();
        down.write();
        if (up.isReset() || down.isReset()) {
            reset();
        } else if (up.isDone() && down.isDone()) {
            close();
        } else {
            clientKey.interestOps(interest(up, down));
            serverKey.interestOps(interest(down, up));
        }
    }

    /** Nanoseconds until something is to be written. */
    long untilNext() {
        return isClosed || !isConnected ? Long.MAX_VALUE : Math.min(up.untilNext(), down.untilNext());
    }

    /** Both sides are told by a RST. */
    void reset() {
        for (SocketChannel side : new SocketChannel[] {client, server}) {
            try {
                side.setOption(StandardSocketOptions.SO_LINGER, 0);
            } catch (IOException e) {
                // then it is gone already
            }
        }
        close();
    }

    /** The client is told by a FIN that all is over; what it has sent goes on, what comes back is lost. */
    void closeLosingReplies() {
        down.loseAll();
        try {
            client.shutdownOutput();
        } catch (IOException e) {
            reset();
        }
    }

    void close() {
        isClosed = true;
        for (SocketChannel side : new SocketChannel[] {client, server}) {
            try {
                side.close();
            } catch (IOException e) {
                // it is gone all the same
            }
        }
    }

    private static int interest(ProxyFlow from, ProxyFlow to) {
        return (from.wantsToRead() ? SelectionKey.OP_READ : 0) | (to.wantsToWrite() ? SelectionKey.OP_WRITE : 0);
    }
}
