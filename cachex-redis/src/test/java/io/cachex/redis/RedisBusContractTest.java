package io.cachex.redis;

import io.cachex.spi.InvalidationBus;
import io.cachex.testkit.InvalidationBusContract;
import io.cachex.testkit.redis.RedisExtension;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.RegisterExtension;

class RedisBusContractTest extends InvalidationBusContract {

    @RegisterExtension
    static final RedisExtension REDIS = RedisExtension.create();

    private final Nodes nodes = new Nodes();
    private RedisBus second;

    @AfterEach
    void closeNodes() {
        nodes.close();
    }

    @Override
    protected InvalidationBus createBus() {
        return Nodes.bus(nodes.at(REDIS.uri(), builder -> builder.maximumSubscribers(5)));
    }

    @Override
    protected InvalidationBus otherNode(InvalidationBus same) {
        second = Nodes.bus(nodes.at(REDIS.uri()));
        return second;
    }

    @Override
    protected OptionalInt maximumSubscribers() {
        return OptionalInt.of(5);
    }

    @Override
    protected boolean loseMessages() {
        long before = second.counters().connections.sum();
        REDIS.command("CLIENT", "KILL", "TYPE", "pubsub");
        Nodes.soon().until(() -> second.counters().connections.sum() > before);
        return true;
    }
}
