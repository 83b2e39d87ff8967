package io.cachex.redis;

import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection of the bus, from the moment it is there until it is given up. What it hears it tells on the connection's
 * event loop, messages and answers in the order in which they came.
 */
final class BusLine extends RedisPubSubAdapter<byte[], byte[]> {

    private static final Logger LOG = LoggerFactory.getLogger(RedisBus.class);

    /** Hears what comes over the line. */
    interface Ear {

        /** All channels are subscribed to, and changes are told, if they are to be. */
        void subscribed(BusLine line);

        void message(BusLine line, byte[] channel, byte[] message);

        /** The values at these keys are not what they were; nobody may have told of it. */
        void changed(BusLine line, List<byte[]> keys);

        /** What came cannot say what has changed. */
        void doubtful(BusLine line, String reason);

        /** A question was answered by a refusal. */
        void refused(BusLine line);
    }

    private final StatefulRedisPubSubConnection<byte[], byte[]> connection;
    private final Heartbeat heartbeat;
    private final Ear ear;
    private final byte[][] channels;
    private final @Nullable Tracking tracking;
    private int missing; // the event loop's: confirmations without which it is not known what is heard
    private boolean complained; // the event loop's

    /** Whether it has heard everything since some moment. Written by the bus, under its lock. */
    volatile boolean isUp;

    BusLine(
            StatefulRedisPubSubConnection<byte[], byte[]> connection,
            Heartbeat heartbeat,
            Ear ear,
            List<byte[]> channels,
            byte @Nullable [] tracked) {
        this.connection = connection;
        this.heartbeat = heartbeat;
        this.ear = ear;
        this.channels = channels.toArray(new byte[0][]);
        this.tracking = tracked == null ? null : new Tracking(tracked, new Changes());
        this.missing = channels.size() + (tracked == null ? 0 : 1);
    }

    void begin() {
        connection.addListener(this);
        if (tracking != null) {
            tracking.begin(connection);
        }
        connection.async().subscribe(channels).whenComplete((done, failure) -> {
            if (failure != null) { // silence will end the line, and not too often
                complain("cannot subscribe", failure);
            }
        });
    }

    Heartbeat heartbeat() {
        return heartbeat;
    }

    @Override
    public void subscribed(byte[] channel, long count) {
        confirmed();
    }

    private void confirmed() {
        if (--missing == 0) {
            ear.subscribed(this);
        }
    }

    @Override
    public void message(byte[] channel, byte[] message) {
        ear.message(this, channel, message);
    }

    /**
     * Asks, and tells the answer in its turn between the messages. A failure is not told: silence is enough.
     *
     * <p>Whoever asks a command for its answer after it was sent may be told on a thread of its own, when later messages
     * have been heard already. So this asks first and sends then.
     */
    void ask(Script script, List<byte[]> keys, List<byte[]> arguments, Consumer<List<Object>> answer) {
        send(script.byHash(keys, arguments), answer, () -> send(script.byText(keys, arguments), answer, () -> {}));
    }

    private void send(Request<List<Object>> request, Consumer<List<Object>> answer, Runnable unknown) {
        AsyncCommand<byte[], byte[], List<Object>> command = request.command();
        command.whenComplete((answered, failure) -> {
            if (failure == null) {
                answer.accept(answered);
            } else if (failure instanceof RedisNoScriptException) {
                unknown.run();
            } else {
                complain("is not answered", failure);
                if (RedisFailures.isAnswer(failure)) {
                    ear.refused(this);
                }
            }
        });
        try {
            connection.dispatch(command);
        } catch (RuntimeException e) { // closed
            LOG.debug("A heartbeat could not be sent", e);
        }
    }

    /** What Redis tells of changes. */
    private final class Changes implements Tracking.Ear {

        @Override
        public void tracked() {
            confirmed();
        }

        @Override
        public void refused(Throwable failure) { // silence will end the line, and not too often
            complain("is not told of changes", failure);
        }

        @Override
        public void changed(List<byte[]> keys) {
            ear.changed(BusLine.this, keys);
        }

        @Override
        public void doubtful(String reason) {
            ear.doubtful(BusLine.this, reason);
        }
    }

    private void complain(String what, Throwable failure) {
        if (connection.isOpen() && !complained) {
            complained = true;
            LOG.warn("The bus {}: {}", what, RedisFailures.reason(failure));
        }
    }
}
