package io.cachex.redis;

import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.push.PushListener;
import io.lettuce.core.api.push.PushMessage;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.CommandType;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Lets Redis tell on one connection which keys change, whoever changes them: {@code CLIENT TRACKING} in its broadcasting
 * mode. It ends with the connection, so every new one is asked anew, before what is heard on it counts.
 *
 * <p>What Redis tells comes in its turn among the messages and answers of the connection, and Redis sends it before it
 * acknowledges the change. So an answered heartbeat proves these changes as it proves messages, see {@link
 * NamespaceState}. Whether a change was made by this node is not told, and several changes of a key may be told as one; so
 * nothing is left out as one's own: (1) this node fills a key, (2) somebody deletes it, in the same turn of the server's
 * loop, (3) the key is told once.
 *
 * <p>Everything happens on the connection's event loop.
 */
final class Tracking implements PushListener {

    /** Hears what changes. */
    interface Ear {

        /** From now on every change is told. */
        void tracked();

        /** Redis refuses to tell. */
        void refused(Throwable failure);

        /** The values at these keys are not what they were. */
        void changed(List<byte[]> keys);

        /** Everything may have changed, for this reason. */
        void doubtful(String reason);
    }

    private static final String TYPE = "invalidate";

    private final byte[] start;
    private final Ear ear;

    /**
     * Not yet begun.
     *
     * @param start what the keys to be told of begin with
     */
    Tracking(byte[] start, Ear ear) {
        this.start = start;
        this.ear = ear;
    }

    /** Asks Redis, once for a connection. */
    void begin(StatefulRedisConnection<byte[], byte[]> connection) {
        connection.addListener(this);
        AsyncCommand<byte[], byte[], String> command = new Request<>(
                        CommandType.CLIENT, new StatusOutput<>(ByteArrayCodec.INSTANCE))
                .add(Arguments.of("TRACKING"))
                .add(Arguments.of("ON"))
                .add(Arguments.of("BCAST"))
                .add(Arguments.of("PREFIX"))
                .add(start)
                .command();
        command.whenComplete((done, failure) -> {
            if (failure == null) {
                ear.tracked();
            } else {
                ear.refused(failure);
            }
        });
        try {
            connection.dispatch(command);
        } catch (RuntimeException e) { // closed meanwhile, by some versions of Lettuce
            command.completeExceptionally(e);
        }
    }

    @Override
    public void onPushMessage(PushMessage message) {
        if (!message.getType().equals(TYPE)) {
            return;
        }
        List<Object> content = message.getContent(Tracking::bytes);
        Object told = content.size() == 2 ? content.get(1) : "";
        if (told == null) {
            ear.doubtful("the server was emptied");
        } else if (told instanceof List<?> keys && keys.stream().allMatch(byte[].class::isInstance)) {
            List<byte[]> changed = new ArrayList<>(keys.size());
            keys.forEach(key -> changed.add((byte[]) key));
            ear.changed(changed);
        } else {
            ear.doubtful("a change that cannot be read");
        }
    }

    private static Object bytes(ByteBuffer text) {
        ByteBuffer view = text.duplicate();
        byte[] bytes = new byte[view.remaining()];
        view.get(bytes);
        return bytes;
    }
}
