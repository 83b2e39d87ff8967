package io.cachex.redis;

import static io.cachex.redis.Nodes.soon;
import static org.assertj.core.api.Assertions.assertThat;

import io.cachex.Cache;
import io.cachex.spi.Tier;
import io.cachex.spi.TimeSource;
import io.cachex.testkit.redis.FaultProxy;
import io.cachex.testkit.redis.FaultProxy.Direction;
import io.cachex.testkit.redis.RedisExtension;
import io.cachex.testkit.redis.RedisServer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** G5: near copies of three caches, where others change Redis. */
@Timeout(60)
class TrackedCacheTest {

    private static final Duration BOUND = Duration.ofMillis(500);

    @RegisterExtension
    static final RedisExtension REDIS = RedisExtension.create();

    private final TimeSource time = TimeSource.system();
    private final Nodes nodes = new Nodes();
    private final AtomicInteger origin = new AtomicInteger(1);
    private final AtomicInteger loads = new AtomicInteger();
    private final List<Cache<String>> caches = new ArrayList<>();
    private RedisServer server;
    private FaultProxy proxy;

    @BeforeEach
    void open() {
        server = REDIS.server();
        proxy = FaultProxy.inFrontOf(server);
        for (String uri : List.of(proxy.uri(), server.uri(), server.uri())) {
            Redis redis = nodes.at(uri, builder -> builder.tracking(true).bound(BOUND));
            Nodes.bus(redis);
            caches.add(Cache.builder("users", String.class)
                    .ttl(Duration.ofMinutes(10))
                    .loader(key -> {
                        loads.incrementAndGet();
                        return key + origin.get();
                    })
                    .store(redis.store())
                    .invalidation(redis.bus())
                    .build());
        }
    }

    @AfterEach
    void close() {
        caches.forEach(Cache::close);
        nodes.close();
        proxy.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"SET %s foreign", "DEL %s", "PEXPIRE %s 0", "FLUSHALL"})
    void anybodysChangeDropsTheCopiesOfAllNodes(String change) {
        untilAllHaveACopy("ann");
        assertThat(loads).hasValue(1);

        origin.set(2);
        server.command(change.replace("%s", key("ann")).split(" "));

        caches.forEach(cache -> soon().until(() -> cache.get("ann").equals("ann2")));
    }

    /** The price: the first read after a node's own fill or put asks the store once more; the next ones do not. */
    @Test
    void aNodesOwnCopyGoesOnceAndStaysThen() {
        Cache<String> cache = caches.get(0);

        cache.get("ann");
        cache.put("bob", "bob0");
        untilAllHaveACopy("ann");
        untilAllHaveACopy("bob");

        assertThat(cache.get("bob")).isEqualTo("bob0");
        assertThat(loads).hasValue(1);
        for (int i = 0; i < 1_000; i++) {
            assertThat(cache.find("ann").tier()).isEqualTo(Tier.NEAR);
        }
    }

    /** FT3, G3: over a link that looks healthy and carries nothing, no copy outlives the bound. */
    @Test
    void overAHalfOpenLinkNoCopyIsUsedBeyondTheBound() {
        Cache<String> cutOff = caches.get(0);
        for (int round = 2; round < 5; round++) {
            untilAllHaveACopy("ann");
            proxy.blackHole(Direction.DOWN);
            origin.set(round);
            server.command("SET", key("ann"), "foreign");
            long limit = time.nanos() + BOUND.multipliedBy(101).dividedBy(100).toNanos();

            String expected = "ann" + round;
            int beyond = 0;
            for (long began = time.nanos(); began - limit < BOUND.toNanos(); began = time.nanos()) {
                if (!cutOff.get("ann").equals(expected) && began - limit > 0) {
                    beyond++;
                }
            }

            assertThat(beyond).isZero();
            proxy.reset();
            proxy.heal();
        }
    }

    private void untilAllHaveACopy(String key) {
        caches.forEach(cache -> soon().until(() -> {
            cache.get(key);
            return cache.find(key).tier() == Tier.NEAR && !cache.find(key).isStale();
        }));
        soon().during(Duration.ofMillis(50))
                .until(() -> caches.stream().allMatch(cache -> {
                    cache.get(key);
                    return cache.find(key).tier() == Tier.NEAR;
                }));
    }

    private String key(String userKey) {
        return new String(
                nodes.names().value(KeyText.escaped("cachex:default:users:" + userKey)), StandardCharsets.UTF_8);
    }
}
