package io.cachex.examples.drill.nodes;

import io.cachex.testkit.redis.FaultProxy;
import io.cachex.testkit.redis.FaultProxy.Direction;
import io.cachex.testkit.redis.RedisServer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * Redis and the ways to it, one for each node of each fleet: where trouble is made. One caller at a time; {@link #apart} is for
 * many threads.
 */
final class Links implements AutoCloseable {

    /** Longer than any act. A network that drops packets is like that: TCP sends them again when it is healed. */
    private static final Duration LATE = Duration.ofHours(1);

    private final RedisServer server;
    private final LongSupplier clock;
    private final List<FaultProxy> toCacheX;
    private final List<FaultProxy> toHandmade;
    private final AtomicLongArray apartSince = new AtomicLongArray(Schedule.NODES); // 0: not apart

    /** Ways to a server that runs, which is not closed with them. */
    Links(RedisServer server, LongSupplier clock) {
        this.server = server;
        this.clock = clock;
        this.toCacheX = proxies(server);
        this.toHandmade = proxies(server);
    }

    private static List<FaultProxy> proxies(RedisServer server) {
        return Stream.generate(() -> FaultProxy.inFrontOf(server))
                .limit(Schedule.NODES)
                .toList();
    }

    List<String> urisForCacheX() {
        return toCacheX.stream().map(FaultProxy::uri).toList();
    }

    List<String> urisForHandmade() {
        return toHandmade.stream().map(FaultProxy::uri).toList();
    }

    /** How long a node has been without Redis, in nanoseconds; 0 if it is not. */
    long apart(int node, long now) {
        long since = apartSince.get(node);
        return since == 0 ? 0 : now - since;
    }

    /** Makes this trouble, and ends the one before. */
    void become(Trouble trouble) {
        switch (trouble) {
            case NORMAL -> {}
            case FROZEN -> {
                server.freeze();
                allApart();
            }
            case KILLED -> server.kill();
            case EMPTY -> {
                noneApart();
                server.restartEmpty();
            }
            case CUT -> {
                toCacheX.get(Schedule.CUT_OFF).delay(LATE, Direction.BOTH);
                toHandmade.get(Schedule.CUT_OFF).delay(LATE, Direction.BOTH);
                apart(Schedule.CUT_OFF);
            }
            case HEALED -> {
                noneApart();
                toCacheX.get(Schedule.CUT_OFF).heal();
                toHandmade.get(Schedule.CUT_OFF).heal();
            }
        }
    }

    private void allApart() {
        for (int node = 0; node < Schedule.NODES; node++) {
            apart(node);
        }
    }

    private void apart(int node) {
        long now = clock.getAsLong();
        apartSince.set(node, now == 0 ? 1 : now);
    }

    private void noneApart() {
        for (int node = 0; node < Schedule.NODES; node++) {
            apartSince.set(node, 0);
        }
    }

    @Override
    public void close() {
        toCacheX.forEach(FaultProxy::close);
        toHandmade.forEach(FaultProxy::close);
    }
}
