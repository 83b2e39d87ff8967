package io.cachex.redis;

import static io.cachex.redis.Nodes.soon;

import io.cachex.Cache;
import io.cachex.CacheException;
import io.cachex.testkit.redis.RedisSentinels;
import io.cachex.testkit.redis.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** FT21, R10: Redis goes on without changes that it had acknowledged. */
@Timeout(120)
class LostChangesTest {

    private static final Duration BOUND = Duration.ofMillis(500);

    private final Nodes nodes = new Nodes();
    private final AtomicInteger origin = new AtomicInteger(1);
    private final List<Cache<String>> caches = new ArrayList<>();

    @AfterEach
    void close() {
        caches.forEach(Cache::close);
        nodes.close();
    }

    /** A server that is killed comes back with what it had written to its disk. */
    @Test
    void anInvalidationThatARestartLostIsMadeAgain() {
        try (RedisServer server = RedisServer.create().start()) {
            open(server.uri());
            everywhere("ann1");
            server.command("SAVE");
            change();

            server.kill();
            server.start();

            untilHealed();
        }
    }

    /** A replica that had not received the last changes is made the master. */
    @Test
    void anInvalidationThatAFailoverLostIsMadeAgain() {
        try (RedisSentinels sentinels = RedisSentinels.start()) {
            open(sentinels.uri());
            everywhere("ann1");
            sentinels.awaitReplica();
            sentinels.replica().command("REPLICAOF", "127.0.0.1", "1"); // what comes now it does not receive
            change();

            sentinels.failOver();

            untilHealed();
        }
    }

    private void open(String uri) {
        for (int i = 0; i < 2; i++) {
            Redis redis = nodes.at(uri, builder -> builder.bound(BOUND));
            Nodes.bus(redis);
            caches.add(Cache.builder("users", String.class)
                    .ttl(Duration.ofMinutes(10))
                    .loader(key -> key + origin.get())
                    .store(redis.store())
                    .invalidation(redis.bus())
                    .build());
        }
    }

    private void change() {
        origin.set(2);
        caches.get(0).invalidate("ann");
        everywhere("ann2");
    }

    private void everywhere(String expected) {
        caches.forEach(
                cache -> soon().ignoreExceptions().until(() -> cache.get("ann").equals(expected)));
    }

    /** Until nobody gets the old value, for longer than copies in the processes could hide it. */
    private void untilHealed() {
        soon().during(BOUND.multipliedBy(3))
                .until(() -> caches.stream().allMatch(cache -> get(cache).equals("ann2")));
    }

    private static String get(Cache<String> cache) {
        try {
            return cache.get("ann");
        } catch (CacheException e) {
            return "none";
        }
    }
}
