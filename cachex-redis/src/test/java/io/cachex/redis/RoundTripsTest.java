package io.cachex.redis;

import static io.cachex.redis.Outcomes.answerOf;
import static io.cachex.redis.Outcomes.value;
import static org.assertj.core.api.Assertions.assertThat;

import io.cachex.spi.Counting;
import io.cachex.spi.Generations;
import io.cachex.spi.Invalidation;
import io.cachex.spi.Leasing;
import io.cachex.spi.Leasing.Claim.Granted;
import io.cachex.spi.SelfPublishing;
import io.cachex.spi.Store;
import io.cachex.spi.Versioned;
import io.cachex.testkit.redis.RedisServer;
import io.cachex.testkit.redis.RespConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** P3: what a verb costs, counted by the server's MONITOR: what scripts call is not a round trip. */
final class RoundTripsTest {

    private static final String END = "end-of-the-recording";
    private static final Duration LONG = Duration.ofMinutes(1);

    private static RedisServer server;
    private static Redis redis;
    private static Store store;

    @BeforeAll
    static void start() {
        server = RedisServer.create().start();
        redis = RedisNodes.connected(RedisNodes.patient().uri(server.uri()));
        store = redis.store();
    }

    @AfterAll
    static void stop() {
        redis.close();
        server.close();
    }

    @BeforeEach
    void warmUp() {
        server.command("FLUSHALL");
        Leasing leasing = leasing();
        answerOf(store.write(Map.of("there", value("1"))));
        answerOf(leasing.readOrLease(Set.of("warm"), LONG));
        answerOf(leasing.release("warm", "none"));
        answerOf(leasing.fill("warm", "none", value("1")));
        answerOf(leasing.lease(Set.of("warm2"), LONG));
        answerOf(leasing.renew("warm", "none", LONG));
        answerOf(store.remove(Set.of("warm", "warm2")));
        answerOf(versioned().writeIfVersion("warm", 5, value("6", 6)));
        answerOf(store.capability(Counting.class).orElseThrow().increment("warm", 1, LONG));
        answerOf(generations().advance("a:b:c", "tag"));
    }

    @Test
    void aHitIsOne() {
        assertThat(sent(() -> store.read(Set.of("there")))).containsExactly("MGET");
        assertThat(sent(() -> leasing().readOrLease(Set.of("there"), LONG))).containsExactly("MGET");
    }

    @Test
    void aMissIsOneAndWithItsLeaseTwo() {
        assertThat(sent(() -> store.read(Set.of("missing")))).containsExactly("MGET");
        assertThat(sent(() -> leasing().readOrLease(Set.of("missing"), LONG))).containsExactly("MGET", "EVALSHA");
    }

    @Test
    void severalKeysAreAsManyAsOne() {
        Set<String> keys = IntStream.range(0, 100).mapToObj(i -> "k" + i).collect(Collectors.toSet());
        keys.add("there");

        assertThat(sent(() -> store.read(keys))).containsExactly("MGET");
        assertThat(sent(() -> leasing().readOrLease(keys, LONG))).containsExactly("MGET", "EVALSHA");
        assertThat(sent(() -> store.remove(keys))).containsExactly("EVALSHA");
        assertThat(sent(() -> store.write(keys.stream().collect(Collectors.toMap(k -> k, k -> value(k))))))
                .containsExactly("EVALSHA");
    }

    @Test
    void everyChangeIsOneEvenIfItPublishes() {
        SelfPublishing publishing = store.capability(SelfPublishing.class).orElseThrow();
        Invalidation put = Invalidation.ofKeys("me", "a:b:c", Invalidation.Kind.PUT, Set.of("there"), 0);
        Granted lease = (Granted)
                answerOf(leasing().readOrLease(Set.of("filled"), LONG)).get("filled");

        assertThat(sent(() -> store.write(Map.of("there", value("2"))))).containsExactly("EVALSHA");
        assertThat(sent(() -> publishing.write(Map.of("there", value("3")), put)))
                .containsExactly("EVALSHA");
        assertThat(sent(() -> store.remove(Set.of("there")))).containsExactly("EVALSHA");
        assertThat(sent(() -> publishing.remove(Set.of("there"), put))).containsExactly("EVALSHA");
        assertThat(sent(() -> versioned().writeIfVersion("there", 0, value("4"))))
                .containsExactly("EVALSHA");
        assertThat(sent(() -> leasing().renew("filled", lease.token(), LONG))).containsExactly("EVALSHA");
        assertThat(sent(() -> leasing().fill("filled", lease.token(), value("5"))))
                .containsExactly("EVALSHA");
        assertThat(sent(() -> leasing().lease(Set.of("filled"), LONG))).containsExactly("EVALSHA");
        assertThat(sent(() -> leasing().release("filled", "none"))).containsExactly("EVALSHA");
        assertThat(sent(() -> generations().advance("a:b:c", "tag"))).containsExactly("EVALSHA");
        assertThat(sent(() -> generations().generations("a:b:c", Set.of("tag"))))
                .containsExactly("HMGET");
        assertThat(sent(() -> store.capability(Counting.class).orElseThrow().increment("n", 1, LONG)))
                .containsExactly("EVALSHA");
    }

    /** Whoever listens to a namespace, and is proven to hear, need not ask again. */
    @Test
    void generationsAreAskedForOnceWhereSomebodyListens() {
        try (Redis node = RedisNodes.connected(RedisNodes.patient().uri(server.uri()))) {
            Listening listening = new Listening((RedisBus) node.bus(), "a:b:c").untilLive();
            Generations there = node.store().capability(Generations.class).orElseThrow();
            SelfPublishing publishing =
                    node.store().capability(SelfPublishing.class).orElseThrow();
            Set<String> names = Set.of("tag", "other");
            long first = answerOf(there.generations("a:b:c", names)).sequence();

            assertThat(sent(() -> there.generations("a:b:c", names))).doesNotContain("HMGET");
            assertThat(sent(() -> there.generations("a:b:c", Set.of("third")))).contains("HMGET");

            Invalidation message = Invalidation.ofTag("me", "a:b:c", "tag", 0);
            long second = answerOf(publishing.advance("a:b:c", "tag", message));
            assertThat(second).isGreaterThan(first);
            assertThat(answerOf(there.generations("a:b:c", names)).generations())
                    .as("what this node itself advanced is known at once")
                    .containsEntry("tag", second)
                    .containsEntry("other", 0L);
            assertThat(listening.doubts()).hasSizeLessThanOrEqualTo(1); // connected
        }
    }

    /** BI36: large batches are parted, and what is asked for nothing is not asked. */
    @Test
    void largeBatchesAreParted() {
        Set<String> keys = IntStream.range(0, 2_500).mapToObj(i -> "k" + i).collect(Collectors.toSet());

        assertThat(sent(() -> store.read(keys))).containsExactly("MGET", "MGET", "MGET");
        assertThat(sent(() -> store.remove(keys))).hasSize(10).containsOnly("EVALSHA");
        assertThat(sent(() -> store.read(Set.of()))).isEmpty();
        assertThat(sent(() -> store.write(Map.of()))).isEmpty();
        assertThat(sent(() -> store.remove(Set.of()))).isEmpty();
    }

    /** A server that has forgotten its scripts is told once. */
    @Test
    void aScriptThatIsNotKnownIsToldOnce() {
        server.command("SCRIPT", "FLUSH");

        assertThat(sent(() -> store.remove(Set.of("there")))).containsExactly("EVALSHA", "EVAL");
        assertThat(sent(() -> store.remove(Set.of("there")))).containsExactly("EVALSHA");
    }

    /** The commands that clients send while the action runs, without those of scripts and the clock's. */
    private static List<String> sent(Supplier<CompletionStage<?>> action) {
        try (RespConnection monitor = server.connect(Duration.ofSeconds(10))) {
            monitor.command("MONITOR");
            answerOf(action.get());
            server.command("ECHO", END);
            List<String> commands = new ArrayList<>();
            for (String line = String.valueOf(monitor.receive());
                    !line.contains(END);
                    line = String.valueOf(monitor.receive())) {
                String command = line.replaceAll("^[^\"]*\"([^\"]*)\".*", "$1");
                if (!line.contains(" lua] ") && !command.equals("TIME")) {
                    commands.add(command);
                }
            }
            return commands;
        }
    }

    private static Leasing leasing() {
        return store.capability(Leasing.class).orElseThrow();
    }

    private static Versioned versioned() {
        return store.capability(Versioned.class).orElseThrow();
    }

    private static Generations generations() {
        return store.capability(Generations.class).orElseThrow();
    }
}
