package io.cachex.redis;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.CommandOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One command with its arguments, how heavy it is, and the future of its answer. For one sending: ended by the answer, by the
 * end of the connection, or by its deadline, whichever is first.
 *
 * @param <T> what is answered
 */
class Request<T> extends CompletableFuture<T> implements BiConsumer<T, @Nullable Throwable>, Deadlines.Expiring {

    private static final int OVERHEAD = 500; // what Lettuce and we keep of a request that waits, measured

    private final CommandType type;
    private final CommandOutput<byte[], byte[], T> output;
    private final CommandArgs<byte[], byte[]> arguments = new CommandArgs<>(ByteArrayCodec.INSTANCE);
    private long weight = OVERHEAD;

    // Written when it is sent.
    private @Nullable Session<?> session;
    private Deadlines.@Nullable Deadline deadline;

    Request(CommandType type, CommandOutput<byte[], byte[], T> output) {
        this.type = type;
        this.output = output;
    }

    Request<T> key(byte[] key) {
        arguments.addKey(key);
        weight += key.length;
        return this;
    }

    Request<T> add(byte[] argument) {
        arguments.add(argument);
        weight += argument.length;
        return this;
    }

    Request<T> add(long number) {
        arguments.add(number);
        return this;
    }

    /** Bytes that are kept while the request is under way. */
    long weight() {
        return weight;
    }

    /** As Lettuce sends it, for who does without a deadline. */
    AsyncCommand<byte[], byte[], T> command() {
        return new AsyncCommand<>(new Command<>(type, output, arguments));
    }

    /** As Lettuce sends it on a session, which has room for it. From now on it has a deadline. */
    AsyncCommand<byte[], byte[], T> commandOf(Session<?> sending, Deadlines deadlines, long dueNanos) {
        session = sending;
        deadline = new Deadlines.Deadline(this, dueNanos);
        AsyncCommand<byte[], byte[], T> command = command();
        command.whenComplete(this);
        deadlines.watch(deadline);
        return command;
    }

    /** Lettuce's answer, at last; perhaps long after the deadline. */
    @Override
    public final void accept(T answer, @Nullable Throwable failure) {
        if (deadline == null || session == null) {
            throw new IllegalStateException("never sent");
        }
        deadline.over();
        session.ended(weight, failure);
        if (failure == null) {
            complete(answer);
        } else {
            completeExceptionally(RedisFailures.of(session.address(), type.name(), failure));
        }
    }

    /** Gives up waiting. The session hears of it first, so that who sees the last straw also sees the connection gone. */
    @Override
    public final void expire() {
        if (!isDone() && session != null) {
            session.timedOut();
            completeExceptionally(RedisFailures.timedOut(session.address(), type.name(), session.timeoutMillis()));
        }
    }
}
