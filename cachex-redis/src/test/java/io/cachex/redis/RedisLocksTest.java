package io.cachex.redis;

import static io.cachex.redis.Nodes.answer;
import static io.cachex.redis.Nodes.failure;
import static io.cachex.redis.Nodes.soon;
import static org.assertj.core.api.Assertions.assertThat;

import io.cachex.LockException;
import io.cachex.spi.Lease;
import io.cachex.spi.Lease.Loss;
import io.cachex.spi.LockProvider;
import io.cachex.spi.TimeSource;
import io.cachex.testkit.redis.FaultProxy;
import io.cachex.testkit.redis.FaultProxy.Direction;
import io.cachex.testkit.redis.RedisExtension;
import io.cachex.testkit.redis.RedisServer;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** F1 to F4 on one server. */
@Timeout(60)
class RedisLocksTest {

    private static final Duration TTL = Duration.ofSeconds(5);
    private static final Duration TIMEOUT = Duration.ofSeconds(1);
    private static final Duration BEAT = Duration.ofMillis(50);

    /** Much more than a heartbeat, for busy machines, and much less than a lease. */
    private static final Duration SOON = Duration.ofSeconds(2);

    @RegisterExtension
    static final RedisExtension REDIS = RedisExtension.create();

    private final TimeSource time = TimeSource.system();
    private final Nodes nodes = new Nodes();
    private RedisServer server;
    private FaultProxy proxy;
    private LockProvider locks;
    private LockProvider others;

    @BeforeEach
    void connect() {
        server = REDIS.server();
        proxy = FaultProxy.inFrontOf(server);
        locks = nodes.at(proxy.uri(), this::quick).locks();
        others = nodes.at(server.uri(), this::quick).locks();
        soon().until(() -> Nodes.answers(locks) && Nodes.answers(others));
    }

    @AfterEach
    void close() {
        nodes.close();
        proxy.close();
    }

    private RedisBuilder quick(RedisBuilder builder) {
        return builder.commandTimeout(TIMEOUT).heartbeat(BEAT);
    }

    /** TH24: an owner is 128 random bits, another each time, and known to the server alone. */
    @Test
    void ownersCannotBeGuessed() {
        Set<String> owners = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            take(locks, "job" + i);
            owners.add(String.valueOf(server.command("GET", key("job" + i))));
        }

        assertThat(owners).hasSize(100).allMatch(owner -> owner.matches("[0-9a-f]{32}"));
        Lease lease = take(locks, "job");
        assertThat(lease.toString()).doesNotContain("job", String.valueOf(server.command("GET", key("job"))));
    }

    /** F2: the holder counts on less than the server gives: 1 % and 2 ms, from before it asked. */
    @Test
    void aLeaseEndsHereBeforeItEndsThere() {
        long before = time.nanos();

        Lease lease = take(locks, "job");

        assertThat(lease.remaining()).isLessThanOrEqualTo(TTL.minusMillis(52));
        long end = time.nanos() + lease.remaining().toNanos();
        assertThat(end - before).isLessThanOrEqualTo(time.nanos() - before + TTL.toNanos());
        assertThat((Long) server.command("PTTL", key("job")))
                .isGreaterThan(lease.remaining().toMillis());
    }

    /** F4: tokens grow also when the last one is lost with everything else, because they follow the server's clock. */
    @Test
    void tokensGrowThroughAFlush() {
        long first = take(locks, "job").fencingToken();
        server.command("FLUSHALL");
        long second = take(others, "job").fencingToken();
        server.restartEmpty();
        soon().until(() -> Nodes.answers(others));
        long third = take(others, "job").fencingToken();

        assertThat(List.of(first, second, third)).isSorted().doesNotHaveDuplicates();
    }

    /** F4: and where the server's clock was set back. */
    @Test
    void tokensGrowThoughTheClockWentBack() {
        long ahead = time.instant().plusSeconds(3_600).toEpochMilli() * 1_000;
        server.command(
                "SET", new String(nodes.names().fence("job"), java.nio.charset.StandardCharsets.UTF_8), "" + ahead);

        Lease first = take(locks, "job");
        answer(first.release());
        Lease second = take(others, "job");

        assertThat(first.fencingToken()).isEqualTo(ahead + 1);
        assertThat(second.fencingToken()).isEqualTo(ahead + 2);
    }

    /** F1: not getting it is no failure; not reaching the service is. */
    @Test
    void aServerThatIsAwayIsALockException() {
        LockProvider nowhere = nodes.at("redis://127.0.0.1:1", this::quick).locks();
        long start = time.nanos();

        assertThat(failure(nowhere.tryAcquire("job", TTL))).isInstanceOf(LockException.class);

        assertThat(since(start)).isLessThan(TIMEOUT);
    }

    /** FT5: an acquire that was not answered in time is undone when the server gets to it. */
    @Test
    void whatWasNotAnsweredIsGivenBack() {
        long before = deletions();
        server.freeze();
        assertThat(failure(locks.tryAcquire("job", TTL))).isInstanceOf(LockException.class);

        server.thaw();

        // Long before its time is over; and the ghost was there, for else the release would have freed nothing.
        soon().atMost(SOON).until(() -> deletions() > before && server.command("GET", key("job")) == null);
        take(others, "job");
    }

    /** FT5: nor does the ghost stay when the answers alone are lost. */
    @Test
    void anAnswerThatIsLostLeavesNoLock() {
        proxy.blackHole(Direction.DOWN);

        assertThat(failure(locks.tryAcquire("job", TTL))).isInstanceOf(LockException.class);

        soon().atMost(SOON).until(() -> server.command("GET", key("job")) == null);
        take(others, "job");
    }

    /** F2: a lock that comes when its time is over is none. */
    @Test
    void aLockThatComesTooLateIsNoLock() {
        proxy.delay(Duration.ofMillis(60), Direction.DOWN);

        assertThat(failure(locks.tryAcquire("job", Duration.ofMillis(40))))
                .isInstanceOf(LockException.class)
                .hasMessageContaining("its time was over");
    }

    /** F2: a release that follows an acquire is executed after it, also where the server knows no script yet. */
    @Test
    void aReleaseNeverOvertakesItsAcquire() {
        LockNode node = nodes.at(server.uri(), this::quick).lockNode();
        for (int i = 0; i < 20; i++) {
            int round = i;
            soon().until(() -> !failed(node.release("warm-up", "nobody")));
            server.command("SCRIPT", "FLUSH");
            answer(node.release("warm-up", "nobody")); // known again; taking a lock is not

            CompletableFuture<LockNode.Grant> taken = node.acquire("job" + round, "owner", TTL, false);
            CompletableFuture<Boolean> freed = node.release("job" + round, "owner");

            assertThat(answer(taken).isGiven()).isTrue();
            assertThat(answer(freed)).isTrue();
            assertThat(server.command("GET", key("job" + round))).isNull();
        }
    }

    /** F4: a lease whose server has lost it is over at once, not when its time is. */
    @Test
    void aServerThatComesBackEmptyEndsTheLease() {
        RedisLease lease = take(locks, "job");

        server.restartEmpty();

        assertThat(answer(lease.lost())).isEqualTo(Loss.SERVER_CHANGED);
        assertThat(lease.remaining()).isZero();
    }

    /** F4: deleted by an operator, and taken by somebody else. */
    @Test
    void aLockThatWasTakenAwayIsLostWithinAHeartbeat() {
        RedisLease lease = take(locks, "job");
        long start = time.nanos();

        server.command("DEL", key("job"));
        Lease others = take(this.others, "job");

        assertThat(answer(lease.lost())).isEqualTo(Loss.TAKEN);
        assertThat(lease.remaining()).isZero();
        assertThat(since(start)).isLessThan(SOON);
        assertThat(answer(lease.extend(TTL))).isFalse();
        assertThat(answer(lease.release())).isFalse();
        assertThat(others.remaining()).isPositive();
        assertThat(others.fencingToken()).isGreaterThan(lease.fencingToken());
    }

    /** F2: the server compares, whatever its client believes. */
    @Test
    void theServerNeitherExtendsNorFreesAnothersLock() {
        LockNode node = nodes.at(server.uri(), this::quick).lockNode();
        soon().until(() -> !failed(node.release("job", "nobody")));
        server.command("SET", key("job"), "somebody", "PX", "100000");

        assertThat(answer(node.extend("job", "nobody", TTL))).isFalse();
        assertThat(answer(node.release("job", "nobody"))).isFalse();

        assertThat((Long) server.command("PTTL", key("job"))).isGreaterThan(50_000);
    }

    private static boolean failed(CompletableFuture<?> stage) {
        return stage.handle((answer, failure) -> failure != null).join();
    }

    /** FT25: a server whose clock is set ends locks too early or too late. */
    @ParameterizedTest
    @ValueSource(ints = {31, -3_600})
    void aStepOfTheServersClockEndsTheLease(int seconds) {
        RedisLease lease = take(locks, "job");
        long start = time.nanos();

        proxy.rewrite(Direction.DOWN, ServerTimes.stepped(Duration.ofSeconds(seconds)));

        assertThat(answer(lease.lost())).isEqualTo(Loss.CLOCK_STEP);
        assertThat(lease.remaining()).isZero();
        assertThat(since(start)).isLessThan(SOON);
    }

    /** FT26: a node's wall clock has no part in it. */
    @Test
    void theHoldersWallClockDoesNotMatter() {
        LockProvider shifted = nodes.at(server.uri(), b -> quick(b).time(new ShiftedTime(Duration.ofHours(-1))))
                .locks();
        soon().until(() -> Nodes.answers(shifted));

        Lease lease = take(shifted, "job");

        assertThat(lease.remaining()).isBetween(TTL.minusSeconds(3), TTL);
        assertThat(answer(others.tryAcquire("job", TTL))).isEmpty();
    }

    /** FT29: a holder that is cut off knows that it is over before somebody else can begin. */
    @Test
    void aHolderThatIsCutOffIsOverBeforeItsSuccessorBegins() {
        for (int round = 0; round < 10 * soak(); round++) {
            Lease lease = untilTaken(locks, "job", Duration.ofMillis(200));
            if (round % 2 == 0) {
                proxy.blackHole(Direction.BOTH);
            }
            Lease successor = untilTaken(others, "job", Duration.ofSeconds(5));

            assertThat(lease.remaining()).as("round " + round).isZero();
            assertThat(successor.fencingToken()).isGreaterThan(lease.fencingToken());
            answer(successor.release());
            proxy.reset(); // a connection that survived a real hole would get what it missed
            proxy.heal();
            soon().until(() -> Nodes.answers(locks));
        }
    }

    /** F4: extending over a link that has lost the answer: what is not known is not counted on. */
    @Test
    void anExtensionThatWasNotAnsweredIsNotCountedOn() {
        RedisLease lease = take(locks, "job");
        proxy.blackHole(Direction.DOWN);

        assertThat(failure(lease.extend(Duration.ofMillis(3_500)))).isNotNull();

        assertThat(lease.remaining()).isLessThan(Duration.ofMillis(3_500));
        proxy.reset();
        proxy.heal();
        soon().until(() -> Nodes.answers(locks));
        assertThat(answer(lease.extend(Duration.ofSeconds(10)))).isTrue();
        assertThat(lease.remaining())
                .as("the shorter one may still come to pass")
                .isLessThan(Duration.ofMillis(3_500));
    }

    /** F3: what could not be given back is given back as soon as it can be. */
    @Test
    void aReleaseThatWasLostIsRepeated() {
        Lease lease = take(locks, "job", Duration.ofSeconds(20));
        proxy.blackHole(Direction.UP);

        assertThat(failure(lease.release())).isNotNull();
        assertThat(lease.remaining()).isZero();
        assertThat(server.command("GET", key("job"))).isNotNull();
        proxy.reset();
        proxy.heal();

        soon().atMost(Duration.ofSeconds(10)).until(() -> server.command("GET", key("job")) == null);
    }

    /** BI38: names and times out of range, before anything is sent. */
    @Test
    void refusesWhatCannotBeALock() {
        for (String name : List.of("", "a".repeat(1_025), "a".repeat(1 << 20), "\ud800")) {
            assertThat(failure(locks.tryAcquire(name, TTL)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .satisfies(failure -> assertThat(failure.getMessage()).hasSizeLessThan(200));
        }
        assertThat(failure(locks.tryAcquire("job", Duration.ofMillis(9)))).hasMessageContaining("10 ms to 30000 ms");
        assertThat(failure(locks.tryAcquire("job", Duration.ofDays(2)))).hasMessageContaining("10 ms to 30000 ms");
    }

    /** BI38: names are bytes, whatever they look like. */
    @Test
    void namesDoNotMeet() {
        for (String name : List.of("a", "{a}", "%7Ba%7D", "a\r\nFLUSHALL\r\n", "\u00e9", "e\u0301", " a", "*")) {
            take(locks, name);
        }
    }

    /** BI39: giving back twice, or what somebody else holds by now, has no effect. */
    @Test
    void givingBackTwiceHasNoEffect() {
        Lease lease = take(locks, "job");
        assertThat(answer(lease.release())).isTrue();
        Lease next = take(others, "job");

        assertThat(answer(lease.release())).isFalse();
        assertThat(answer(lease.extend(TTL))).isFalse();

        assertThat(next.remaining()).isPositive();
        assertThat(answer(locks.tryAcquire("job", TTL))).isEmpty();
    }

    /** TH11: the rights that are documented are enough. */
    @Test
    void anAccountWithTheDocumentedRightsIsEnough() {
        List<String> rule = new java.util.ArrayList<>(List.of("ACL", "SETUSER", "cachex", "on", ">secret"));
        rule.addAll(List.of(nodes.names().accessRules().split(" ")));
        server.command(rule.toArray(String[]::new));
        String uri = server.uri().replace("redis://", "redis://cachex:secret@");
        Redis redis = nodes.at(uri, this::quick);
        soon().until(() -> Nodes.answers(redis.locks()));

        RedisLease lease = take(redis.locks(), "job");
        assertThat(answer(lease.extend(TTL))).isTrue();
        Listening listener = new Listening(Nodes.bus(redis), "users").untilLive();

        assertThat(listener.doubts()).isEmpty();
        LockNode.Grant grant = answer(redis.lockNode().acquire("other", "owner", TTL, true));
        assertThat(grant.uptime()).isBetween(Duration.ZERO, Duration.ofHours(1));
        answer(redis.lockNode().raise("job", 1));
        assertThat(answer(lease.release())).isTrue();
    }

    private RedisLease take(LockProvider from, String name) {
        return take(from, name, TTL);
    }

    private static RedisLease take(LockProvider from, String name, Duration ttl) {
        return (RedisLease) answer(from.tryAcquire(name, ttl)).orElseThrow();
    }

    private static Lease untilTaken(LockProvider from, String name, Duration ttl) {
        return soon().ignoreExceptionsMatching(failure -> true) // on a busy machine it may be over before it is there
                .until(() -> answer(from.tryAcquire(name, ttl)), java.util.Optional::isPresent)
                .orElseThrow();
    }

    /** How many keys scripts and clients have deleted by name. */
    private long deletions() {
        String statistics = String.valueOf(server.command("INFO", "commandstats"));
        Matcher calls = Pattern.compile("cmdstat_del:calls=(\\d+)").matcher(statistics);
        return calls.find() ? Long.parseLong(calls.group(1)) : 0;
    }

    private String key(String name) {
        return new String(nodes.names().lock(name), java.nio.charset.StandardCharsets.UTF_8);
    }

    private Duration since(long start) {
        return Duration.ofNanos(time.nanos() - start);
    }

    private static int soak() {
        return Boolean.getBoolean("cachex.soak") ? 50 : 1;
    }
}
