package io.cachex.redis;

import static io.cachex.redis.Nodes.soon;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cachex.Cache;
import io.cachex.ConfigurationException;
import io.cachex.Near;
import io.cachex.spi.MissGuard;
import io.cachex.spi.TimeSource;
import io.cachex.testkit.redis.FaultProxy;
import io.cachex.testkit.redis.FaultProxy.Direction;
import io.cachex.testkit.redis.RedisExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** FT45: what one node has put, no other node's guard denies, whatever happens to messages. */
@Timeout(60)
class MissGuardOnRedisTest {

    private static final Duration BOUND = Duration.ofSeconds(1);
    private static final int ROUNDS = Boolean.getBoolean("cachex.soak") ? 20_000 : 300;

    @RegisterExtension
    static final RedisExtension REDIS = RedisExtension.create();

    private final Nodes nodes = new Nodes();
    private final Map<String, String> origin = new ConcurrentHashMap<>();
    private final AtomicInteger loads = new AtomicInteger();
    private final Guard guard = new Guard();
    private final List<Cache<String>> caches = new ArrayList<>();
    private FaultProxy proxy;
    private Cache<String> writer;
    private Cache<String> reader;

    /** Knows exactly the keys it was told of, and all of them again when a test says so. */
    private static final class Guard implements MissGuard {
        final Set<String> keys = ConcurrentHashMap.newKeySet();
        volatile boolean knowsAll;

        @Override
        public boolean mightExist(String key) {
            return !knowsAll || keys.contains(key);
        }

        @Override
        public void add(String key) {
            keys.add(key);
        }

        @Override
        public void onDoubt(String reason) {
            knowsAll = false;
        }
    }

    /** The reader's messages come through the proxy, its values do not. */
    @BeforeEach
    void open() {
        proxy = FaultProxy.inFrontOf(REDIS.server());
        String direct = REDIS.server().uri();
        Redis one = nodes.at(direct, builder -> builder.bound(BOUND));
        Redis values = nodes.at(direct, builder -> builder.bound(BOUND));
        Redis messages = nodes.at(proxy.uri(), builder -> builder.bound(BOUND).commandTimeout(Duration.ofMillis(700)));
        Nodes.bus(one);
        Nodes.bus(messages);
        writer = cache(one, one, new Guard());
        reader = cache(values, messages, guard);
        soon().until(() -> values.isConnected() && one.isConnected());
        soon().until(this::denies);
    }

    private Cache<String> cache(Redis values, Redis messages, MissGuard with) {
        Cache<String> cache = Cache.builder("users", String.class)
                .near(Near.off())
                .loader(key -> {
                    loads.incrementAndGet();
                    return origin.get(key);
                })
                .writer(origin::put)
                .store(values.store())
                .storePolicies()
                .invalidation(messages.bus())
                .missGuard(with)
                .build();
        caches.add(cache);
        return cache;
    }

    /** Warmed up, and proven to hear: an unknown key is not loaded. */
    private boolean denies() {
        guard.knowsAll = true;
        int before = loads.get();
        return reader.get("unknown") == null && loads.get() == before;
    }

    @AfterEach
    void close() {
        caches.forEach(Cache::close);
        nodes.close();
        proxy.close();
    }

    /** A put whose value is out of the store again at once: nothing but the origin has it, and the writer's guard. */
    private void putAndForget(String key) {
        writer.put(key, key);
        REDIS.server().command("DEL", new String(nodes.names().value("cachex:default:users:" + key), US_ASCII));
    }

    /** H1: while all is well, unknown keys are denied, any number of them at once. */
    @Test
    void deniesUnknownKeysWithoutALoad() {
        int before = loads.get();

        for (int i = 0; i < 200; i++) {
            assertThat(reader.get("unknown" + i)).isNull();
        }
        assertThat(reader.getAll(List.of("x", "y", "z"))).isEmpty();

        assertThat(loads).hasValue(before);
    }

    /** FT45: a put is acknowledged, its message is late: the reader waits for it instead of denying the key. */
    @Test
    void aPutWhoseMessageIsLateIsNotDenied() {
        proxy.delay(Duration.ofMillis(300), Direction.DOWN);

        putAndForget("late");

        assertThat(guard.keys).doesNotContain("late");
        assertThat(reader.get("late")).isEqualTo("late");
        assertThat(guard.keys).contains("late");
    }

    /** FT45: a message that is lost is a gap, and a gap is a doubt: the guard is bypassed until it has caught up. */
    @Test
    void aPutWhoseMessageIsLostIsNotDenied() {
        proxy.swallow(nodes.channel(), Direction.DOWN);

        putAndForget("lost");

        assertThat(reader.get("lost")).isEqualTo("lost");
        assertThat(guard.knowsAll).isFalse();
    }

    /** FT45, FT3: over a link that looks healthy and carries nothing there is no proof, so there is no denial. */
    @Test
    void overAHalfOpenLinkNothingIsDenied() {
        proxy.blackHole(Direction.DOWN);
        for (int i = 0; i < 5; i++) {
            putAndForget("hole" + i);
            assertThat(reader.get("hole" + i)).isEqualTo("hole" + i);
        }
        proxy.reset();
        proxy.heal();
        putAndForget("healed");
        assertThat(reader.get("healed")).isEqualTo("healed");
        soon().until(this::denies);
    }

    /** FT45: many puts, each read elsewhere as soon as it is acknowledged, under late, lost and cut messages: 0 false absences. */
    @Test
    void noPutIsDeniedUnderAnyOfThese() {
        TimeSource time = TimeSource.system();
        long end = time.nanos() + Duration.ofSeconds(20).toNanos();
        int round = 0;
        int proven = 0;
        for (; round < ROUNDS && time.nanos() - end < 0; round++) {
            switch (round % 50) {
                case 10 -> proxy.delay(Duration.ofMillis(20), Direction.DOWN);
                case 20 -> proxy.heal();
                case 30 -> proxy.swallow(nodes.channel(), Direction.DOWN);
                case 32 -> proxy.heal();
                case 40 -> proxy.reset();
                default -> {}
            }
            putAndForget("key" + round);
            assertThat(reader.get("key" + round)).as("round %d", round).isEqualTo("key" + round);
            proven += guard.knowsAll ? 1 : 0;
            guard.keys.addAll(origin.keySet()); // it catches up
            guard.knowsAll = true;
        }
        System.out.println(round + " puts read elsewhere, in " + proven + " of them the guard was in use");
        assertThat(proven).isPositive();
    }

    /** H3: a guard of a shared store without a bus could not hear of others' puts. */
    @Test
    void aSharedStoreWantsABus() {
        Redis redis = nodes.at(REDIS.server().uri());

        assertThatThrownBy(() -> Cache.builder("users", String.class)
                        .store(redis.store())
                        .missGuard(new Guard())
                        .build())
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("missGuard");
    }
}
