package io.cachex.redis;

import static io.cachex.redis.Nodes.answer;
import static io.cachex.redis.Nodes.soon;
import static org.assertj.core.api.Assertions.assertThat;

import io.cachex.spi.Invalidation;
import io.cachex.spi.Invalidation.Kind;
import io.cachex.spi.Lease;
import io.cachex.spi.LockProvider;
import io.cachex.testkit.redis.RedisSentinels;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** O4, FT21: a replica takes over. */
@Timeout(120)
class CoherenceFailoverTest {

    private static final String SPACE = "app:users";
    private static final Duration TTL = Duration.ofSeconds(20);

    private final Nodes nodes = new Nodes();
    private final RedisSentinels sentinels = RedisSentinels.start();

    @AfterEach
    void close() {
        nodes.close();
        sentinels.close();
    }

    @Test
    void theBusIsInDoubtAndGoesOnWithTheNewMaster() {
        RedisBus sender = Nodes.bus(nodes.at(sentinels.uri()));
        RedisBus bus = Nodes.bus(nodes.at(sentinels.uri()));
        Listening listener = new Listening(bus, SPACE).untilLive();
        publish(sender, "before");
        soon().until(() -> listener.keys().contains("before"));

        sentinels.failOver();

        soon().until(() -> listener.doubts().contains("connected") && listener.isLive());
        soon().ignoreExceptions().until(() -> {
            publish(sender, "after");
            return true;
        });
        soon().until(() -> listener.keys().contains("after"));
    }

    /** The new master had not heard of the lock: its holder is told, and the next one's token is larger. */
    @Test
    void aLockThatTheNewMasterDoesNotKnowIsLost() {
        LockProvider locks = nodes.at(sentinels.uri()).locks();
        soon().until(() -> Nodes.answers(locks));
        RedisLease lease = (RedisLease) answer(locks.tryAcquire("job", TTL)).orElseThrow();
        sentinels.failOver();
        sentinels.master().command("FLUSHALL"); // as if it had been behind

        assertThat(answer(lease.lost()))
                .as("taken, if it had been replicated and was asked for before")
                .isIn(Lease.Loss.SERVER_CHANGED, Lease.Loss.TAKEN);
        assertThat(lease.remaining()).isZero();
        Lease next = soon().ignoreExceptions()
                .until(() -> answer(locks.tryAcquire("job", TTL)), Optional::isPresent)
                .orElseThrow();
        assertThat(next.fencingToken()).isGreaterThan(lease.fencingToken());
    }

    private static void publish(RedisBus bus, String key) {
        answer(bus.publish(Invalidation.ofKeys("node", SPACE, Kind.REMOVE, Set.of(key), 0)));
    }
}
