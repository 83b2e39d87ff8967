package io.cachex.redis;

import io.cachex.spi.Store;
import io.cachex.spi.TimeSource;
import io.cachex.testkit.StoreContract;
import io.cachex.testkit.redis.RedisServer;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;

final class RedisStoreTest extends StoreContract {

    private static RedisServer server;
    private static Redis redis;

    @BeforeAll
    static void startServer() {
        server = RedisServer.create().start();
        redis = RedisNodes.connected(RedisNodes.patient().uri(server.uri()));
    }

    @AfterAll
    static void stopServer() {
        redis.close();
        server.close();
    }

    @AfterEach
    void goOn() {
        server.thaw();
    }

    @Override
    protected Store createStore() {
        server.command("FLUSHALL");
        return redis.store();
    }

    @Override
    protected boolean stall() {
        server.freeze();
        return true;
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
