package io.cachex.redis;

import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One master: its connections, its clock, and where its messages are numbered. A server that stands alone, or behind
 * Sentinel, is the only shard there is.
 *
 * <p>In a cluster each master numbers its own messages and has a channel of its own. The numbers are in a hash that is named
 * by the master's id and pinned to one of its slots, so that the script which makes a change finds it on the same node.
 */
final class Shard implements AutoCloseable {

    /** The id of a server that is no part of a cluster. */
    static final String ALONE = "";

    /** For how much later than its timeout a request may be executed: for clocks are not exact. */
    private static final long SLACK_MICROS = 250_000;

    private final String id;
    private final Endpoint endpoint;
    private final RedisSettings settings;
    private final ServerClock clock;
    private final Link<StatefulRedisConnection<byte[], byte[]>> data;
    private final ClockWatch watch;
    private final byte[] channel;
    private final byte[] readyChannel;
    private volatile Pin pin = Pin.NONE;
    private final List<Link<?>> links = new ArrayList<>(); // guarded by this, as what follows
    private @Nullable Link<StatefulRedisConnection<byte[], byte[]>> locks;
    private @Nullable Link<StatefulRedisConnection<byte[], byte[]>> journal;
    private boolean closed;

    Shard(String id, Endpoint endpoint, RedisSettings settings, ServerClock clock) {
        this.id = id;
        this.endpoint = endpoint;
        this.settings = settings;
        this.clock = clock;
        this.data = link("store", Kind.COMMANDS, settings.commandTimeout());
        this.watch = new ClockWatch(data, clock);
        this.data.listen(watch);
        Names names = settings.names();
        this.channel = Arguments.of(names.invalidationChannel(id));
        this.readyChannel = Arguments.of(names.readyChannel(id));
    }

    /** The node's id in its cluster, or {@link #ALONE}. */
    String id() {
        return id;
    }

    Endpoint endpoint() {
        return endpoint;
    }

    String address() {
        return endpoint.address();
    }

    /** The host alone. */
    String host() {
        return endpoint.host();
    }

    ServerClock clock() {
        return clock;
    }

    /** Asks for the server's time. */
    ClockWatch watch() {
        return watch;
    }

    /** For data. */
    Link<StatefulRedisConnection<byte[], byte[]>> data() {
        return data;
    }

    /** For locks; begins to connect when first asked for. */
    synchronized Link<StatefulRedisConnection<byte[], byte[]>> locks() {
        return locksAfter(link -> {});
    }

    private synchronized Link<StatefulRedisConnection<byte[], byte[]>> locksAfter(
            Consumer<Link<StatefulRedisConnection<byte[], byte[]>>> first) {
        Link<StatefulRedisConnection<byte[], byte[]>> link = locks;
        if (link == null) {
            link = link("locks", Kind.COMMANDS, settings.commandTimeout());
            locks = link;
        }
        first.accept(link);
        link.start();
        return link;
    }

    /** As {@link #locks()}, for who wants to hear of its connections from the first on. */
    void locks(Link.Listener<StatefulRedisConnection<byte[], byte[]>> listener) {
        locksAfter(link -> link.listen(listener));
    }

    /** For journals; begins to connect when first asked for. */
    synchronized Link<StatefulRedisConnection<byte[], byte[]>> journal() {
        Link<StatefulRedisConnection<byte[], byte[]>> link = journal;
        if (link == null) {
            link = link("journal", Kind.COMMANDS, settings.commandTimeout());
            journal = link;
        }
        link.start();
        return link;
    }

    /** A new connection for messages, not yet started. */
    Link<StatefulRedisPubSubConnection<byte[], byte[]>> bus() {
        return link("bus", Kind.SUBSCRIBED, settings.bound());
    }

    /** A new connection, not yet started; closed with this. */
    synchronized <C extends StatefulRedisConnection<byte[], byte[]>> Link<C> link(
            String name, Kind<C> kind, Duration timeout) {
        Link<C> link = new Link<>(name, kind, endpoint, settings.time(), timeout, clock);
        links.add(link);
        if (closed) {
            link.close();
        }
        return link;
    }

    /** Where this master numbers its messages now. */
    Pin pin() {
        return pin;
    }

    void pin(Pin now) {
        pin = now;
    }

    /** The hash in which the messages of a namespace are numbered; empty if this master has no slot for one. */
    byte[] sequence(Pin at, String namespace) {
        if (id.equals(ALONE)) {
            return settings.names().space(namespace);
        }
        return at.slot() == Pin.NO_SLOT ? Arguments.NONE : settings.names().sequence(at.tag(), id, namespace);
    }

    /** The beginnings of messages, with where they are numbered. */
    static List<byte[]> numbered(Pin at, List<byte[]> heads) {
        return at.slot() == Pin.NO_SLOT
                ? heads
                : heads.stream()
                        .map(head -> Messages.numberedAt(head, at.slot()))
                        .toList();
    }

    /** Where invalidations are published that this master makes. */
    byte[] channel() {
        return channel;
    }

    /** Where notes are published of leases that have ended on this master. */
    byte[] readyChannel() {
        return readyChannel;
    }

    /** The moment, by this master's clock, after which what is sent to it now must not be executed any more. */
    byte[] patience() {
        return Arguments.of(clock.micros() + settings.commandTimeout().toNanos() / 1_000 + SLACK_MICROS);
    }

    @Override
    public void close() {
        List<Link<?>> open;
        synchronized (this) {
            closed = true;
            open = List.copyOf(links);
        }
        open.forEach(Link::close);
    }

    @Override
    public String toString() {
        return endpoint.address();
    }
}
