package io.cachex.redis;

import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Where connections go.
 *
 * @param uri a server, or the Sentinels that name it; null for wherever the application's client goes
 * @param address the same for people, without user and password
 */
record Endpoint(Driver driver, @Nullable RedisURI uri, String address) {

    /** Opens a connection. Does not block. */
    <C extends StatefulRedisConnection<byte[], byte[]>> CompletionStage<C> open(Kind<C> kind) {
        return driver.open(kind, uri);
    }

    /** The host alone; empty where there is none, or more. */
    String host() {
        return uri == null || uri.getHost() == null ? "" : uri.getHost();
    }

    /** Threads for what must not be done on an event loop or a timer's thread. */
    Executor executor() {
        return driver.executor();
    }
}
