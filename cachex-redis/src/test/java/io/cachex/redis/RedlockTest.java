package io.cachex.redis;

import static io.cachex.redis.Nodes.answer;
import static io.cachex.redis.Nodes.failure;
import static io.cachex.redis.Nodes.soon;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.cachex.LockException;
import io.cachex.spi.Lease;
import io.cachex.spi.LockProvider;
import io.cachex.spi.TimeSource;
import io.cachex.testkit.redis.FaultProxy;
import io.cachex.testkit.redis.FaultProxy.Direction;
import io.cachex.testkit.redis.RedisServer;
import io.cachex.testkit.redis.RedisServers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** F5: a quorum. */
@Timeout(120)
class RedlockTest {

    private static final Duration TTL = Duration.ofSeconds(5);
    private static final Duration ALL_IN = Duration.ofMillis(500);
    private static final UnaryOperator<Duration> OLD = own -> Duration.ofDays(1);

    private final TimeSource time = TimeSource.system();
    private final Nodes nodes = new Nodes();
    private final List<FaultProxy> proxies = new ArrayList<>();
    private RedisServers servers;

    @AfterEach
    void close() {
        nodes.close();
        proxies.forEach(FaultProxy::close);
        if (servers != null) {
            servers.close();
        }
    }

    @Test
    void wantsThreeDifferentServers() {
        Redis a = nodes.at("redis://127.0.0.1:1");
        Redis b = nodes.at("redis://127.0.0.1:2");

        assertThatIllegalArgumentException().isThrownBy(() -> Redlock.of(a, b)).withMessageContaining("at least 3");
        assertThatIllegalArgumentException().isThrownBy(() -> Redlock.of(a, b, a));
        Redlock.Builder builder = Redlock.builder(a, b, nodes.at("redis://127.0.0.1:3"));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.nodeTimeout(Duration.ZERO));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.longestTtl(Duration.ofDays(2)))
                .withMessageContaining("longestTtl");
        assertThat(builder.build()).hasToString("redlock(3 nodes)");
    }

    /** F5: 5 nodes, 2 down: acquired. */
    @Test
    void twoOfFiveMayBeDown() {
        start(5);
        LockProvider locks = locks(OLD);
        LockProvider others = locks(OLD);
        servers.get(1).kill();
        servers.get(3).kill();

        Lease lease = take(locks, "job");
        assertThat(lease.remaining()).isLessThanOrEqualTo(TTL.minusMillis(52)).isPositive();
        assertThat(answer(others.tryAcquire("job", TTL))).isEmpty();
        assertThat(answer(lease.extend(TTL))).isTrue();
        assertThat(answer(lease.release())).isTrue();

        assertThat(holders("job")).isEmpty();
    }

    /** F5: 3 down: not acquired, no residue. */
    @Test
    void threeOfFiveMayNotBeDown() {
        start(5);
        LockProvider locks = locks(OLD);
        servers.get(0).kill();
        servers.get(2).kill();
        servers.get(4).kill();

        assertThat(failure(locks.tryAcquire("job", TTL)))
                .isInstanceOf(LockException.class)
                .hasMessageContaining("too few");

        soon().until(() -> holders("job").isEmpty());
    }

    /** FT27: cut off from one of three: acquired in 100 ms (here five times that), and nobody waits for the third. */
    @Test
    void aMinorityThatIsCutOffIsNotWaitedFor() {
        start(3);
        LockProvider locks = locksThroughProxies(OLD);
        proxies.get(0).blackHole(Direction.BOTH);
        long start = time.nanos();

        Lease lease = take(locks, "job");

        assertThat(since(start)).isLessThan(ALL_IN);
        assertThat(lease.remaining()).isPositive();
    }

    /** FT27: cut off from two of three: refused in 100 ms (here five times that), and given back. */
    @Test
    void aMajorityThatIsCutOffIsRefusedInTimeAndLeavesNothing() {
        start(3);
        LockProvider locks = locksThroughProxies(OLD);
        proxies.get(0).blackHole(Direction.DOWN); // it is asked, and its answer is lost
        proxies.get(2).blackHole(Direction.DOWN);
        long start = time.nanos();

        assertThat(failure(locks.tryAcquire("job", TTL))).isInstanceOf(LockException.class);

        assertThat(since(start)).isLessThan(ALL_IN);
        soon().atMost(Duration.ofSeconds(3)).until(() -> holders("job").isEmpty());
    }

    /** F5: validity is what is left when most have answered, and it must be more than nothing. */
    @Test
    void aLockThatComesTooLateIsNoLock() {
        start(3);
        LockProvider locks = locksThroughProxies(OLD);
        proxies.forEach(proxy -> proxy.delay(Duration.ofMillis(60), Direction.DOWN));

        assertThat(failure(locks.tryAcquire("job", Duration.ofMillis(40))))
                .isInstanceOf(LockException.class)
                .hasMessageContaining("its time was over");
        soon().until(() -> holders("job").isEmpty());
    }

    /** FT28: a server that was restarted without its data does not help a second holder. */
    @Test
    void aServerThatForgotIsNotCountedUntilNothingItForgotCanLast() {
        start(3);
        Duration longest = Duration.ofSeconds(5);
        Redis[] all = servers.uris().stream().map(nodes::at).toArray(Redis[]::new);
        untilAllAnswer(all);
        LockProvider locks = Redlock.builder(all)
                .longestTtl(longest)
                .nodeTimeout(Duration.ofSeconds(5))
                .build();
        servers.get(0).restartEmpty();
        servers.get(1).restartEmpty();
        untilAllAnswer(all);
        assertThat(failure(locks.tryAcquire("early", longest)))
                .as("two servers are young")
                .hasMessageContaining("5000 ms");
        soon().until(() -> Nodes.answers(locks));
        LockProvider withoutGuard = Redlock.builder(all)
                .uptime(OLD)
                .nodeTimeout(Duration.ofSeconds(5))
                .build();
        int wouldBeWrong = 0;

        for (int round = 0; round < 2 * soak(); round++) {
            String name = "job" + round;
            Lease lease = untilTaken(locks, name, longest);
            long validUntil = time.nanos() + lease.remaining().toNanos();
            // The holder is paused: it neither extends nor notices. Two servers forget, one after the other.
            servers.get(round % 3).restartEmpty();
            servers.get((round + 1) % 3).restartEmpty();
            untilAllAnswer(all);
            Optional<Lease> wrong = answer(withoutGuard.tryAcquire(name, longest));
            if (wrong.isPresent()) {
                wouldBeWrong += validUntil - time.nanos() > 0 ? 1 : 0;
                answer(wrong.get().release());
            }

            long acquired = time.nanos();
            assertThat(failure(locks.tryAcquire(name, longest)))
                    .as("round " + round)
                    .isInstanceOf(LockException.class);
            soon().until(() -> Nodes.answers(locks));
            assertThat(since(acquired)).as("the servers had to grow old").isGreaterThan(Duration.ofSeconds(1));
            Lease next = untilTaken(locks, name, longest);
            assertThat(lease.remaining()).isZero();
            assertThat(next.fencingToken()).isGreaterThan(lease.fencingToken());
            answer(next.release());
        }

        assertThat(wouldBeWrong).as("second holders without the guard").isPositive();
    }

    /** F5: a lease is lost when most have forgotten it, and not before. */
    @Test
    void aLeaseIsLostWhenMostHaveForgottenIt() {
        start(3);
        RedisLease lease = take(locks(OLD), "job");

        servers.get(0).restartEmpty();
        soon().pollDelay(Duration.ofMillis(500)).until(() -> true);
        assertThat(lease.remaining()).isPositive();
        assertThat(answer(lease.extend(TTL))).isTrue();
        servers.get(1).restartEmpty();

        assertThat(answer(lease.lost())).isEqualTo(Lease.Loss.SERVER_CHANGED);
        assertThat(lease.remaining()).isZero();
        assertThat(answer(lease.release())).isFalse();
    }

    /** F5: tokens grow though the majorities differ and the servers' clocks do. */
    @Test
    void tokensGrowOverDifferentMajorities() {
        start(3);
        LockProvider locks = locksThroughProxies(OLD);
        long ahead = (time.instant().toEpochMilli() + 3_600_000) * 1_000;
        servers.get(1).command("SET", fence("job"), "" + ahead); // its clock is an hour ahead
        proxies.get(2).blackHole(Direction.UP);
        Lease first = take(locks, "job");
        assertThat(first.fencingToken()).isGreaterThan(ahead);
        answer(first.release());

        proxies.get(2).reset();
        proxies.get(2).heal();
        proxies.get(1).blackHole(Direction.UP);
        soon().until(() -> Nodes.answers(locks));
        Lease second = untilTaken(locks, "job", TTL);

        assertThat(second.fencingToken()).isGreaterThan(first.fencingToken());
    }

    /** F5: with split votes somebody wins. */
    @Test
    void ofManyWhoTryAtOnceExactlyOneWins() {
        start(5);
        List<LockProvider> all = List.of(locks(OLD), locks(OLD), locks(OLD), locks(OLD));
        for (int round = 0; round < 30; round++) {
            String name = "job" + round;

            List<java.util.concurrent.CompletableFuture<Optional<Lease>>> attempts = all.stream()
                    .map(locks -> locks.tryAcquire(name, TTL).toCompletableFuture())
                    .toList();

            assertThat(attempts.stream().filter(attempt -> answer(attempt).isPresent()))
                    .as("round " + round)
                    .hasSize(1);
        }
    }

    private void start(int count) {
        servers = RedisServers.standalone(count);
    }

    private LockProvider locks(UnaryOperator<Duration> uptime) {
        Redis[] all = servers.uris().stream().map(nodes::at).toArray(Redis[]::new);
        untilAllAnswer(all);
        return Redlock.builder(all)
                .uptime(uptime)
                .nodeTimeout(Duration.ofSeconds(5)) // on a busy machine
                .build();
    }

    /** With five times the default for the answers. */
    private LockProvider locksThroughProxies(UnaryOperator<Duration> uptime) {
        servers.all().forEach(server -> proxies.add(FaultProxy.inFrontOf(server)));
        Redis[] all = proxies.stream().map(proxy -> nodes.at(proxy.uri())).toArray(Redis[]::new);
        untilAllAnswer(all);
        LockProvider locks = Redlock.builder(all)
                .uptime(uptime)
                .nodeTimeout(Duration.ofMillis(250))
                .build();
        for (int i = 0; i < 50; i++) {
            soon().until(() -> Nodes.answers(locks)); // warm: the time is short
        }
        return locks;
    }

    /** Each by itself: a quorum answers before all of it does. */
    private static void untilAllAnswer(Redis... all) {
        for (Redis one : all) {
            soon().until(() -> Nodes.answers(one.locks()));
        }
    }

    private static RedisLease take(LockProvider from, String name) {
        return (RedisLease) answer(from.tryAcquire(name, TTL)).orElseThrow();
    }

    private static Lease untilTaken(LockProvider from, String name, Duration ttl) {
        return soon().ignoreExceptions()
                .until(() -> from.tryAcquire(name, ttl).toCompletableFuture().get(), Optional::isPresent)
                .orElseThrow();
    }

    private List<RedisServer> holders(String name) {
        String key = new String(nodes.names().lock(name), StandardCharsets.UTF_8);
        return servers.all().stream()
                .filter(server -> server.isRunning() && server.command("GET", key) != null)
                .toList();
    }

    private String fence(String name) {
        return new String(nodes.names().fence(name), StandardCharsets.UTF_8);
    }

    private Duration since(long start) {
        return Duration.ofNanos(time.nanos() - start);
    }

    private static int soak() {
        return Boolean.getBoolean("cachex.soak") ? 500 : 1;
    }
}
