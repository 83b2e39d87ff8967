package io.cachex.redis;

import io.cachex.spi.LockProvider;
import io.cachex.spi.TimeSource;
import io.cachex.testkit.LockProviderContract;
import io.cachex.testkit.redis.RedisExtension;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.RegisterExtension;

/** F2, F3: locks on Redis keep the contract that local ones keep. */
class RedisLocksContractTest extends LockProviderContract {

    @RegisterExtension
    static final RedisExtension REDIS = RedisExtension.create();

    private final Nodes nodes = new Nodes();

    @AfterEach
    void closeNodes() {
        nodes.close();
    }

    @Override
    protected LockProvider createProvider() {
        LockProvider locks = nodes.at(REDIS.uri()).locks();
        Nodes.soon().until(() -> Nodes.answers(locks)); // also warms it up: 10 ms are a short time
        return locks;
    }

    @Override
    protected LockProvider otherNode(LockProvider same) {
        return createProvider();
    }

    @Override
    protected Duration longestTtl() {
        return Duration.ofSeconds(30);
    }

    @Override
    protected TimeSource time() {
        return TimeSource.system();
    }
}
