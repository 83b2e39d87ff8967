package io.cachex.redis;

import io.cachex.spi.LockProvider;
import io.cachex.spi.TimeSource;
import io.cachex.testkit.LockProviderContract;
import io.cachex.testkit.redis.RedisServers;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;

/** F5: locks on a quorum keep the contract that others keep. */
class RedlockContractTest extends LockProviderContract {

    private static RedisServers servers;

    private final Nodes nodes = new Nodes();

    @BeforeAll
    static void startServers() {
        servers = RedisServers.standalone(3);
    }

    @AfterAll
    static void stopServers() {
        servers.close();
    }

    @AfterEach
    void closeNodes() {
        nodes.close();
    }

    @Override
    protected LockProvider createProvider() {
        Redis[] all = servers.uris().stream().map(nodes::at).toArray(Redis[]::new);
        LockProvider locks = Redlock.builder(all)
                .nodeTimeout(Duration.ofSeconds(1)) // on a busy machine
                .uptime(own -> Duration.ofDays(1))
                .build();
        Nodes.soon().until(() -> Nodes.answers(locks));
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
