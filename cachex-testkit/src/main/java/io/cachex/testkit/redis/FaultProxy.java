package io.cachex.testkit.redis;

import io.cachex.spi.TimeSource;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A TCP proxy in front of a server, and all that can be wrong with a network: {@code FaultProxy.inFrontOf(server)}.
 *
 * <p>It passes everything on until it is told otherwise. A fault holds for connections there are and for those to come,
 * until {@link #heal()}, and is in effect when the method returns. Faults of the content hold for whole RESP values (a
 * command, an answer, a pushed message) that begin under them, so that a connection that survives its faults makes sense
 * again. On encrypted connections they work on bytes alone: do not swallow or rewrite there.
 *
 * <p>Listens on a free port of the loopback interface. Has one daemon thread, {@code cachex-fault-proxy-<port>}, which is
 * gone after {@link #close()}. Safe for use by many threads.
 */
public final class FaultProxy implements AutoCloseable {

    private static final Pattern TIME = Pattern.compile("\\*2\r\n\\$10\r\n(\\d{10})\r\n\\$[1-6]\r\n(\\d{1,6})\r\n");

    private final int port = LoopbackPorts.free();
    private final IntFunction<String> uri;
    private final ProxyLoop loop;
    private final Map<Direction, AtomicReference<ProxyFaults>> faults = new EnumMap<>(Direction.class);
    private final Map<Direction, LongAdder> bytes = new EnumMap<>(Direction.class);

    /** Which way data goes. */
    public enum Direction {
        /** From the client to the server: commands. */
        UP,
        /** From the server to the client: answers and messages. */
        DOWN,
        /** Either way. */
        BOTH
    }

    private FaultProxy(Supplier<SocketAddress> target, IntFunction<String> uri) {
        this.uri = uri;
        for (Direction one : new Direction[] {Direction.UP, Direction.DOWN}) {
            faults.put(one, new AtomicReference<>(ProxyFaults.NONE));
            bytes.put(one, new LongAdder());
        }
        this.loop = new ProxyLoop(port, target, (source, sink, isUp) -> {
            Direction one = isUp ? Direction.UP : Direction.DOWN;
            return new ProxyFlow(source, sink, faults(one)::get, count(one), TimeSource.system());
        });
        loop.start();
    }

    /** A proxy in front of this server, whether it runs or not. */
    public static FaultProxy inFrontOf(RedisServer server) {
        return new FaultProxy(() -> LoopbackPorts.address(server.port()), server::uri);
    }

    /** A proxy in front of whatever listens there. */
    public static FaultProxy inFrontOf(String host, int port) {
        return new FaultProxy(
                () -> new InetSocketAddress(host, port), own -> "redis://" + LoopbackPorts.HOST + ":" + own);
    }

    /** The host it listens on, {@code 127.0.0.1}. */
    public String host() {
        return LoopbackPorts.HOST;
    }

    /** The port it listens on. */
    public int port() {
        return port;
    }

    /** The server's address through this proxy, for a client. */
    public String uri() {
        return uri.apply(port);
    }

    /** Resets all connections there are, on both sides: a RST, which loses what is under way. */
    public void reset() {
        loop.call(connections -> connections.forEach(ProxyConnection::reset));
    }

    /**
     * Ends all connections there are by a FIN to the client, and loses the answers that it does not have yet, while the
     * commands it has sent still reach the server.
     *
     * <p>To have answers to lose, {@linkplain #blackHole swallow} them first.
     */
    public void closeLosingReplies() {
        loop.call(connections -> connections.forEach(ProxyConnection::closeLosingReplies));
    }

    /**
     * Swallows what goes this way. The connections stay and look healthy; a side that ends one is not heard either, until
     * {@link #heal()}. What was swallowed is gone.
     */
    public void blackHole(Direction direction) {
        change(direction, ProxyFaults::withHole);
    }

    /**
     * Passes on later what goes this way, in its order. At most 256 KiB wait per connection, then the sender has to.
     * {@link #heal()} lets go at once what waits.
     *
     * @param delay zero for none; at most 1 hour
     * @throws IllegalArgumentException if out of range
     */
    public void delay(Duration delay, Direction direction) {
        if (delay.isNegative() || delay.compareTo(Duration.ofHours(1)) > 0) {
            throw new IllegalArgumentException("delay must be from 0 to 1 hour: " + delay);
        }
        change(direction, was -> was.withDelay(delay.toNanos()));
    }

    /** Refuses new connections, or takes them again. Those there are go on. */
    public void refuse(boolean refusing) {
        loop.call(connections -> {
            if (refusing) {
                loop.refuse();
            } else {
                loop.listen();
            }
        });
    }

    /** Swallows each command, answer or message that contains these bytes (UTF-8). */
    public void swallow(String pattern, Direction direction) {
        String bytesOfPattern = latin(pattern.getBytes(StandardCharsets.UTF_8));
        rewrite(direction, frame -> latin(frame).contains(bytesOfPattern) ? new byte[0] : frame);
    }

    /**
     * Changes each command, answer or message, after those that were given before.
     *
     * @param rewriter is given one whole RESP value, returns what to pass on, or no bytes to swallow it; called on the
     *     proxy's thread: must not block. If it throws, the connection is reset
     */
    public void rewrite(Direction direction, UnaryOperator<byte[]> rewriter) {
        change(direction, was -> was.withRewriter(rewriter));
    }

    /**
     * Makes the server's clock seem to be elsewhere: changes the answers to {@code TIME}, and any other that looks the
     * same. What the server itself does by its clock is not concerned.
     *
     * @param step on top of earlier ones; back if negative
     */
    public void stepClock(Duration step) {
        rewrite(Direction.DOWN, frame -> {
            Matcher answer = TIME.matcher(latin(frame));
            if (!answer.matches()) {
                return frame;
            }
            Duration stepped = Duration.ofSeconds(Long.parseLong(answer.group(1)))
                    .plusNanos(Long.parseLong(answer.group(2)) * 1_000)
                    .plus(step);
            String seconds = Long.toString(stepped.toSeconds());
            String micros = Integer.toString(stepped.toNanosPart() / 1_000);
            return ("*2\r\n$" + seconds.length() + "\r\n" + seconds + "\r\n$" + micros.length() + "\r\n" + micros
                            + "\r\n")
                    .getBytes(StandardCharsets.ISO_8859_1);
        });
    }

    /** Ends all faults. What waits because of a {@link #delay} goes at once. */
    public void heal() {
        loop.call(connections -> {
            faults.values().forEach(all -> all.set(ProxyFaults.NONE));
            connections.forEach(one -> {
                one.up().hurry();
                one.down().hurry();
            });
            loop.listen();
        });
    }

    /** How many connections were accepted in all. */
    public long connections() {
        return loop.accepted();
    }

    /** How many connections there are now. */
    public int openConnections() {
        return loop.open();
    }

    /** How many bytes came to be passed on this way, those included that were swallowed. */
    public long bytes(Direction direction) {
        return bytes.entrySet().stream()
                .filter(entry -> ProxyFaults.concerns(direction, entry.getKey()))
                .mapToLong(entry -> entry.getValue().sum())
                .sum();
    }

    /** Ends all connections and listens no more. Idempotent. */
    @Override
    public void close() {
        loop.close();
    }

    @Override
    public String toString() {
        return "faultProxy(" + host() + ":" + port + ", " + openConnections() + " connections)";
    }

    private void change(Direction direction, UnaryOperator<ProxyFaults> change) {
        loop.call(connections -> faults.forEach((one, current) -> {
            if (ProxyFaults.concerns(direction, one)) {
                current.set(change.apply(current.get()));
            }
        }));
    }

    private AtomicReference<ProxyFaults> faults(Direction one) {
        AtomicReference<ProxyFaults> found = faults.get(one);
        if (found == null) {
            throw new IllegalArgumentException("one direction: " + one);
        }
        return found;
    }

    private LongAdder count(Direction one) {
        LongAdder found = bytes.get(one);
        if (found == null) {
            throw new IllegalArgumentException("one direction: " + one);
        }
        return found;
    }

    private static String latin(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
