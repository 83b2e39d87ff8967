package io.cachex.redis;

import io.cachex.ConfigurationException;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.protocol.ProtocolVersion;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Lettuce's client and its threads: either made here, and then closed here, or the user's.
 *
 * <p>Made here, it neither reconnects nor repeats nor times out by itself: {@link Link} does, in one place, so that nothing
 * is executed twice and nothing waits while there is no connection. Made at the first connection, not before.
 */
final class Driver implements AutoCloseable {

    /** A bound behind the link's own, which refuses earlier and quietly. */
    private static final int QUEUE = 2 * Room.MOST_REQUESTS;

    private final @Nullable Addresses addresses; // null for the application's client
    private final @Nullable ClientOptions options;
    private @Nullable RedisClient client; // guarded by this, as what follows
    private @Nullable ClientResources owned;
    private boolean closed;

    private Driver(@Nullable Addresses addresses, @Nullable ClientOptions options, @Nullable RedisClient client) {
        this.addresses = addresses;
        this.options = options;
        this.client = client;
    }

    /**
     * A client of its own.
     *
     * @throws ConfigurationException if the URI cannot be read; the message does not show it, for it may hold a password
     */
    static Driver at(String uri, RedisSettings settings) {
        Addresses addresses = Addresses.of(uri);
        addresses.uris().forEach(one -> one.setTimeout(settings.connectTimeout())); // of the handshake
        ClientOptions options = ClientOptions.builder()
                .autoReconnect(false)
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .requestQueueSize(QUEUE)
                .protocolVersion(ProtocolVersion.RESP3)
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(settings.connectTimeout())
                        .keepAlive(true)
                        .tcpNoDelay(true)
                        .build())
                .timeoutOptions(TimeoutOptions.builder().timeoutCommands(false).build())
                .build();
        return new Driver(addresses, options, null);
    }

    /** The user's client, which stays open and keeps its options. */
    static Driver using(RedisClient client) {
        return new Driver(null, null, client);
    }

    /** Whether there is a cluster behind this, whose nodes are yet to be asked for. */
    boolean isCluster() {
        return addresses != null && addresses.isCluster();
    }

    /** Where to ask for the nodes of a cluster; or the one place there is. */
    List<Endpoint> endpoints() {
        return addresses == null
                ? List.of(new Endpoint(this, null, address()))
                : addresses.uris().stream()
                        .map(uri -> new Endpoint(this, uri, shown(uri, address())))
                        .toList();
    }

    /** A node of the cluster, reached as the seeds are. */
    Endpoint endpoint(String host, int port) {
        RedisURI seed = Objects.requireNonNull(addresses, "no cluster").uris().get(0);
        RedisURI uri = RedisURI.builder(seed).withHost(host).withPort(port).build();
        return new Endpoint(this, uri, host + ':' + port);
    }

    /** Whether connections are encrypted, and hosts are to be called as in their certificates. */
    boolean isTls() {
        return addresses != null && addresses.uris().get(0).isSsl();
    }

    /**
     * Opens a connection. Does not block. Not while this is being closed: a client that is asked after its threads were told to
     * end makes new ones, which nobody ends.
     */
    synchronized <C extends StatefulRedisConnection<byte[], byte[]>> CompletionStage<C> open(
            Kind<C> kind, @Nullable RedisURI uri) {
        RedisClient current = client();
        return uri != null
                ? kind.open(current, uri)
                : CompletableFuture.supplyAsync(() -> kind.openAndWait(current), executor());
    }

    /** Threads for what must not be done on an event loop or a timer's thread. */
    Executor executor() {
        return client().getResources().eventExecutorGroup();
    }

    /** Where Redis is, without user and password. */
    String address() {
        return addresses == null ? "the application's client" : addresses.text();
    }

    /**
     * {@inheritDoc} Does not wait for the threads to end. They end also if the client does not: it may wait for a connection
     * that was being made when it was told.
     */
    @Override
    public synchronized void close() {
        closed = true;
        ClientResources resources = owned;
        if (resources != null && client != null) {
            owned = null;
            AtomicBoolean ended = new AtomicBoolean();
            Runnable end = () -> {
                if (ended.compareAndSet(false, true)) {
                    resources.shutdown(0, 1, TimeUnit.SECONDS);
                }
            };
            resources.eventExecutorGroup().schedule(end, 2, TimeUnit.SECONDS);
            client.shutdownAsync(0, 1, TimeUnit.SECONDS).whenComplete((done, failure) -> end.run());
        }
    }

    private synchronized RedisClient client() {
        if (closed) {
            throw new IllegalStateException("redis is closed");
        }
        RedisClient made = client;
        if (made == null) {
            int threads = Math.max(2, Math.min(4, Runtime.getRuntime().availableProcessors()));
            owned = DefaultClientResources.builder()
                    .ioThreadPoolSize(threads)
                    .computationThreadPoolSize(2)
                    .build();
            made = RedisClient.create(owned);
            if (options != null) {
                made.setOptions(options);
            }
            client = made;
        }
        return made;
    }

    private String shown(RedisURI uri, String all) {
        return isCluster() ? uri.getHost() + ':' + uri.getPort() : all;
    }
}
