package io.cachex.redis;

import io.lettuce.core.RedisReadOnlyException;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.CommandType;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a {@link Link} from its opening to its end, and what is under way on it.
 *
 * @param <C> the connection
 */
final class Session<C extends StatefulRedisConnection<byte[], byte[]>> {

    /** How many requests in a row may time out before the connection is taken for dead. */
    static final int MOST_TIMEOUTS = 5;

    /** For how long a replica is taken for one that is about to become master: so it is not asked over and over. */
    private static final long READ_ONLY_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** Where a session stands; guarded by the link. */
    enum State {
        GREETING,
        SERVING,
        ENDED
    }

    final C connection;
    State state = State.GREETING;
    private final Link<C> link;
    private final long openedNanos;
    private final Deadlines deadlines;
    private final Room room = new Room();
    private final AtomicInteger timeouts = new AtomicInteger();

    Session(Link<C> link, C connection, Deadlines deadlines) {
        this.link = link;
        this.openedNanos = link.time().nanos();
        this.connection = connection;
        this.deadlines = deadlines;
    }

    /** Sends a request. Never throws, never waits. */
    <T> CompletableFuture<T> send(Request<T> request) {
        if (!room.enter(request.weight())) {
            return CompletableFuture.failedFuture(RedisFailures.refused(address(), Room.FULL));
        }
        AsyncCommand<byte[], byte[], T> command = commandOf(request);
        try {
            connection.dispatch(command);
        } catch (RuntimeException e) { // closed meanwhile, by some versions of Lettuce
            command.completeExceptionally(e);
        }
        return request;
    }

    /** Sends requests together. Never throws, never waits. */
    <T> List<CompletableFuture<T>> sendAll(List<Request<T>> requests) {
        List<CompletableFuture<T>> answers = new ArrayList<>(requests.size());
        List<AsyncCommand<byte[], byte[], ?>> commands = new ArrayList<>(requests.size());
        for (Request<T> request : requests) {
            answers.add(prepare(request, commands));
        }
        dispatch(commands);
        return answers;
    }

    /** Sends ASKING and the request, with nothing between them. */
    <T> CompletableFuture<T> sendAsking(Request<T> request) {
        List<AsyncCommand<byte[], byte[], ?>> commands = new ArrayList<>(2);
        prepare(new Request<>(CommandType.ASKING, new StatusOutput<>(ByteArrayCodec.INSTANCE)), commands);
        CompletableFuture<T> answer = prepare(request, commands);
        if (commands.size() == 2) {
            dispatch(commands);
        } else { // no room for both: ASKING alone would be about somebody else's command
            commands.forEach(command -> command.completeExceptionally(RedisFailures.refused(address(), Room.FULL)));
        }
        return answer;
    }

    /** Adds the request's command to those to be sent, if there is room. */
    private <T> CompletableFuture<T> prepare(Request<T> request, List<AsyncCommand<byte[], byte[], ?>> commands) {
        if (!room.enter(request.weight())) {
            return CompletableFuture.failedFuture(RedisFailures.refused(address(), Room.FULL));
        }
        commands.add(commandOf(request));
        return request;
    }

    private <T> AsyncCommand<byte[], byte[], T> commandOf(Request<T> request) {
        return request.commandOf(this, deadlines, link.time().nanos() + link.timeoutNanos());
    }

    private void dispatch(List<AsyncCommand<byte[], byte[], ?>> commands) {
        try {
            connection.dispatch(commands);
        } catch (RuntimeException e) { // closed meanwhile, by some versions of Lettuce
            commands.forEach(command -> command.completeExceptionally(e));
        }
    }

    /** A request has left the connection. */
    void ended(long weight, @Nullable Throwable failure) {
        room.leave(weight);
        if (failure == null || RedisFailures.isAnswer(failure)) {
            answered();
        }
        if (failure instanceof RedisReadOnlyException && link.time().nanos() - openedNanos >= READ_ONLY_NANOS) {
            link.end(this, "the server is a replica: the master is elsewhere now");
        }
    }

    void timedOut() {
        if (timeouts.incrementAndGet() == MOST_TIMEOUTS) {
            link.end(this, MOST_TIMEOUTS + " requests in a row were not answered within " + timeoutMillis() + " ms");
        }
    }

    String address() {
        return link.address();
    }

    long timeoutMillis() {
        return link.timeoutNanos() / 1_000_000;
    }

    private void answered() {
        if (timeouts.get() != 0) { // a look is cheaper than a write
            timeouts.set(0);
        }
    }
}
