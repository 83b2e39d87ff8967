package io.cachex.redis;

import io.cachex.spi.Store;
import io.cachex.spi.TimeSource;
import io.cachex.testkit.VersionedContract;
import java.time.Duration;
import org.junit.jupiter.api.extension.RegisterExtension;

final class RedisVersionedTest extends VersionedContract {

    @RegisterExtension
    static final RedisNodes NODES = new RedisNodes();

    @Override
    protected Store createStore() {
        return NODES.emptyStore();
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
