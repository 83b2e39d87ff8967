package io.cachex.redis;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.CommandOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;

/**
 * One command with its arguments, and how heavy it is. For one sending.
 *
 * @param <T> what is answered
 */
final class Request<T> {

    private static final int OVERHEAD = 500; // what Lettuce and we keep of a request that waits, measured

    private final CommandType type;
    private final CommandOutput<byte[], byte[], T> output;
    private final CommandArgs<byte[], byte[]> arguments = new CommandArgs<>(ByteArrayCodec.INSTANCE);
    private long weight = OVERHEAD;

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

    String name() {
        return type.name();
    }

    /** Bytes that are kept while the request is under way. */
    long weight() {
        return weight;
    }

    AsyncCommand<byte[], byte[], T> command() {
        return new AsyncCommand<>(new Command<>(type, output, arguments));
    }
}
