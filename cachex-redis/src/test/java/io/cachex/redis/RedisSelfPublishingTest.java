package io.cachex.redis;

import io.cachex.spi.InvalidationBus;
import io.cachex.spi.Store;
import io.cachex.spi.TimeSource;
import io.cachex.testkit.SelfPublishingContract;
import org.junit.jupiter.api.AfterEach;

final class RedisSelfPublishingTest extends SelfPublishingContract {

    private Redis one;
    private Redis other;

    @Override
    protected Store createStore() {
        RedisNodes.SERVER.flushAll();
        one = RedisNodes.connected(RedisNodes.patient().uri(RedisNodes.SERVER.uri()));
        return one.store();
    }

    @Override
    protected InvalidationBus busOf(Store store) {
        return one.bus();
    }

    @Override
    protected InvalidationBus otherNode(InvalidationBus same) {
        other = RedisNodes.connected(RedisNodes.patient().uri(RedisNodes.SERVER.uri()));
        return other.bus();
    }

    @AfterEach
    void closeNodes() {
        one.close();
        if (other != null) {
            other.close();
        }
    }

    @Override
    protected TimeSource time() {
        return TimeSource.system();
    }
}
