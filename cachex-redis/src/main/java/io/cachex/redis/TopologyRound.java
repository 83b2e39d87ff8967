package io.cachex.redis;

import io.cachex.spi.TimeSource;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.ByteArrayOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.CommandType;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One asking of several nodes. It ends when all have answered or failed, a while after the first answer, or at its deadline:
 * once, and one way or another.
 */
final class TopologyRound {

    /** How long the first answer waits for others. */
    private static final Duration GRACE = Duration.ofMillis(100);

    private static final byte[] NODES = Arguments.of("NODES");

    /**
     * What came of it.
     *
     * @param nodes null if nobody answered with anything of use
     * @param trouble why then
     */
    record Result(@Nullable ClusterNodes nodes, String trouble) {}

    private final TimeSource time;
    private final RedisSettings settings;
    private final Executor executor;
    private final Consumer<Result> end;
    private final ClusterNodes nodes; // guarded by this, as what follows
    private final List<StatefulRedisConnection<byte[], byte[]>> visits = new ArrayList<>();
    private int pending;
    private int answers;
    private boolean over;
    private String trouble = "no node of the cluster answers";

    TopologyRound(RedisSettings settings, boolean prefersNames, Executor executor, Consumer<Result> end) {
        this.executor = executor;
        this.time = settings.time();
        this.settings = settings;
        this.end = end;
        this.nodes = new ClusterNodes(prefersNames);
    }

    /** Asks masters over the connections there are. */
    void ask(List<Shard> masters) {
        start(masters.size(), settings.commandTimeout());
        for (Shard master : masters) {
            Request<byte[]> request =
                    new Request<byte[]>(CommandType.CLUSTER, new ByteArrayOutput<>(ByteArrayCodec.INSTANCE)).add(NODES);
            master.data().send(request).whenComplete((answer, failure) -> answered(master.host(), answer, failure));
        }
    }

    /** Asks nodes over connections for this one question. */
    void visit(List<Endpoint> all) {
        start(all.size(), settings.connectTimeout());
        for (Endpoint endpoint : all) {
            try {
                endpoint.open(Kind.COMMANDS).whenComplete((connection, failure) -> {
                    if (failure != null) {
                        answered("", null, failure);
                    } else {
                        visited(connection, endpoint.host());
                    }
                });
            } catch (RuntimeException e) { // closed
                answered("", null, e);
            }
        }
    }

    private void visited(StatefulRedisConnection<byte[], byte[]> connection, String host) {
        synchronized (this) {
            if (!over) {
                visits.add(connection);
            }
        }
        AsyncCommand<byte[], byte[], byte[]> command = new Request<byte[]>(
                        CommandType.CLUSTER, new ByteArrayOutput<>(ByteArrayCodec.INSTANCE))
                .add(NODES)
                .command();
        command.whenComplete((answer, failure) -> answered(host, answer, failure));
        try {
            connection.dispatch(command);
        } catch (RuntimeException e) { // closed already
            command.completeExceptionally(e);
        }
        synchronized (this) {
            if (over && !visits.contains(connection)) {
                connection.closeAsync();
            }
        }
    }

    private void start(int count, Duration patience) {
        synchronized (this) {
            pending = count;
        }
        finishAfter(patience.plus(GRACE));
    }

    private void answered(String host, byte @Nullable [] answer, @Nullable Throwable failure) {
        boolean isLast;
        boolean isFirst = false;
        synchronized (this) {
            if (over) {
                return;
            }
            if (failure != null) {
                trouble = RedisFailures.reason(failure);
            } else if (answer != null) {
                isFirst = answers++ == 0;
                read(host, answer);
            }
            isLast = --pending == 0;
        }
        if (isLast) {
            finish();
        } else if (isFirst) {
            finishAfter(GRACE);
        }
    }

    private void read(String host, byte[] answer) {
        try {
            nodes.add(new String(answer, StandardCharsets.UTF_8), host);
        } catch (RuntimeException e) { // not what a node of a cluster says
            trouble = "a node's answer cannot be read";
        }
    }

    private void finishAfter(Duration delay) {
        time.schedule(delay, () -> executor.execute(this::finish));
    }

    private void finish() {
        Result result;
        List<StatefulRedisConnection<byte[], byte[]>> done;
        synchronized (this) {
            if (over) {
                return;
            }
            over = true;
            done = List.copyOf(visits);
            result = nodes.masters().isEmpty()
                    ? new Result(null, answers == 0 ? trouble : "no node knows who has the slots")
                    : new Result(nodes, "");
        }
        done.forEach(StatefulRedisConnection::closeAsync);
        end.accept(result);
    }
}
