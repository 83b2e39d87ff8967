package io.cachex.redis;

import io.cachex.spi.Store;
import io.cachex.spi.TimeSource;
import io.cachex.testkit.LeasingContract;
import java.time.Duration;
import org.junit.jupiter.api.extension.RegisterExtension;

final class RedisLeasingTest extends LeasingContract {

    @RegisterExtension
    static final RedisNodes NODES = new RedisNodes();

    @Override
    protected Store createStore() {
        return NODES.emptyStore();
    }

    @Override
    protected Store otherNode(Store same) {
        return NODES.other().store();
    }

    @Override
    protected TimeSource time() {
        return TimeSource.system();
    }

    @Override
    protected Duration unit() {
        return RedisNodes.UNIT;
    }
}
