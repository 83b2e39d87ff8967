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
import io.cachex.spi.Generations;
import io.cachex.spi.Invalidation;
import io.cachex.spi.Invalidation.Kind;
import io.cachex.spi.Leasing;
import io.cachex.spi.Leasing.Claim.Granted;
import io.cachex.spi.SelfPublishing;
import io.cachex.spi.Store;
import io.cachex.testkit.redis.FaultProxy;
import io.cachex.testkit.redis.FaultProxy.Direction;
import io.cachex.testkit.redis.RedisServer;
import io.cachex.testkit.redis.RespConnection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Servers that answer, but not with what was asked for. */
final class ServerTroubleTest {

    private static final Duration LONG = Duration.ofMinutes(1);

    private RedisServer server;
    private Redis redis;
    private Store store;
    private Leasing leasing;

    @BeforeEach
    void start() {
        server = RedisServer.create().start();
        redis = RedisNodes.connected(RedisNodes.patient().uri(server.uri()));
        store = redis.store();
        leasing = store.capability(Leasing.class).orElseThrow();
        answerOf(store.write(Map.of("key", value("old"))));
    }

    @AfterEach
    void stop() {
        redis.close();
        server.close();
    }

    /** FT23: without room values are not written, but invalidations are made, numbered and told. */
    @Test
    void aServerWithoutRoomStillInvalidates() {
        SelfPublishing publishing = store.capability(SelfPublishing.class).orElseThrow();
        Generations generations = store.capability(Generations.class).orElseThrow();
        try (RespConnection listener = server.connect(Duration.ofSeconds(10))) {
            listener.command("SUBSCRIBE", "cache:invalidation");
            server.command("CONFIG", "SET", "maxmemory", "1");

            assertOutage(failureOf(store.write(Map.of("key", value("new")))), "OOM");
            assertOutage(
                    failureOf(store.capability(Counting.class).orElseThrow().increment("key", 1, LONG)), "OOM");
            assertThat(text(answerOf(store.read(Set.of("key"))).get("key"))).isEqualTo("old");

            answerOf(publishing.remove(Set.of("key"), Invalidation.ofKeys("me", "a:b:c", Kind.REMOVE, Set.of("k"), 0)));
            long tag = answerOf(publishing.advance("a:b:c", "tag", Invalidation.ofTag("me", "a:b:c", "tag", 0)));

            assertThat(answerOf(store.read(Set.of("key")))).isEmpty();
            assertThat(tag).isPositive();
            assertThat(answerOf(generations.generations("a:b:c", Set.of("tag"))).generations())
                    .containsEntry("tag", tag);
            assertThat(String.valueOf(listener.receive())).contains("\"kind\":\"remove\"", "\"seq\":1,");
            assertThat(String.valueOf(listener.receive()))
                    .contains("\"kind\":\"tag\"", "\"seq\":2,", "\"gen\":" + tag + ",");
        }
    }

    /** FT23: readers go on, and load for themselves: what they load is not kept. */
    @Test
    void readersOfAServerWithoutRoomGoOn() {
        server.command("CONFIG", "SET", "maxmemory", "1");

        var claims = answerOf(leasing.readOrLease(Set.of("key", "missing"), LONG));

        assertThat(claims.get("key")).isInstanceOf(Leasing.Claim.Found.class);
        assertThat(claims.get("missing")).isInstanceOf(Granted.class);
        String token = ((Granted) claims.get("missing")).token();
        assertThat(answerOf(leasing.fill("missing", token, value("loaded")))).isFalse();
        assertThat(answerOf(leasing.renew("missing", token, LONG))).isFalse();
        answerOf(leasing.release("missing", token));
    }

    /** FT23: a lease that was given before does not stay when its value cannot be written. */
    @Test
    void aFillWithoutRoomEndsItsLease() {
        String token = ((Granted)
                        answerOf(leasing.readOrLease(Set.of("missing"), LONG)).get("missing"))
                .token();
        server.command("CONFIG", "SET", "maxmemory", "1");

        assertOutage(failureOf(leasing.fill("missing", token, value("loaded"))), "OOM");

        assertThat(server.command("EXISTS", "cx:l:{missing}")).isEqualTo(0L);
    }

    /** FT24: BUSY. */
    @Test
    void aServerBusyWithAScriptIsAnOutageThatEnds() {
        server.command("CONFIG", "SET", "busy-reply-threshold", "20");
        try (RespConnection other = server.connect(Duration.ofSeconds(30))) {
            other.send("EVAL", "while true do end", "0");
            await().pollInterval(Duration.ofMillis(2))
                    .untilAsserted(() -> assertOutage(failureOf(store.read(Set.of("key"))), "BUSY"));
            assertOutage(failureOf(store.write(Map.of("key", value("new")))), "BUSY");

            server.command("SCRIPT", "KILL");
            await().pollInterval(Duration.ofMillis(2))
                    .until(() -> store.read(Set.of("key"))
                            .toCompletableFuture()
                            .handle((found, failure) -> failure == null)
                            .join());
        }
    }

    /** FT24: max clients. Whoever is connected stays; whoever is not goes on trying and says why. */
    @Test
    void tooManyClientsIsAnOutageThatEnds() {
        server.command("CONFIG", "SET", "maxclients", "1");
        try (Redis another = RedisNodes.patient().uri(server.uri()).build()) {
            Store refused = another.store();
            await().pollInterval(Duration.ofMillis(5))
                    .untilAsserted(() -> assertOutage(failureOf(refused.read(Set.of("key"))), "max number of clients"));
            assertThat(answerOf(store.read(Set.of("key")))).hasSize(1);
        }
    }

    /** FT22, FT24: READONLY and LOADING. */
    @Test
    void aReplicaThatIsWrittenToIsAnOutage() {
        server.command("REPLICAOF", "127.0.0.1", "1");
        server.command("CONFIG", "SET", "replica-serve-stale-data", "yes");

        assertOutage(failureOf(store.write(Map.of("key", value("new")))), "READONLY");
        assertOutage(failureOf(store.remove(Set.of("key"))), "READONLY");

        server.command("REPLICAOF", "NO", "ONE");
        answerOf(store.write(Map.of("key", value("new"))));
    }

    /** FT24. */
    @Test
    void theServersErrorsHaveTheirClasses() {
        try (FaultProxy proxy = FaultProxy.inFrontOf(server);
                Redis behind = RedisNodes.connected(RedisNodes.patient().uri(proxy.uri()))) {
            Store there = behind.store();
            Map<String, FailureClass> classes = Map.of(
                    "LOADING Redis is loading the dataset in memory", FailureClass.OUTAGE,
                    "MASTERDOWN Link with MASTER is down", FailureClass.OUTAGE,
                    "CLUSTERDOWN The cluster is down", FailureClass.OUTAGE,
                    "MISCONF Redis is configured to save RDB snapshots", FailureClass.OUTAGE,
                    "NOAUTH Authentication required.", FailureClass.PERMANENT,
                    "NOPERM this user has no permissions", FailureClass.PERMANENT,
                    "WRONGTYPE Operation against a key", FailureClass.PERMANENT,
                    "ERR unknown command 'MGET', with args beginning with: 'cx:v:{secret}' ", FailureClass.PERMANENT,
                    "ERR something new", FailureClass.UNKNOWN);

            classes.forEach((error, expected) -> {
                proxy.rewrite(Direction.DOWN, answer -> ('-' + error + "\r\n").getBytes(StandardCharsets.UTF_8));
                Throwable failure = failureOf(there.read(Set.of("key")));
                proxy.heal();

                assertThat(failure).isInstanceOf(StoreException.class);
                assertThat(failure.getMessage()).contains(error.substring(0, 6)).doesNotContain("secret");
                assertThat(classOf(failure)).as(error).isEqualTo(expected);
            });
            assertThat(answerOf(there.read(Set.of("key")))).hasSize(1);
        }
    }

    /** FT25: a server whose clock has gone ahead of what was known of it refuses once, is asked, and then takes it. */
    @Test
    void aClockThatHasGoneAheadIsAskedAgain() {
        try (FaultProxy proxy = FaultProxy.inFrontOf(server)) {
            proxy.stepClock(Duration.ofSeconds(-20));
            try (Redis behind = RedisNodes.connected(RedisNodes.patient().uri(proxy.uri()))) {
                AtomicInteger steps = new AtomicInteger();
                behind.clock().onStep(steps::incrementAndGet);
                Store there = behind.store();
                assertOutage(failureOf(there.write(Map.of("key", value("new")))), "LATE");
                assertThat(answerOf(there.read(Set.of("key"))))
                        .as("a value from the future, as it seems")
                        .isEmpty();

                proxy.heal();

                await().pollInterval(Duration.ofMillis(5))
                        .until(() -> there.write(Map.of("key", value("new")))
                                .toCompletableFuture()
                                .handle((done, failure) -> failure == null)
                                .join());
                assertThat(steps).hasValue(1);
                assertThat(text(answerOf(there.read(Set.of("key"))).get("key"))).isEqualTo("new");
            }
        }
    }

    /** TH11: the documented account can do all this, and nothing else. */
    @Test
    void theDocumentedAccountIsEnoughAndNoMore() {
        String rules = "ACL SETUSER cachex on >pw " + redis.settings().names().accessRules();
        server.command(rules.split(" "));
        String uri = "redis://cachex:pw@127.0.0.1:" + server.port();
        try (Redis limited = RedisNodes.connected(RedisNodes.patient().uri(uri))) {
            Store there = limited.store();
            Leasing leases = there.capability(Leasing.class).orElseThrow();
            SelfPublishing publishing = there.capability(SelfPublishing.class).orElseThrow();
            answerOf(there.write(Map.of("1", value("1"))));
            answerOf(publishing.write(
                    Map.of("1", value("2")), Invalidation.ofKeys("me", "a:b:c", Kind.PUT, Set.of("1"), 0)));
            assertThat(answerOf(publishing.writeIfVersion(
                            "2", 0, value("2"), Invalidation.ofKeys("me", "a:b:c", Kind.PUT, Set.of("2"), 0))))
                    .isTrue();
            String token =
                    ((Granted) answerOf(leases.readOrLease(Set.of("3"), LONG)).get("3")).token();
            answerOf(leases.lease(Set.of("3"), LONG)); // busy: the lease is marked
            assertThat(answerOf(leases.renew("3", token, LONG))).isTrue();
            answerOf(leases.settled("3", Duration.ofMillis(1)));
            assertThat(answerOf(leases.fill("3", token, value("3")))).isTrue();
            answerOf(leases.release("3", token));
            answerOf(there.capability(Counting.class).orElseThrow().increment("n", 1, LONG));
            answerOf(publishing.advance("a:b:c", "tag", Invalidation.ofTag("me", "a:b:c", "tag", 0)));
            answerOf(there.capability(Generations.class).orElseThrow().generations("a:b:c", Set.of("tag")));
            answerOf(there.remove(Set.of("1", "2", "3")));
        }
        try (RespConnection account = server.connect(Duration.ofSeconds(10))) {
            account.command("AUTH", "cachex", "pw");
            for (List<String> forbidden : List.of(
                    List.of("FLUSHALL"),
                    List.of("KEYS", "*"),
                    List.of("CONFIG", "GET", "*"),
                    List.of("GET", "foreign"),
                    List.of("PUBLISH", "foreign", "1"),
                    List.of("SCRIPT", "FLUSH"),
                    List.of("EVAL", "return redis.call('GET', 'foreign')", "0"))) {
                account.send(forbidden.toArray(new String[0]));
                assertThat(String.valueOf(account.receive()))
                        .containsAnyOf("NOPERM", "no permissions", "can't run", "can't access");
            }
        }
    }

    /** TH13, TH14: neither a wrong password nor a right one is shown; an account that is taken away is an outage. */
    @Test
    void noPasswordIsShown() {
        server.command("ACL", "SETUSER", "ann", "on", ">s3cr3t", "~*", "&*", "+@all");
        String host = "127.0.0.1:" + server.port();
        try (Redis wrong = Redis.connect("redis://ann:wr0ng@" + host);
                Redis right = RedisNodes.connected(RedisNodes.patient().uri("redis://ann:s3cr3t@" + host))) {
            Store refused = wrong.store();
            Store taken = right.store();
            await().pollInterval(Duration.ofMillis(5))
                    .untilAsserted(() ->
                            assertThat(failureOf(refused.read(Set.of("key")))).hasMessageContaining("WRONGPASS"));
            server.command("ACL", "DELUSER", "ann");
            await().pollInterval(Duration.ofMillis(5))
                    .untilAsserted(() -> assertOutage(failureOf(taken.read(Set.of("key"))), "was not asked"));

            for (Object shown : List.of(
                    wrong,
                    right,
                    refused,
                    taken,
                    stackOf(failureOf(refused.read(Set.of("key")))),
                    stackOf(failureOf(taken.read(Set.of("key")))),
                    right.settings())) {
                assertThat(shown.toString()).doesNotContain("s3cr3t", "wr0ng");
            }
        }
    }

    private static String stackOf(Throwable failure) {
        java.io.StringWriter text = new java.io.StringWriter();
        failure.printStackTrace(new java.io.PrintWriter(text));
        return text.toString();
    }

    private static void assertOutage(Throwable failure, String message) {
        assertThat(failure).isInstanceOf(StoreException.class).hasMessageContaining(message);
        assertThat(classOf(failure)).isEqualTo(FailureClass.OUTAGE);
    }
}
