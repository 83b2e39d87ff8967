package io.cachex.redis;

import static org.awaitility.Awaitility.await;

import io.cachex.spi.Store;
import io.cachex.testkit.redis.RedisCluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A cluster for a test class, and nodes that are connected to all of it before they are used. */
final class OnCluster implements BeforeAllCallback, AfterAllCallback {

    /** As {@link RedisNodes#UNIT}, shorter: what these tests measure was measured already. */
    static final Duration UNIT = Duration.ofMillis(250);

    /** Often, so that nodes are soon sure to hear everybody. */
    static final Duration BEAT = Duration.ofMillis(100);

    private final List<Redis> open = new ArrayList<>();
    private RedisCluster cluster;
    private Redis one;
    private Redis other;

    @Override
    public synchronized void beforeAll(ExtensionContext context) {
        if (cluster == null) { // else for a nested class
            cluster = RedisCluster.start();
        }
    }

    RedisCluster cluster() {
        return cluster;
    }

    /** Two nodes for the whole class, and nothing in the cluster. */
    Store emptyStore() {
        flushAll();
        return one().store();
    }

    void flushAll() {
        cluster.masters().forEach(node -> node.command("FLUSHALL"));
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
        Redis redis =
                connected(options.apply(RedisNodes.patient().uri(cluster.uri()).heartbeat(BEAT)));
        open.add(redis);
        return redis;
    }

    /** A node that is connected to all masters. */
    static Redis connected(RedisBuilder options) {
        Redis redis = options.build();
        redis.store();
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(2))
                .until(redis::isConnected);
        return redis;
    }

    @Override
    public synchronized void afterAll(ExtensionContext context) {
        if (context.getTestClass().filter(Class::isMemberClass).isEmpty()) {
            open.forEach(Redis::close);
            cluster.close();
        }
    }
}
