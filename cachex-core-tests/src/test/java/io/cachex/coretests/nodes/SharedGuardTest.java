package io.cachex.coretests.nodes;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.cachex.Cache;
import io.cachex.Near;
import io.cachex.redis.Redis;
import io.cachex.resilience.BloomGuard;
import io.cachex.testkit.redis.FaultProxy;
import io.cachex.testkit.redis.FaultProxy.Direction;
import io.cachex.testkit.redis.RedisServer;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * H3, FT45: two nodes whose guards share bits in Redis. What is in the store is forgotten at once, so that each read asks the
 * guard; the messages for the second node pass a proxy.
 */
@Timeout(120)
class SharedGuardTest {

    private static final int KNOWN = 500;
    private static final int PUTS = 200;
    private static final int UNKNOWN = 1_000;
    private static final String FORGET =
            "for _, key in ipairs(redis.call('KEYS', '*k:*')) do redis.call('DEL', key) end";

    private final RedisServer server = RedisServer.create().start();
    private final FaultProxy link = FaultProxy.inFrontOf(server);
    private final Redis redis = connect(server.uri());
    private final Redis hearing = connect(link.uri());
    private final Map<String, String> origin = new ConcurrentHashMap<>();
    private final AtomicInteger loadsOfB = new AtomicInteger();
    private final BloomGuard guardOfA = guard();
    private final BloomGuard guardOfB = guard();
    private final Cache<String> a = cache(redis, guardOfA, new AtomicInteger());
    private final Cache<String> b = cache(hearing, guardOfB, loadsOfB);

    private static Redis connect(String uri) {
        return Redis.builder()
                .uri(uri)
                .commandTimeout(ofSeconds(2))
                .connectTimeout(ofSeconds(5))
                .bound(ofSeconds(1))
                .build();
    }

    private BloomGuard guard() {
        return BloomGuard.builder()
                .expectedInsertions(10_000)
                .sharedBits(redis.sharedBits())
                .build();
    }

    private Cache<String> cache(Redis bus, BloomGuard guard, AtomicInteger loads) {
        return Cache.builder("users", String.class)
                .near(Near.off())
                .store(redis.store())
                .invalidation(bus.bus())
                .loader(key -> {
                    loads.incrementAndGet();
                    return origin.get(key);
                })
                .writer(origin::put)
                .missGuard(guard)
                .build();
    }

    @BeforeEach
    void warmUpOneOfThem() {
        IntStream.range(0, KNOWN).forEach(i -> origin.put("k:known:" + i, "v"));
        soon(() -> guardOfA.warmUp(origin.keySet().stream()));
        soon(() -> guardOfB.stats().isGuarding());
    }

    @AfterEach
    void close() {
        b.close();
        a.close();
        hearing.close();
        redis.close();
        link.close();
        server.close();
    }

    /** H2, H3: what one node was warmed up with, and what it puts, the other never denies; it denies the rest. */
    @Test
    void whatIsKnownHereIsNeverDeniedThere() {
        assertThat(falseAbsences(IntStream.range(0, KNOWN).mapToObj(i -> "k:known:" + i)))
                .isZero();

        assertThat(putHereReadThere("k:put:")).isZero();

        int before = loadsOfB.get();
        long denied = guardOfB.stats().denied();
        assertThat(IntStream.range(0, UNKNOWN)).allMatch(i -> b.get("k:unknown:" + i) == null);
        int passed = loadsOfB.get() - before;
        System.out.println("of " + UNKNOWN + " unknown keys " + passed + " were loaded; " + guardOfB.stats());
        assertThat(passed).as("1.5 %% of them, or no proof now and then").isLessThan(UNKNOWN / 10);
        assertThat(guardOfB.stats().denied() - denied).isEqualTo(UNKNOWN - passed);
    }

    /** FT45: messages are lost, and nothing else: the next one, or the proof, tells that. */
    @Test
    void aLostMessageDeniesNothing() {
        link.swallow("\"kind\"", Direction.DOWN);

        assertThat(putHereReadThere("k:lost:")).isZero();

        link.heal();
        catchesUp("k:lost:");
    }

    /** FT45: the other node hears nothing at all, and reaches store and origin. */
    @Test
    void aNodeThatHearsNothingDeniesNothing() {
        link.blackHole(Direction.DOWN);

        assertThat(putHereReadThere("k:deaf:")).isZero();

        link.heal();
        link.reset();
        catchesUp("k:deaf:");
    }

    /** By the bits alone: nobody warms it up again. */
    private void catchesUp(String prefix) {
        soon(() -> guardOfB.stats().isGuarding());
        assertThat(IntStream.range(0, PUTS)).allMatch(i -> guardOfB.mightExist(prefix + i));
        assertThat(IntStream.range(0, KNOWN)).allMatch(i -> guardOfB.mightExist("k:known:" + i));
        assertThat(IntStream.range(0, UNKNOWN).filter(i -> guardOfB.mightExist("k:unknown:" + i)))
                .hasSizeLessThan(UNKNOWN / 10);
        soon(() -> {
            long denied = guardOfB.stats().denied();
            return b.get("k:unknown") == null && guardOfB.stats().denied() > denied;
        });
    }

    /** How many of the keys that were just put here are absent there. */
    private long putHereReadThere(String prefix) {
        return IntStream.range(0, PUTS)
                .mapToObj(i -> prefix + i)
                .filter(key -> {
                    a.put(key, "v");
                    server.command("EVAL", FORGET, "0");
                    return b.get(key) == null;
                })
                .count();
    }

    private long falseAbsences(Stream<String> keys) {
        return keys.filter(key -> b.get(key) == null).count();
    }

    private static void soon(Callable<Boolean> done) {
        Awaitility.await()
                .atMost(ofSeconds(30))
                .pollInterval(ofMillis(5))
                .ignoreExceptions()
                .until(done);
    }
}
