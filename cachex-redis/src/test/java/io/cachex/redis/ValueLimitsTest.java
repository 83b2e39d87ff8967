package io.cachex.redis;

import static io.cachex.redis.Outcomes.answerOf;
import static io.cachex.redis.Outcomes.classOf;
import static io.cachex.redis.Outcomes.failureOf;
import static io.cachex.redis.Outcomes.value;
import static org.assertj.core.api.Assertions.assertThat;

import io.cachex.spi.FailureClass;
import io.cachex.spi.Leasing;
import io.cachex.spi.Leasing.Claim.Granted;
import io.cachex.spi.Store;
import io.cachex.spi.StoredValue;
import io.cachex.spi.Versioned;
import io.cachex.testkit.redis.FaultProxy;
import io.cachex.testkit.redis.FaultProxy.Direction;
import io.cachex.testkit.redis.RedisServer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** BI13, BI14: what is too large is refused before it is sent. */
final class ValueLimitsTest {

    private static final int LIMIT = 1 << 20;

    private RedisServer server;
    private FaultProxy proxy;
    private Redis redis;
    private Store store;

    @BeforeEach
    void start() {
        server = RedisServer.create().start();
        proxy = FaultProxy.inFrontOf(server);
        redis = RedisNodes.connected(RedisNodes.patient().uri(proxy.uri()).maximumValueBytes(LIMIT));
        store = redis.store();
    }

    @AfterEach
    void stop() {
        redis.close();
        proxy.close();
        server.close();
    }

    @Test
    void takesAValueAtTheLimit() {
        answerOf(store.write(Map.of("key", ofSize(LIMIT))));

        assertThat(answerOf(store.read(Set.of("key"))).get("key").bytes()).hasSize(LIMIT);
    }

    @Test
    void refusesAValueAboveTheLimitUnsent() {
        long before = proxy.bytes(Direction.UP);
        Leasing leasing = store.capability(Leasing.class).orElseThrow();
        String token = ((Granted) answerOf(leasing.readOrLease(Set.of("other"), Duration.ofMinutes(1)))
                        .get("other"))
                .token();

        for (Throwable failure : new Throwable[] {
            failureOf(store.write(Map.of("key", ofSize(LIMIT + 1)))),
            failureOf(store.write(Map.of("key", ofSize(64 << 20)))),
            failureOf(store.capability(Versioned.class).orElseThrow().writeIfVersion("key", 0, ofSize(LIMIT + 1))),
            failureOf(leasing.fill("other", token, ofSize(LIMIT + 1)))
        }) {
            assertThat(failure).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("" + LIMIT);
            assertThat(classOf(failure)).isEqualTo(FailureClass.PERMANENT);
        }

        assertThat(proxy.bytes(Direction.UP) - before).isLessThan(64 << 10);
    }

    /** The old value would be taken for the one that was refused; the other entries are written. */
    @Test
    void aRefusedValueRemovesWhatItWasToReplace() {
        answerOf(store.write(Map.of("large", value("old"), "small", value("old"))));
        Map<String, StoredValue> entries = new HashMap<>(Map.of("large", ofSize(LIMIT + 1), "small", value("new")));

        assertThat(failureOf(store.write(entries))).isInstanceOf(IllegalArgumentException.class);

        assertThat(answerOf(store.read(Set.of("large", "small")))).containsOnlyKeys("small");
    }

    /** BI36: an answer is kept small when values turn out to be large. */
    @Test
    void readsLargeValuesInParts() {
        Map<String, StoredValue> entries = new HashMap<>();
        for (int i = 0; i < 30; i++) {
            entries.put("key" + i, ofSize(LIMIT));
        }
        answerOf(store.write(entries));

        assertThat(answerOf(store.read(Set.of("key0")))).hasSize(1);
        assertThat(answerOf(store.read(entries.keySet()))).hasSize(30);
    }

    private static StoredValue ofSize(int bytes) {
        return StoredValue.of(new byte[bytes], Duration.ofHours(1), 1);
    }
}
