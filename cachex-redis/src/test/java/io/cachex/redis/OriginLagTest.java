package io.cachex.redis;

import static io.cachex.redis.Outcomes.answerOf;
import static io.cachex.redis.Outcomes.text;
import static io.cachex.redis.Outcomes.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cachex.spi.Leasing;
import io.cachex.spi.Leasing.Claim.Busy;
import io.cachex.spi.Leasing.Claim.Granted;
import io.cachex.spi.Store;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Loaders that read a replica: what they load soon after a removal may be old, and is not kept for long. */
final class OriginLagTest {

    @RegisterExtension
    static final RedisNodes NODES = new RedisNodes();

    private static final Duration LAG = Duration.ofMillis(800);

    private Store store;
    private Leasing leasing;

    @BeforeEach
    void emptyStore() {
        NODES.emptyStore();
        store = NODES.another(builder -> builder.originLag(LAG)).store();
        leasing = store.capability(Leasing.class).orElseThrow();
    }

    @Test
    void whatIsLoadedSoonAfterARemovalIsKeptOnlyUntilTheLagIsOver() {
        answerOf(store.remove(Set.of("key")));

        Granted lease = (Granted) claim("key");
        assertThat(claim("key")).as("one load for all, also now").isEqualTo(new Busy());
        assertThat(answerOf(leasing.fill("key", lease.token(), value("perhaps old"))))
                .isTrue();

        var found = answerOf(store.read(Set.of("key"))).get("key");
        assertThat(text(found)).isEqualTo("perhaps old");
        assertThat(found.keepFor()).isLessThanOrEqualTo(LAG);
        await().atMost(Duration.ofSeconds(5))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> answerOf(store.read(Set.of("key"))).isEmpty());
        Granted later = (Granted) claim("key");
        assertThat(answerOf(leasing.fill("key", later.token(), value("new")))).isTrue();
        assertThat(answerOf(store.read(Set.of("key"))).get("key").keepFor()).isGreaterThan(Duration.ofMinutes(30));
    }

    @Test
    void whatIsWrittenIsKeptAllTheSame() {
        answerOf(store.remove(Set.of("key")));
        answerOf(store.write(Map.of("key", value("written"))));

        assertThat(answerOf(store.read(Set.of("key"))).get("key").keepFor()).isGreaterThan(Duration.ofMinutes(30));

        Granted lease = (Granted)
                answerOf(leasing.lease(Set.of("key"), Duration.ofMinutes(1))).get("key");
        assertThat(answerOf(leasing.fill("key", lease.token(), value("loaded"))))
                .isTrue();
        assertThat(answerOf(store.read(Set.of("key"))).get("key").keepFor())
                .as("the write has ended the hold")
                .isGreaterThan(Duration.ofMinutes(30));
    }

    @Test
    void withoutALagNothingIsHeld() {
        answerOf(NODES.one().store().remove(Set.of("key")));

        assertThat(RedisNodes.SERVER.command("EXISTS", "cx:h:{key}")).isEqualTo(0L);
    }

    private Leasing.Claim claim(String key) {
        return answerOf(leasing.readOrLease(Set.of(key), Duration.ofMinutes(1))).get(key);
    }
}
