package io.cachex.redis;

import static io.cachex.redis.Nodes.answer;
import static io.cachex.redis.Nodes.soon;
import static io.cachex.redis.Outcomes.value;
import static org.assertj.core.api.Assertions.assertThat;

import io.cachex.spi.Invalidation;
import io.cachex.spi.Invalidation.Kind;
import io.cachex.spi.Leasing;
import io.cachex.spi.Store;
import io.cachex.testkit.redis.FaultProxy;
import io.cachex.testkit.redis.RedisExtension;
import io.cachex.testkit.redis.RedisServer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** G5: what a listener hears of changes that Redis tells of by itself. */
@Timeout(60)
class TrackingTest {

    private static final String SPACE = "app:env:users";
    private static final Duration BOUND = Duration.ofMillis(500);

    @RegisterExtension
    static final RedisExtension REDIS = RedisExtension.create();

    private final Nodes nodes = new Nodes();
    private RedisServer server;
    private FaultProxy proxy;
    private Redis redis;
    private Listening listener;

    @BeforeEach
    void listen() {
        server = REDIS.server();
        proxy = FaultProxy.inFrontOf(server);
        redis = nodes.at(proxy.uri(), builder -> builder.tracking(true).bound(BOUND));
        listener = new Listening(Nodes.bus(redis), SPACE).untilLive();
    }

    @AfterEach
    void close() {
        nodes.close();
        proxy.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"SET %s foreign", "DEL %s", "PEXPIRE %s 100000", "GETDEL %s", "RENAME %s {elsewhere}"})
    void anybodysChangeIsHeard(String change) {
        server.command("SET", key("ann"), "old");
        soon().until(() -> !listener.messages().isEmpty());
        listener.messages().clear();

        server.command(change.replace("%s", key("ann")).split(" "));

        soon().until(() -> listener.keys().contains("ann"));
        assertThat(listener.messages())
                .first()
                .isEqualTo(Invalidation.ofKeys("redis", SPACE, Kind.REMOVE, Set.of("ann"), 0));
        assertThat(listener.doubts()).isEmpty();
    }

    @Test
    void theEndOfATimeToLiveIsHeard() {
        server.command("SET", key("ann"), "old", "PX", "30");
        soon().until(() -> !listener.messages().isEmpty());
        listener.messages().clear();

        soon().until(() -> listener.keys().contains("ann"));
    }

    /** FT20: everything is in doubt at once, before a heartbeat finds out. */
    @Test
    void anEmptiedServerIsDoubt() {
        server.command("FLUSHALL");

        soon().until(() -> listener.doubts().contains("the server was emptied"));
        soon().until(listener::isLive);
    }

    @Test
    void aFillByAnotherNodeIsHeard() {
        Store store = nodes.at(server.uri()).store();
        Leasing leasing = store.capability(Leasing.class).orElseThrow();
        String key = SPACE + ":ann";
        Leasing.Claim claim = soon().ignoreExceptions()
                .until(
                        () -> answer(leasing.readOrLease(Set.of(key), Duration.ofSeconds(5)))
                                .get(key),
                        Leasing.Claim.Granted.class::isInstance);
        assertThat(listener.messages()).as("a lease is no change").isEmpty();

        assertThat(answer(leasing.fill(key, ((Leasing.Claim.Granted) claim).token(), value("new"))))
                .isTrue();

        soon().until(() -> listener.keys().contains("ann"));
    }

    /** BI3, BI5, BI6: whatever the key. */
    @Test
    void theKeyIsTheUsers() {
        List<String> keys = List.of(
                "a{b}c%25",
                "%7B", "{", "}", "%", ":", "a:b:", " ", "\u00fc\u20ac\ud83d\udd11", "a\r\nb\0", "x".repeat(1_000));
        Store store = nodes.at(server.uri()).store();
        for (String key : keys) {
            soon().ignoreExceptions().until(() -> answer(store.write(Map.of(SPACE + ':' + key, value("new")))) == null);
        }

        soon().until(() -> Set.copyOf(listener.keys()).containsAll(keys));
        assertThat(keys).containsAll(listener.keys());
    }

    @Test
    void whatIsNoValueOfTheNamespaceIsNotHeard() {
        Listening other = new Listening(Nodes.bus(redis), "app:env:orders").untilLive();
        String start = new String(nodes.names().values(), StandardCharsets.UTF_8);
        for (String foreign : List.of(
                "cx:elsewhere",
                start,
                start + SPACE + ":a", // no end
                start + SPACE + ":a%}", // written otherwise than here
                start + SPACE + ":a%7c}",
                start + SPACE + ":a%7b}",
                start + SPACE + ":a}b}",
                start + SPACE + "}",
                start + SPACE + "2:a}",
                start + "}")) {
            server.command("SET", foreign, "1");
        }
        server.command("SET", key("ann"), "1");

        soon().until(() -> !listener.messages().isEmpty());
        assertThat(listener.keys()).containsExactly("ann");
        assertThat(other.messages()).isEmpty();
        assertThat(List.of(listener.doubts(), other.doubts())).containsOnly(List.of());
    }

    /** Both that of the colon before the key and that of the colon in it. */
    @Test
    void aKeyIsHeardInEveryNamespaceThatItMayBeOf() {
        Listening outer = new Listening(Nodes.bus(redis), "app:env").untilLive();

        server.command("SET", key("ann"), "1");

        soon().until(() -> !outer.messages().isEmpty() && !listener.messages().isEmpty());
        assertThat(outer.keys()).containsExactly("users:ann");
        assertThat(listener.keys()).containsExactly("ann");
    }

    @Test
    void manyChangesAtOnceAreAllHeard() {
        List<String> command = new ArrayList<>(List.of("MSET"));
        for (int i = 0; i < 5_000; i++) {
            command.add(key("user" + i));
            command.add("1");
        }

        server.command(command.toArray(String[]::new));

        soon().until(() -> listener.keys().size() == 5_000);
    }

    /** FT1, FT7: a new connection is told, too, and does not count before. */
    @ParameterizedTest
    @ValueSource(strings = {"reset", "CLIENT KILL TYPE pubsub", "kill", "empty"})
    void changesAreHeardAfterTheConnectionWasLost(String fault) {
        for (int round = 0; round < 3; round++) {
            listener.doubts().clear();
            switch (fault) {
                case "reset" -> proxy.reset();
                case "kill" -> {
                    server.kill();
                    server.start();
                }
                case "empty" -> server.restartEmpty();
                default -> server.command(fault.split(" "));
            }
            soon().until(() -> listener.doubts().contains("connected") && listener.isLive());

            String name = "ann" + round;
            server.command("SET", key(name), "1");

            soon().until(() -> listener.keys().contains(name));
        }
    }

    /** TH11: without the right to track nothing is live; with it everything heals. */
    @Test
    void whoMayNotTrackIsNeverLive() {
        String rules = "ACL SETUSER limited on >pw " + nodes.names().accessRules();
        server.command(rules.split(" "));
        server.command("ACL", "SETUSER", "limited", "-client|tracking");
        Redis limited = nodes.at(
                "redis://limited:pw@127.0.0.1:" + server.port(),
                builder -> builder.tracking(true).bound(BOUND));
        RedisBus bus = (RedisBus) limited.bus();
        Listening unsure = new Listening(bus, SPACE);
        soon().until(bus::canPublish);
        soon().pollDelay(BOUND).until(() -> true);
        assertThat(bus.isUp()).isFalse();
        assertThat(unsure.isLive()).isFalse();

        server.command("ACL", "SETUSER", "limited", "+client|tracking");

        unsure.untilLive();
        server.command("SET", key("ann"), "1");
        soon().until(() -> unsure.keys().contains("ann"));
    }

    @Test
    void isOffUnlessAskedFor() {
        Listening plain = new Listening(Nodes.bus(nodes.at(server.uri())), SPACE).untilLive();

        server.command("SET", key("ann"), "1");

        soon().until(() -> listener.keys().contains("ann"));
        long before = plain.liveUntil();
        soon().until(() -> plain.liveUntil() - before > 0); // a heartbeat later
        assertThat(plain.messages()).isEmpty();
    }

    private String key(String userKey) {
        return new String(nodes.names().value(KeyText.escaped(SPACE + ':' + userKey)), StandardCharsets.UTF_8);
    }
}
