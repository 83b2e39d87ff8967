package io.cachex.redis;

import io.cachex.ConfigurationException;
import io.cachex.spi.InvalidationBus;
import io.cachex.spi.Journal;
import io.cachex.spi.LockProvider;
import io.cachex.spi.SharedBits;
import io.cachex.spi.Store;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Redis or Valkey, standalone, behind Sentinel, or a Cluster, as the tier that processes share.
 *
 * <pre>{@code
 * Redis redis = Redis.connect("redis://localhost:6379");   // does not fail because the server is down
 * }</pre>
 *
 * <p>It connects in the background and goes on trying, whatever happens. While there is no connection, what is asked of it
 * fails at once; it never makes a caller wait. One for a process: its connections are shared by all that it hands out. Safe
 * for many threads.
 */
public final class Redis implements AutoCloseable {

    private final RedisSettings settings;
    private final Driver driver;
    private final Shards shards;
    private final StoreContext context;
    private final Waits waits;
    private final RedisBus bus;
    private final LockNode lockNode;
    private final Journals journals;
    private final List<Runnable> endings = new ArrayList<>(); // guarded by itself
    private boolean closed; // guarded by endings

    Redis(RedisSettings settings, Driver driver) {
        this.settings = settings;
        this.driver = driver;
        this.shards = new Shards(driver, settings);
        onClose(shards::close);
        this.context = new StoreContext(shards, settings);
        this.waits = new Waits(context);
        onClose(waits::close);
        this.bus = new RedisBus(shards, waits, settings);
        onClose(bus::close);
        this.lockNode = new LockNode(shards, settings);
        this.journals = new Journals(shards, settings);
        onClose(journals::close);
    }

    /**
     * Redis at this address, with the defaults of {@link RedisBuilder}. Does no I/O.
     *
     * @param uri see {@link RedisBuilder#uri}
     * @throws ConfigurationException if the URI cannot be read
     */
    public static Redis connect(String uri) {
        return builder().uri(uri).build();
    }

    /**
     * Redis through the application's own client, with the defaults of {@link RedisBuilder}. The client stays open and keeps its
     * options; it must have been made with a URI, and its timeouts of connecting and of that URI should be short, because
     * Lettuce connects blocking then, on one of the client's threads.
     */
    public static Redis using(RedisClient client) {
        return new Redis(builder().settings(), Driver.using(client));
    }

    /** Options. */
    public static RedisBuilder builder() {
        return new RedisBuilder();
    }

    /**
     * The store: a share of this, which begins to connect if it has not yet. Closing it ends the share and leaves this open.
     */
    public Store store() {
        shards.start();
        return new RedisStore(context, waits, bus);
    }

    /**
     * The bus: one for all caches of this process, which begins to connect if it has not yet. Closing it ends it for all.
     */
    public InvalidationBus bus() {
        return bus.begin();
    }

    /**
     * Rows of bits on this server or cluster, by which miss guards of several nodes catch up with each other; begins to connect
     * if it has not yet. A row is never evicted by itself where Redis evicts only what has a time to live.
     */
    public SharedBits sharedBits() {
        shards.start();
        return new RedisBits(context);
    }

    /** Locks on this server or cluster, which begins to connect if it has not yet. Closing them leaves this open. */
    public LockProvider locks() {
        return new RedisLocks(lockNode.begin(), settings);
    }

    /**
     * A journal on this server or cluster, for one queue: writes that outlive this machine. All nodes that give the same name
     * share it; each has what it appended, and what dead ones have left goes to whoever asks first. A node that was not heard
     * for 10 s counts as dead; one that closes its journal is not waited for.
     *
     * <p>At least once: after a death, and when a node that was taken for dead goes on, writes may be made twice. What a node
     * appended stays in its order. Does no I/O; opening the journal begins to connect, and waits for the first attempt
     * alone, at most {@code connectTimeout} and {@code commandTimeout} together. Stages end on the connection's thread: what
     * follows them must not block. Closing this closes the journal.
     *
     * @param name 1 to 1,024 bytes as UTF-8; each cache has a part of its own in it
     * @throws ConfigurationException if the name is too long, empty, or has a lone surrogate
     */
    public Journal journal(String name) {
        return journal(name, Journals.SILENCE);
    }

    /** As {@link #journal(String)}, with a time after which a node that is not heard counts as dead. */
    Journal journal(String name, Duration silence) {
        return journals.journal(name, silence);
    }

    /** The locks of this server as a part of a quorum. */
    LockNode lockNode() {
        return lockNode.begin();
    }

    /**
     * A connection of its own to a server that stands alone, closed with this; not yet started.
     *
     * @param name what it is for, for the log
     * @throws IllegalStateException for a cluster
     */
    <C extends StatefulRedisConnection<byte[], byte[]>> Link<C> link(String name, Kind<C> kind, Duration timeout) {
        Shard only = shards.map().only();
        if (only == null) {
            throw new IllegalStateException("a cluster has many servers");
        }
        return only.link(name, kind, timeout);
    }

    /**
     * Runs an action when this is closed, the last one first. It must not throw.
     *
     * @throws IllegalStateException if this is closed
     */
    void onClose(Runnable ending) {
        synchronized (endings) {
            if (closed) {
                throw new IllegalStateException("redis is closed");
            }
            endings.add(ending);
        }
    }

    /** Whether the store's requests are sent; in a cluster, for every key. */
    boolean isConnected() {
        return shards.isConnected();
    }

    RedisSettings settings() {
        return settings;
    }

    /** The masters. */
    Shards shards() {
        return shards;
    }

    /** Who waits for others' leases; wants to hear the notes on the ready channel. */
    Waits waits() {
        return waits;
    }

    ServerClock clock() {
        return shards.clock();
    }

    /** Closes all that was handed out and all connections. Idempotent; does not wait for threads to end. */
    @Override
    public void close() {
        List<Runnable> open;
        synchronized (endings) {
            closed = true;
            open = new ArrayList<>(endings);
            endings.clear();
        }
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).run();
        }
        driver.close();
    }

    @Override
    public String toString() {
        return "redis(" + driver.address() + ')';
    }
}
