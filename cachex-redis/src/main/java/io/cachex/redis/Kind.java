package io.cachex.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.util.concurrent.CompletionStage;

/**
 * A kind of connection: how Lettuce opens it.
 *
 * @param <C> what is opened
 */
interface Kind<C extends StatefulRedisConnection<byte[], byte[]>> {

    /** For commands. */
    Kind<StatefulRedisConnection<byte[], byte[]>> COMMANDS = new Kind<>() {
        @Override
        public CompletionStage<StatefulRedisConnection<byte[], byte[]>> open(RedisClient client, RedisURI uri) {
            return client.connectAsync(ByteArrayCodec.INSTANCE, uri);
        }

        @Override
        public StatefulRedisConnection<byte[], byte[]> openAndWait(RedisClient client) {
            return client.connect(ByteArrayCodec.INSTANCE);
        }
    };

    /** For messages, and for commands too, which RESP3 allows. */
    Kind<StatefulRedisPubSubConnection<byte[], byte[]>> SUBSCRIBED = new Kind<>() {
        @Override
        public CompletionStage<StatefulRedisPubSubConnection<byte[], byte[]>> open(RedisClient client, RedisURI uri) {
            return client.connectPubSubAsync(ByteArrayCodec.INSTANCE, uri);
        }

        @Override
        public StatefulRedisPubSubConnection<byte[], byte[]> openAndWait(RedisClient client) {
            return client.connectPubSub(ByteArrayCodec.INSTANCE);
        }
    };

    /** Opens a connection to this server, or to the master that these sentinels name. */
    CompletionStage<C> open(RedisClient client, RedisURI uri);

    /** Opens a connection to where the client was made for, which Lettuce offers only blocking. */
    C openAndWait(RedisClient client);
}
