package io.cachex.redis;

import static org.awaitility.Awaitility.await;

import io.cachex.spi.Store;
import io.cachex.testkit.redis.RedisExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Nodes that share the server of all tests, connected before they are used; closed after the test class. */
final class RedisNodes implements AfterAllCallback {

    static final RedisExtension SERVER = RedisExtension.create();

    /** The step in which contracts measure time: longer than a busy machine stands still. */
    static final Duration UNIT = Duration.ofMillis(600);

    private final List<Redis> open = new ArrayList<>();
    private Redis one;
    private Redis other;

    /** Two nodes for the whole class, and nothing in the server. */
    Store emptyStore() {
        SERVER.flushAll();
        return one().store();
    }

    synchronized Redis one() {
        if (one == null) {
            one = another(builder -> builder);
        }
        return one;
    }

    synchronized Redis other() {
        if (other == null) {
            other = another(builder -> builder);
        }
        return other;
    }

    /** One more node with these options. */
    synchronized Redis another(UnaryOperator<RedisBuilder> options) {
        Redis redis = connected(options.apply(patient().uri(SERVER.uri())));
        open.add(redis);
        return redis;
    }

    /** Options for a busy machine. */
    static RedisBuilder patient() {
        return Redis.builder().commandTimeout(Duration.ofSeconds(5)).connectTimeout(Duration.ofSeconds(5));
    }

    /** A node whose store is connected. */
    static Redis connected(RedisBuilder options) {
        Redis redis = options.build();
        redis.store();
        await().atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(2))
                .until(redis::isConnected);
        return redis;
    }

    @Override
    public synchronized void afterAll(ExtensionContext context) {
        open.forEach(Redis::close);
    }
}
