package io.cachex.testkit.redis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The one thread of a {@link FaultProxy}, with all sockets. */
final class ProxyLoop implements Runnable {

    private static final Logger LOG = System.getLogger(FaultProxy.class.getName());
    private static final int PATIENCE_SECONDS = 10;

    private final Supplier<SocketAddress> target;
    private final ProxyConnection.Flows flows;
    private final InetSocketAddress address;
    private final Selector selector;
    private final Thread thread;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final List<ProxyConnection> connections = new ArrayList<>(); // of the thread
    private final LongAdder accepted = new LongAdder();
    private @Nullable ServerSocketChannel acceptor; // of the thread
    private volatile int open;
    private volatile boolean closed;

    ProxyLoop(int port, Supplier<SocketAddress> target, ProxyConnection.Flows flows) {
        this.target = target;
        this.flows = flows;
        this.address = LoopbackPorts.address(port);
        try {
            this.selector = Selector.open();
            listen();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen on " + address, e);
        }
        this.thread = new Thread(this, "cachex-fault-proxy-" + port);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    long accepted() {
        return accepted.sum();
    }

    int open() {
        return open;
    }

    /** Runs this on the loop's thread and waits until it is done and its effect is on the wire. */
    void call(Task task) {
        if (Thread.currentThread() == thread) {
            run(task);
            return;
        }
        CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
        tasks.add(() -> {
            try {
                run(task);
                done.complete(null);
            } catch (RuntimeException e) {
                done.completeExceptionally(e);
            }
        });
        selector.wakeup();
        try {
            if (!closed) {
                done.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            }
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the proxy at " + address + " could not do it", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** What is done on the loop's thread. */
    @FunctionalInterface
    interface Task {
        void on(List<ProxyConnection> connections) throws IOException;
    }

    void listen() throws IOException {
        if (acceptor == null) {
            ServerSocketChannel fresh = ServerSocketChannel.open();
            fresh.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            fresh.configureBlocking(false);
            fresh.bind(address);
            fresh.register(selector, SelectionKey.OP_ACCEPT);
            acceptor = fresh;
        }
    }

    void refuse() throws IOException {
        if (acceptor != null) {
            acceptor.close();
            acceptor = null;
        }
    }

    /** Ends all connections and the thread. */
    void close() {
        closed = true;
        selector.wakeup();
        try {
            if (Thread.currentThread() != thread) {
                thread.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void run() {
        try {
            while (!closed) {
                step();
            }
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.ERROR, "The proxy at " + address + " ends", e);
        } finally {
            end();
        }
    }

    private void step() throws IOException {
        selector.select(millisUntilNext());
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
        List<SelectionKey> ready = List.copyOf(selector.selectedKeys());
        selector.selectedKeys().clear();
        for (SelectionKey key : ready) {
            if (key.attachment() instanceof ProxyConnection connection) {
                handle(connection, key);
            } else {
                accept();
            }
        }
        connections.forEach(ProxyConnection::progress);
        connections.removeIf(ProxyConnection::isClosed);
        open = connections.size();
    }

    private void handle(ProxyConnection connection, SelectionKey key) {
        try {
            connection.handle(key);
        } catch (RuntimeException e) { // of whoever rewrites
            LOG.log(Level.WARNING, "A connection is reset: its data could not be rewritten", e);
            connection.reset();
        }
    }

    private void accept() throws IOException {
        if (acceptor == null) {
            return;
        }
        for (SocketChannel client = acceptor.accept(); client != null; client = acceptor.accept()) {
            accepted.increment();
            connections.add(ProxyConnection.open(client, target.get(), selector, flows));
        }
    }

    private void run(Task task) {
        if (closed) {
            return; // there is nothing left to do it to
        }
        try {
            task.on(connections);
            connections.forEach(ProxyConnection::progress);
            connections.removeIf(ProxyConnection::isClosed);
            open = connections.size();
            selector.selectNow(); // closes what was closed
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** 0 if nothing is to come, as a selector has it. */
    private long millisUntilNext() {
        long nanos =
                connections.stream().mapToLong(ProxyConnection::untilNext).min().orElse(Long.MAX_VALUE);
        return nanos == Long.MAX_VALUE ? 0 : TimeUnit.NANOSECONDS.toMillis(nanos) + 1;
    }

    private void end() {
        closed = true;
        try {
            refuse();
            connections.forEach(ProxyConnection::close);
            connections.clear();
            open = 0;
            selector.close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "The proxy at " + address + " did not end well", e);
        }
        tasks.forEach(Runnable::run);
    }
}
