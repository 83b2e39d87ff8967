package io.cachex.redis;

import static io.cachex.redis.Outcomes.answerOf;
import static io.cachex.redis.Outcomes.classOf;
import static io.cachex.redis.Outcomes.failureOf;
import static io.cachex.redis.Outcomes.text;
import static io.cachex.redis.Outcomes.value;
import static org.assertj.core.api.Assertions.assertThat;

import io.cachex.spi.Counting;
import io.cachex.spi.FailureClass;
import io.cachex.spi.Leasing;
import io.cachex.spi.Leasing.Claim.Busy;
import io.cachex.spi.Leasing.Claim.Granted;
import io.cachex.spi.Store;
import io.cachex.spi.Versioned;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** BI17 to BI22: whatever lies in Redis is a value of ours or is not there; nothing throws, nothing is deleted. */
final class ForeignBytesTest {

    @RegisterExtension
    static final RedisNodes NODES = new RedisNodes();

    private static final byte[] NAME = name("cx:v:{key}");

    private static RedisClient client;
    private static StatefulRedisConnection<byte[], byte[]> raw;

    private Store store;
    private Leasing leasing;

    @BeforeAll
    static void connect() {
        client = RedisClient.create(RedisNodes.SERVER.uri());
        raw = client.connect(ByteArrayCodec.INSTANCE);
    }

    @AfterAll
    static void disconnect() {
        client.shutdown();
    }

    @BeforeEach
    void emptyStore() {
        store = NODES.emptyStore();
        leasing = store.capability(Leasing.class).orElseThrow();
    }

    /** BI17, BI18: truncated at every byte. */
    @Test
    void aValueCutShortOfItsHeadIsNotThere() {
        answerOf(store.write(Map.of("key", value("text"))));
        byte[] whole = raw.sync().get(NAME);
        assertThat(whole).hasSize(Stored.HEAD + 4);

        for (int length = 0; length < Stored.HEAD; length++) {
            assertAbsent(Arrays.copyOf(whole, length));
        }
    }

    /** BI19, BI22: foreign data, and numbers that are out of range. */
    @Test
    void whatIsNotOursIsNotThere() {
        List<byte[]> foreign = new ArrayList<>();
        foreign.add(name("{\"json\": \"of another application\"}"));
        foreign.add(new byte[100]);
        byte[] ones = new byte[100];
        Arrays.fill(ones, (byte) 0xFF);
        foreign.add(ones);
        long now = store.clockMicros();
        foreign.add(bytes(0, now, now + 1_000_000));
        foreign.add(bytes((1L << 53) + 1_000, now, now + 1_000_000));
        foreign.add(bytes(-1, now, now + 1_000_000));
        foreign.add(bytes(Long.MIN_VALUE, now, now + 1_000_000));
        foreign.add(bytes(1, now, now - 1));
        foreign.add(bytes(1, now, now));
        foreign.add(bytes(1, 0, now + 1_000_000));
        foreign.add(bytes(1, -1, now + 1_000_000));
        foreign.add(bytes(1, now, Long.MAX_VALUE));
        foreign.add(bytes(1, now, -1));
        foreign.add(bytes(1, now - 2_000_000, now - 1_000_000)); // its time is over, and the key has none
        foreign.add(bytes(1, now + 3_600_000_000L, now + 7_200_000_000L)); // from before the clock was set back

        foreign.forEach(this::assertAbsent);
    }

    /** BI18, seeded. */
    @Test
    void randomBytesAreNotThereOrAtLeastDoNotThrow() {
        Random random = new Random(7);
        for (int i = 0; i < 2_000; i++) {
            byte[] bytes = new byte[random.nextInt(64)];
            random.nextBytes(bytes);
            if (i % 2 == 0 && bytes.length > 8) {
                Arrays.fill(bytes, 0, 2, (byte) 0);
            }
            raw.sync().set(NAME, bytes);

            answerOf(store.read(Set.of("key")));

            assertThat(raw.sync().get(NAME)).isEqualTo(bytes);
        }
    }

    /** BI19: WRONGTYPE. */
    @Test
    void anotherTypeIsNotThere() {
        for (List<String> made : List.of(
                List.of("HSET", "cx:v:{key}", "f", "v"),
                List.of("LPUSH", "cx:v:{key}", "v"),
                List.of("SADD", "cx:v:{key}", "v"),
                List.of("XADD", "cx:v:{key}", "*", "f", "v"))) {
            RedisNodes.SERVER.flushAll();
            RedisNodes.SERVER.command(made.toArray(new String[0]));

            assertThat(answerOf(store.read(Set.of("key")))).isEmpty();
            assertThat(answerOf(store.read(Set.of("key", "other")))).isEmpty();
            assertThat(RedisNodes.SERVER.command("EXISTS", "cx:v:{key}")).isEqualTo(1L);

            fillAnew();
        }
    }

    /** What is not there is repaired by the next load, by a write, and by a comparing write that expects nothing. */
    @Test
    void whatIsNotOursIsReplacedByWhoeverWrites() {
        raw.sync().set(NAME, name("of another application, and long enough"));
        assertThat(answerOf(store.capability(Versioned.class)
                        .orElseThrow()
                        .writeIfVersion("key", Versioned.ABSENT, value("compared"))))
                .isTrue();
        assertThat(text(answerOf(store.read(Set.of("key"))).get("key"))).isEqualTo("compared");

        raw.sync().set(NAME, name("of another application, and long enough"));
        answerOf(store.write(Map.of("key", value("written"))));
        assertThat(text(answerOf(store.read(Set.of("key"))).get("key"))).isEqualTo("written");
    }

    /** A foreign thing in a lease's place must not keep everybody waiting. */
    @Test
    void aLeaseThatIsNotOursDoesNotHoldForEver() {
        RedisNodes.SERVER.command("SET", "cx:l:{key}", "of another application");
        fillAnew();

        RedisNodes.SERVER.flushAll();
        RedisNodes.SERVER.command("LPUSH", "cx:l:{key}", "of another application");
        var claim = answerOf(leasing.readOrLease(Set.of("key"), Duration.ofSeconds(10)))
                .get("key");
        assertThat(claim).as("may load").isInstanceOf(Granted.class);
        assertThat(answerOf(leasing.fill("key", ((Granted) claim).token(), value("loaded"))))
                .as("but what it loads is not kept")
                .isFalse();
    }

    @Test
    void aCounterThatIsNotOursFailsForGood() {
        RedisNodes.SERVER.command("HSET", "cx:n:{hash}", "f", "v");

        Throwable failure =
                failureOf(store.capability(Counting.class).orElseThrow().increment("hash", 1, Duration.ofHours(1)));

        assertThat(classOf(failure)).isEqualTo(FailureClass.PERMANENT);
        assertThat(RedisNodes.SERVER.command("HGET", "cx:n:{hash}", "f")).isEqualTo("v");
    }

    private void assertAbsent(byte[] bytes) {
        RedisNodes.SERVER.flushAll();
        raw.sync().set(NAME, bytes);

        assertThat(answerOf(store.read(Set.of("key")))).isEmpty();
        assertThat(raw.sync().get(NAME)).as("not touched").isEqualTo(bytes);

        fillAnew();
    }

    private void fillAnew() {
        var claim = answerOf(leasing.readOrLease(Set.of("key"), Duration.ofSeconds(10)))
                .get("key");
        assertThat(claim).isInstanceOf(Granted.class);
        assertThat(answerOf(leasing.lease(Set.of("key"), Duration.ofSeconds(10))))
                .containsEntry("key", new Busy());
        assertThat(answerOf(leasing.fill("key", ((Granted) claim).token(), value("loaded"))))
                .isTrue();
        assertThat(text(answerOf(store.read(Set.of("key"))).get("key"))).isEqualTo("loaded");
    }

    private static byte[] bytes(long version, long written, long deadline) {
        return ByteBuffer.allocate(Stored.HEAD + 4)
                .putLong(version)
                .putLong(written)
                .putLong(deadline)
                .put(name("body"))
                .array();
    }

    private static byte[] name(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
