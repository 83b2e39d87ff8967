package io.cachex.redis;

import static io.cachex.redis.Nodes.answer;
import static io.cachex.redis.Nodes.soon;
import static org.assertj.core.api.Assertions.assertThat;

import io.cachex.spi.Invalidation;
import io.cachex.spi.Invalidation.Kind;
import io.cachex.spi.TimeSource;
import io.cachex.testkit.redis.FaultProxy;
import io.cachex.testkit.redis.FaultProxy.Direction;
import io.cachex.testkit.redis.RedisExtension;
import io.cachex.testkit.redis.RedisServer;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** G3: whatever happens to messages and connections, there is a proof that nothing was missed, or none is claimed. */
@Timeout(60)
class BusFaultTest {

    private static final String SPACE = "app:users";
    private static final Duration BOUND = Duration.ofSeconds(1);
    private static final Duration SLACK = Duration.ofSeconds(2);

    @RegisterExtension
    static final RedisExtension REDIS = RedisExtension.create();

    private final TimeSource time = TimeSource.system();
    private final Nodes nodes = new Nodes();
    private RedisServer server;
    private FaultProxy proxy;
    private RedisBus sender;
    private RedisBus bus;
    private Listening listener;

    @BeforeEach
    void listenThroughAProxy() {
        server = REDIS.server();
        proxy = FaultProxy.inFrontOf(server);
        sender = Nodes.bus(nodes.at(server.uri(), builder -> builder.bound(BOUND)));
        bus = Nodes.bus(nodes.at(proxy.uri(), builder -> builder.bound(BOUND)));
        listener = new Listening(bus, SPACE).untilLive();
    }

    @AfterEach
    void close() {
        nodes.close();
        proxy.close();
    }

    /** G4: a late message is counted, and applied all the same. */
    @Test
    void aLateMessageIsCountedAndHeard() {
        RedisBus strict = Nodes.bus(
                nodes.at(proxy.uri(), builder -> builder.bound(BOUND).messageTimeout(Duration.ofMillis(100))));
        Listening impatient = new Listening(strict, SPACE).untilLive();
        publish("in time");
        soon().until(() -> impatient.keys().equals(List.of("in time")));
        long before = strict.counters().late.sum();

        proxy.delay(Duration.ofMillis(300), Direction.DOWN);
        publish("late");

        soon().until(() -> impatient.keys().equals(List.of("in time", "late")));
        soon().until(() -> strict.counters().late.sum() == before + 1);
        assertThat(bus.counters().late.sum()).isZero();
    }

    @Test
    void staysLiveAndInNoDoubtWhileAllIsWell() {
        for (int i = 0; i < 200; i++) {
            publish("" + i);
            soon().until(listener::isLive);
        }
        soon().until(() -> listener.keys().size() == 200);
        long before = listener.liveUntil();

        soon().until(() -> listener.liveUntil() - before > 2 * BOUND.toNanos());

        assertThat(listener.doubts()).isEmpty();
    }

    /** FT1: a reset is noticed at once, and the bus is back in 1.2 s (five times that on a busy machine). */
    @Test
    void aResetIsDoubtAndHeals() {
        long start = time.nanos();

        proxy.reset();

        soon().until(() -> listener.doubts().contains("disconnected"));
        assertThat(listener.isLive()).isFalse();
        soon().until(listener::isLive);
        assertThat(since(start)).isLessThan(Duration.ofSeconds(6));
        assertThat(listener.doubts()).containsExactly("disconnected", "connected");
        publish("after");
        soon().until(() -> listener.keys().contains("after"));
    }

    /** FT3: a link that looks healthy and carries nothing is noticed within S and half a second. */
    @Test
    void aHalfOpenLinkIsNoticed() {
        long start = time.nanos();
        proxy.blackHole(Direction.DOWN);

        publish("lost");
        soon().until(() -> !listener.doubts().isEmpty());

        assertThat(since(start)).isLessThan(BOUND.plus(SLACK));
        assertThat(listener.isLive()).isFalse();
        proxy.heal();
        soon().until(listener::isLive);
        assertThat(listener.keys()).doesNotContain("lost");
    }

    /** FT22: a master that has become a replica hears late of what was acknowledged elsewhere, or never. */
    @Test
    void aServerThatHasBecomeAReplicaProvesNothing() {
        server.command("REPLICAOF", "127.0.0.1", "1");
        try {
            soon().until(() -> !listener.isLive());
            soon().pollDelay(BOUND).until(() -> true);
            assertThat(listener.isLive()).isFalse();
        } finally {
            server.command("REPLICAOF", "NO", "ONE");
        }
        soon().until(listener::isLive);
    }

    /** FT3: nor is the other way needed to know. */
    @Test
    void aLinkThatHearsButIsNotHeardIsNotTrusted() {
        proxy.blackHole(Direction.UP);

        soon().until(() -> !listener.isLive());
        publish("heard all the same");

        soon().until(() -> listener.keys().contains("heard all the same")
                || !listener.doubts().isEmpty());
        soon().until(() -> listener.doubts().contains("disconnected"));
    }

    /** G3: S counts from the question, however slow the answer is. */
    @Test
    void aSlowAnswerIsTrustedForLess() {
        proxy.delay(Duration.ofMillis(150), Direction.DOWN);
        soon().pollDelay(Duration.ofMillis(300)).until(listener::isLive);
        long end = time.nanos() + Duration.ofSeconds(1).toNanos();

        long most = 0;
        while (time.nanos() - end < 0) {
            most = Math.max(most, listener.liveUntil() - time.nanos());
        }

        assertThat(Duration.ofNanos(most)).isBetween(Duration.ZERO, BOUND.minusMillis(145));
        assertThat(listener.doubts()).isEmpty();
    }

    /** FT5: a frozen server proves nothing. */
    @Test
    void aFrozenServerIsNotTrusted() {
        long start = time.nanos();
        server.freeze();

        soon().until(() -> !listener.isLive());
        assertThat(since(start)).isLessThan(BOUND.plus(SLACK));
        soon().until(() -> listener.doubts().contains("disconnected"));

        server.thaw();
        soon().until(listener::isLive);
    }

    /** FT7: killed, and back without its data. */
    @Test
    void aServerThatComesBackEmptyIsDoubted() {
        publish("1");
        soon().until(() -> listener.keys().contains("1"));

        server.restartEmpty();

        soon().until(() -> listener.doubts().contains("connected") && listener.isLive());
        soon().until(() -> sender.isUp() && sender.canPublish());
        publish("2");
        soon().until(() -> listener.keys().contains("2"));
    }

    /** FT20: the connection stays, the data goes. */
    @Test
    void aFlushIsNoticedWithinTheBound() {
        publish("1");
        soon().until(() -> listener.keys().contains("1") && listener.isLive());
        long start = time.nanos();

        server.command("FLUSHALL");

        soon().until(() -> !listener.doubts().isEmpty());
        assertThat(since(start)).isLessThan(BOUND.plus(SLACK));
        assertThat(listener.doubts().get(0)).containsAnyOf("lost its data", "went from 1 to 0");
        soon().until(listener::isLive);
        assertThat(listener.doubts()).hasSize(1);
    }

    /** FT20: also of a namespace of which nothing was ever told. */
    @Test
    void aFlushOfAQuietNamespaceIsNoticed() {
        server.command("FLUSHALL");

        soon().until(() -> listener.doubts().contains("the server lost its data"));
        soon().until(listener::isLive);
    }

    /** FT11: lost on the way, seen at the next message. */
    @Test
    void aLostMessageIsSeenAtTheNext() {
        Redis rarelyBeating = nodes.at(proxy.uri(), builder -> builder.bound(Duration.ofSeconds(60)));
        Listening other = new Listening(Nodes.bus(rarelyBeating), SPACE).untilLive();
        publish("1");
        publish("2");
        soon().until(() -> other.keys().size() == 2);
        proxy.swallow("lost on the way", Direction.DOWN);
        publish("lost on the way");
        publish("also lost on the way");
        publish("5");

        soon().until(() -> other.keys().contains("5"));

        assertThat(other.keys()).containsExactly("1", "2", "5");
        assertThat(other.doubts()).containsExactly("gap 3..4");
        assertThat(other.isLive()).isFalse();
    }

    /** FT11: or by the next heartbeat, within the bound. */
    @Test
    void aLostMessageIsSeenByTheNextHeartbeat() {
        proxy.swallow("lost on the way", Direction.DOWN);
        long start = time.nanos();

        publish("lost on the way");
        soon().until(() -> !listener.doubts().isEmpty());

        assertThat(since(start)).isLessThan(BOUND.plus(SLACK));
        assertThat(listener.doubts()).containsExactly("gap 1..1");
        soon().until(listener::isLive);
        assertThat(listener.doubts()).hasSize(1);
    }

    /** FT25: the server's clock is set; what depends on it is not to be trusted. */
    @Test
    void aStepOfTheServersClockIsDoubt() {
        proxy.rewrite(Direction.DOWN, ServerTimes.stepped(Duration.ofSeconds(31)));

        soon().until(() -> listener.doubts().contains("clock step"));

        soon().until(listener::isLive);
        assertThat(listener.doubts()).hasSize(1);
    }

    /** FT26: the clocks of the nodes do not matter. */
    @Test
    void theNodesWallClockDoesNotMatter() {
        Redis redis =
                nodes.at(server.uri(), builder -> builder.bound(BOUND).time(new ShiftedTime(Duration.ofHours(1))));
        RedisBus late = Nodes.bus(redis);
        Listening other = new Listening(late, SPACE).untilLive();

        publish("1");

        soon().until(() -> other.keys().contains("1"));
        assertThat(other.doubts()).isEmpty();
    }

    /** FT17: while the event loop is stuck, nothing is proven any more, without anybody noticing. */
    @Test
    void aStuckEventLoopEndsTheProofByItself() throws InterruptedException {
        CountDownLatch stuck = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        bus.subscribe(SPACE, new StuckListener(stuck, goOn));
        long start = time.nanos();
        publish("1");
        assertThat(stuck.await(10, TimeUnit.SECONDS)).isTrue();
        try {
            publish("2");
            soon().until(() -> !listener.isLive());
            assertThat(since(start)).isLessThan(BOUND.plus(SLACK));
            assertThat(listener.keys()).doesNotContain("2");
            soon().pollDelay(BOUND.multipliedBy(2)).until(() -> !listener.isLive());
        } finally {
            goOn.countDown();
        }

        soon().until(listener::isLive);
        assertThat(listener.keys().contains("2") || !listener.doubts().isEmpty())
                .isTrue();
    }

    /** FT19: the server ends a connection that does not keep up; that is doubt. */
    @Test
    void aConnectionThatDoesNotKeepUpIsDoubted() {
        server.command("CONFIG", "SET", "client-output-buffer-limit", "pubsub 64kb 32kb 1");
        try {
            proxy.delay(Duration.ofSeconds(20), Direction.DOWN);
            Set<String> large = Set.of("k".repeat(100_000));

            for (int i = 0; i < 200 && listener.doubts().isEmpty(); i++) {
                answer(sender.publish(Invalidation.ofKeys("node", SPACE, Kind.REMOVE, large, 0)));
            }

            soon().until(() -> listener.doubts().contains("disconnected"));
        } finally {
            proxy.heal();
            server.command("CONFIG", "SET", "client-output-buffer-limit", "pubsub 32mb 8mb 60");
        }
        soon().until(listener::isLive);
    }

    private void publish(String key) {
        answer(sender.publish(Invalidation.ofKeys("node", SPACE, Kind.REMOVE, Set.of(key), 0)));
    }

    private Duration since(long start) {
        return Duration.ofNanos(time.nanos() - start);
    }
}
