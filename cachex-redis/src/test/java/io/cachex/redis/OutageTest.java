package io.cachex.redis;

import static io.cachex.redis.Outcomes.answerOf;
import static io.cachex.redis.Outcomes.classOf;
import static io.cachex.redis.Outcomes.failureOf;
import static io.cachex.redis.Outcomes.text;
import static io.cachex.redis.Outcomes.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cachex.StoreException;
import io.cachex.spi.Counting;
import io.cachex.spi.FailureClass;
import io.cachex.spi.Store;
import io.cachex.spi.TimeSource;
import io.cachex.testkit.redis.FaultProxy;
import io.cachex.testkit.redis.FaultProxy.Direction;
import io.cachex.testkit.redis.RedisServer;
import io.lettuce.core.RedisClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Servers that are away, frozen or cut off. Limits in time are wide, for machines are busy; what was measured is logged. */
final class OutageTest {

    private static final Logger LOG = LoggerFactory.getLogger(OutageTest.class);
    private static final Duration TIMEOUT = Duration.ofMillis(100);
    private static final TimeSource TIME = TimeSource.system();

    private RedisServer server;
    private FaultProxy proxy;
    private Redis redis;
    private Store store;

    @BeforeEach
    void create() {
        server = RedisServer.create();
        proxy = FaultProxy.inFrontOf(server);
    }

    @AfterEach
    void stop() {
        redis.close();
        proxy.close();
        server.close();
    }

    /** FT2: ten increments executed, their answers lost: none is executed a second time. */
    @Test
    void nothingIsExecutedTwice() {
        for (boolean byReset : new boolean[] {false, true}) {
            proxy.heal();
            server.start();
            connect();
            Counting counting = store.capability(Counting.class).orElseThrow();
            answerOf(counting.increment("warm", 1, Duration.ofHours(1)));
            proxy.blackHole(Direction.DOWN);
            List<CompletionStage<Long>> sent = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                sent.add(counting.increment("count" + byReset, 1, Duration.ofHours(1)));
            }
            await().pollInterval(Duration.ofMillis(1)).until(() -> "10".equals(count("count" + byReset)));

            if (byReset) {
                proxy.reset();
            } else {
                proxy.closeLosingReplies();
            }
            proxy.heal();

            assertThat(sent)
                    .allSatisfy(one -> assertThat(failureOf(one))
                            .isInstanceOf(StoreException.class)
                            .hasMessageContaining("UNKNOWN"));
            awaitAnswer();
            assertThat(count("count" + byReset)).isEqualTo("10");
            redis.close();
        }
    }

    /** FT2: nor by an application's client that would repeat it. */
    @Test
    void nothingIsExecutedTwiceByAClientThatRepeats() {
        server.start();
        RedisClient client = RedisClient.create(proxy.uri());
        try {
            redis = Redis.using(client);
            store = redis.store();
            await().pollInterval(Duration.ofMillis(2)).until(redis::isConnected);
            Counting counting = store.capability(Counting.class).orElseThrow();
            answerOf(counting.increment("warm", 1, Duration.ofHours(1)));
            proxy.blackHole(Direction.DOWN);
            List<CompletionStage<Long>> sent = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                sent.add(counting.increment("count", 1, Duration.ofHours(1)));
            }
            await().pollInterval(Duration.ofMillis(1)).until(() -> "10".equals(count("count")));

            proxy.closeLosingReplies();
            proxy.heal();

            assertThat(sent).allSatisfy(one -> assertThat(failureOf(one)).hasMessageContaining("UNKNOWN"));
            awaitAnswer();
            assertThat(count("count")).isEqualTo("10");
        } finally {
            redis.close();
            client.shutdown();
        }
    }

    /** FT5: nobody waits longer than the timeout, then not at all; afterwards it works again. */
    @Test
    void nobodyWaitsForAFrozenServer() {
        server.start();
        connect();
        answerOf(store.write(Map.of("key", value("before"))));
        server.freeze();

        long[] waits = new long[200];
        for (int i = 0; i < waits.length; i++) {
            long start = TIME.nanos();
            Throwable failure = failureOf(store.read(Set.of("key")));
            waits[i] = TIME.nanos() - start;
            assertThat(failure).isInstanceOf(StoreException.class);
            assertThat(classOf(failure)).isEqualTo(FailureClass.OUTAGE);
        }
        Arrays.sort(waits);

        for (int i = 1; i <= 6; i++) {
            logTime("frozen: longest waits", waits[waits.length - i]);
        }
        logTime("frozen: p90 wait", waits[waits.length * 9 / 10]);
        assertThat(Duration.ofNanos(waits[waits.length - 1])).isLessThan(TIMEOUT.multipliedBy(5));
        assertThat(Duration.ofNanos(waits[waits.length * 9 / 10]))
                .as("after five timeouts nobody waits")
                .isLessThan(Duration.ofMillis(10));
        server.thaw();
        awaitAnswer();
        assertThat(text(answerOf(store.read(Set.of("key"))).get("key"))).isEqualTo("before");
    }

    /** FT5: what its sender has given up is not seen when the server goes on, not even after something newer. */
    @Test
    void noWriteAppearsLongAfterItsSenderGaveUp() {
        server.start();
        connect();
        answerOf(store.write(Map.of("warm", value("up"))));
        server.freeze();
        CompletionStage<Void> ghost = store.write(Map.of("key", value("ghost")));
        CompletionStage<Long> count =
                store.capability(Counting.class).orElseThrow().increment("key", 1, Duration.ofHours(1));
        assertThat(failureOf(ghost)).hasMessageContaining("UNKNOWN");
        assertThat(failureOf(count)).hasMessageContaining("UNKNOWN");
        await().pollDelay(Duration.ofMillis(400)).until(() -> true); // the timeout and the slack

        server.thaw();

        awaitAnswer();
        assertThat(answerOf(store.read(Set.of("key")))).isEmpty();
        assertThat(count("key")).isNull();
    }

    /** FT4: a half-open link looks healthy: after five timeouts it is made anew, and until then nobody waits long. */
    @Test
    void aHalfOpenLinkIsMadeAnew() {
        server.start();
        connect();
        long connections = proxy.connections();
        proxy.blackHole(Direction.BOTH);
        for (int i = 0; i < Session.MOST_TIMEOUTS; i++) {
            assertThat(failureOf(store.read(Set.of("key")))).hasMessageContaining("UNKNOWN");
        }
        assertThat(redis.isConnected()).isFalse();

        long start = TIME.nanos();
        proxy.heal();
        awaitAnswer();

        logTime("half-open: back after", TIME.nanos() - start);
        assertThat(Duration.ofNanos(TIME.nanos() - start)).isLessThan(Duration.ofSeconds(5));
        assertThat(proxy.connections()).isGreaterThan(connections);
    }

    /** FT6: what waits for a frozen server is bounded, and what is beyond is refused at once. */
    @Test
    void whatWaitsForAFrozenServerIsBounded() {
        server.start();
        redis = RedisNodes.connected(RedisNodes.patient().uri(proxy.uri()).commandTimeout(Duration.ofSeconds(60)));
        store = redis.store();
        answerOf(store.read(Set.of("key")));
        server.freeze();
        long before = usedHeap();
        List<CompletionStage<?>> refused = new ArrayList<>();

        for (int i = 0; i < 100_000; i++) {
            CompletionStage<?> one = store.read(Set.of("key" + i));
            if (one.toCompletableFuture().isDone() && refused.size() < 100) {
                refused.add(one);
            }
        }

        long each = (usedHeap() - before) / Room.MOST_REQUESTS;
        LOG.info("frozen: {} B for each of {} waiting reads", each, Room.MOST_REQUESTS);
        assertThat(refused)
                .hasSize(100)
                .allSatisfy(one -> assertThat(failureOf(one))
                        .isInstanceOf(StoreException.class)
                        .hasMessageContaining("was not asked"));
        assertThat(each).isLessThan(3_000);
        server.thaw();
    }

    /** FT6: changes, by their number and by their bytes. */
    @Test
    void changesThatWaitAreBounded() {
        server.start();
        redis = RedisNodes.connected(RedisNodes.patient().uri(server.uri()).commandTimeout(Duration.ofSeconds(60)));
        store = redis.store();
        answerOf(store.write(Map.of("key", value("so that the server knows the scripts"))));
        answerOf(store.remove(Set.of("key")));
        server.freeze();
        String megabyte = "x".repeat(1 << 20);

        int large = 0;
        for (int i = 0; i < 100; i++) {
            large += store.write(Map.of("key", value(megabyte)))
                            .toCompletableFuture()
                            .isDone()
                    ? 0
                    : 1;
        }
        assertThat(large).isBetween(32, (int) (Room.MOST_BYTES >> 20));
        server.thaw();
        await().atMost(Duration.ofSeconds(30))
                .until(() -> !store.remove(Set.of("key")).toCompletableFuture().isCompletedExceptionally());
        answerOf(store.remove(Set.of("key")));

        server.freeze();
        int small = 0;
        CompletionStage<?> refused = null;
        for (int i = 0; i < 2 * Room.MOST_REQUESTS; i++) {
            CompletionStage<?> one = store.remove(Set.of("key"));
            if (!one.toCompletableFuture().isDone()) {
                small++;
            } else if (refused == null) {
                refused = one;
            }
        }
        assertThat(failureOf(refused)).hasMessageContaining(Room.FULL);
        assertThat(small).isBetween(Room.MOST_REQUESTS - 500, Room.MOST_REQUESTS);
        server.thaw();
    }

    /** FT8: the server is killed and comes back: calls fail at once meanwhile, and it is there again soon after. */
    @Test
    void isBackSoonAfterTheServerIs() {
        server.start();
        connect();
        answerOf(store.write(Map.of("key", value("lost with the server"))));
        long slowest = 0;
        for (int outageMillis : new int[] {0, 300, 2_500}) {
            server.kill();
            await().pollInterval(Duration.ofMillis(1)).until(() -> !redis.isConnected());
            assertRefusedAtOnce();
            await().pollDelay(Duration.ofMillis(outageMillis)).until(() -> true);

            server.start();
            long start = TIME.nanos();
            awaitAnswer();

            slowest = Math.max(slowest, TIME.nanos() - start);
        }
        logTime("killed: back after at most", slowest);
        assertThat(Duration.ofNanos(slowest)).isLessThan(Duration.ofSeconds(5));
        assertThat(answerOf(store.read(Set.of("key")))).isEmpty();
    }

    /** FT9: nothing is there at the start. */
    @Test
    void startsWithoutAServerAndFindsItLater() {
        long start = TIME.nanos();
        redis = Redis.builder().uri(server.uri()).build();
        store = redis.store();
        logTime("absent: started in", TIME.nanos() - start);
        assertThat(Duration.ofNanos(TIME.nanos() - start)).isLessThan(Duration.ofMillis(2_500));
        assertRefusedAtOnce();

        server.start();
        long there = TIME.nanos();
        awaitAnswer();

        logTime("absent: connected after", TIME.nanos() - there);
        assertThat(Duration.ofNanos(TIME.nanos() - there)).isLessThan(Duration.ofSeconds(5));
    }

    /** FT10: packets vanish at the start: no caller waits, not even for the timeout of connecting. */
    @Test
    void startsInABlackHoleAndFindsTheServerLater() {
        server.start();
        proxy.blackHole(Direction.BOTH);
        long start = TIME.nanos();
        redis = Redis.builder().uri(proxy.uri()).build();
        store = redis.store();
        assertThat(Duration.ofNanos(TIME.nanos() - start)).isLessThan(Duration.ofMillis(2_500));
        assertRefusedAtOnce();
        await().pollDelay(Duration.ofMillis(1_200)).until(() -> true); // through some attempts
        assertRefusedAtOnce();

        proxy.heal();
        long there = TIME.nanos();
        awaitAnswer();

        logTime("black hole: connected after", TIME.nanos() - there);
        assertThat(Duration.ofNanos(TIME.nanos() - there)).isLessThan(Duration.ofSeconds(5));
    }

    /** FT47: nothing goes on after close, and what is asked then fails. */
    @Test
    void nothingIsLeftAfterClose() {
        server.start();
        Set<Thread> before = Thread.getAllStackTraces().keySet(); // other tests' are not this one's business
        for (int i = 0; i < 3; i++) {
            connect();
            answerOf(store.read(Set.of("key")));
            redis.close();
            redis.close();
            assertThat(failureOf(store.read(Set.of("key")))).isInstanceOf(StoreException.class);
            await().atMost(Duration.ofSeconds(20))
                    .pollInterval(Duration.ofMillis(5))
                    .untilAsserted(() -> assertThat(newThreads(before)).isEmpty());
        }
        assertThat(proxy.openConnections()).isZero();
    }

    /** FT47: nor of one that is closed at whatever moment of its connecting. */
    @Test
    void nothingIsLeftOfWhatIsClosedWhileItConnects() {
        server.start();
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        for (int i = 0; i < 60; i++) {
            redis = Redis.builder().uri(proxy.uri()).commandTimeout(TIMEOUT).build();
            var unused = redis.store().read(Set.of("key"));
            for (int spin = i * 20_000; spin > 0; spin--) {
                Thread.onSpinWait();
            }
            redis.close();
        }

        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(5))
                .untilAsserted(() -> assertThat(newThreads(before)).isEmpty());
    }

    private static List<String> newThreads(Set<Thread> before) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !before.contains(thread))
                .map(Thread::getName)
                .filter(name -> name.startsWith("lettuce"))
                .toList();
    }

    private void connect() {
        redis = RedisNodes.connected(Redis.builder().uri(proxy.uri()).commandTimeout(TIMEOUT));
        store = redis.store();
    }

    private void awaitAnswer() {
        await().atMost(Duration.ofSeconds(10))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .until(() -> !store.read(Set.of("any"))
                        .toCompletableFuture()
                        .handle((found, failure) -> failure)
                        .thenApply(failure -> failure != null)
                        .join());
    }

    private void assertRefusedAtOnce() {
        long[] nanos = new long[5_000];
        for (int i = 0; i < nanos.length; i++) {
            long start = TIME.nanos();
            boolean failed = store.read(Set.of("key")).toCompletableFuture().isCompletedExceptionally();
            nanos[i] = TIME.nanos() - start;
            assertThat(failed).isTrue();
        }
        Arrays.sort(nanos);
        logTime("refused: p99", nanos[nanos.length * 99 / 100]);
        assertThat(Duration.ofNanos(nanos[nanos.length * 99 / 100])).isLessThan(Duration.ofMillis(5));
        Throwable failure = failureOf(store.read(Set.of("key")));
        assertThat(failure).isInstanceOf(StoreException.class).hasMessageContaining("was not asked");
        assertThat(classOf(failure)).isEqualTo(FailureClass.OUTAGE);
    }

    private Object count(String key) {
        return server.command("GET", "cx:n:{" + key + "}");
    }

    private static long usedHeap() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    private static void logTime(String what, long nanos) {
        LOG.info("{} {} us", what, nanos / 1_000);
    }
}
