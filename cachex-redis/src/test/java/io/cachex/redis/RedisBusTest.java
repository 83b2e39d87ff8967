package io.cachex.redis;

import static io.cachex.redis.Nodes.answer;
import static io.cachex.redis.Nodes.failure;
import static io.cachex.redis.Nodes.soon;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.cachex.StoreException;
import io.cachex.spi.Invalidation;
import io.cachex.spi.Invalidation.Kind;
import io.cachex.spi.Liveness;
import io.cachex.spi.Subscription;
import io.cachex.testkit.redis.RedisExtension;
import io.cachex.testkit.redis.RespConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Timeout(60)
class RedisBusTest {

    private static final String SPACE = "app:users";

    @RegisterExtension
    static final RedisExtension REDIS = RedisExtension.create();

    private final Nodes nodes = new Nodes();

    @AfterEach
    void closeNodes() {
        nodes.close();
    }

    /** BI27: whatever is published by hand, the listener lives and knows that it may have missed something. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "hello",
                "null",
                "[]",
                "{}",
                "{\"v\":2}",
                "\u0000\u0001",
                "{\"v\":1,\"src\":\"a\",\"ns\":\"app:users\",\"kind\":\"put\",\"keys\":[\"k\"],\"tags\":[],\"seq\":-1,\"ver\":0,"
                        + "\"gen\":0}"
            })
    void aMalformedMessageIsIgnoredAndDoubted(String text) {
        RedisBus bus = Nodes.bus(nodes.at(REDIS.uri()));
        Listening listener = new Listening(bus, SPACE).untilLive();

        REDIS.command("PUBLISH", nodes.channel(), text);

        soon().until(() -> listener.doubts().size() == 1);
        assertThat(listener.messages()).isEmpty();
        assertThat(bus.counters().malformed.sum()).isEqualTo(1);
        publish(bus, "after");
        soon().until(() -> listener.keys().contains("after") && listener.isLive());
    }

    /** BI27: 10 MB. */
    @Test
    void aHugeMessageIsIgnoredAndDoubted() {
        RedisBus bus = Nodes.bus(nodes.at(REDIS.uri()));
        Listening listener = new Listening(bus, SPACE).untilLive();

        REDIS.command("PUBLISH", nodes.channel(), "x".repeat(10_000_000));

        soon().until(() -> listener.doubts().contains("message of 10000000 bytes"));
        publish(bus, "after");
        soon().until(() -> listener.keys().contains("after"));
    }

    /** BI28: what concerns others is no concern. */
    @Test
    void aMessageOfAnotherNamespaceIsIgnored() {
        RedisBus bus = Nodes.bus(nodes.at(REDIS.uri()));
        Listening listener = new Listening(bus, SPACE).untilLive();

        REDIS.command("PUBLISH", nodes.channel(), whole("app:users2", 17, 0, "k"));

        soon().until(() -> bus.counters().foreign.sum() == 1);
        assertThat(listener.messages()).isEmpty();
        assertThat(listener.doubts()).isEmpty();
    }

    /** FT12: an echo on the wire changes nothing, and a message that overtakes another is doubted. */
    @Test
    void duplicatesChangeNothing() {
        RedisBus bus = Nodes.bus(nodes.at(REDIS.uri()));
        Listening listener = new Listening(bus, SPACE).untilLive();
        publish(bus, "1");
        soon().until(() -> listener.keys().contains("1"));
        String echo = whole(SPACE, 1, listener.messages().get(0).version(), "1");

        REDIS.command("PUBLISH", nodes.channel(), echo);
        REDIS.command("PUBLISH", nodes.channel(), echo);

        soon().until(() -> bus.counters().repeated.sum() == 2);
        assertThat(listener.keys()).containsExactly("1");
        assertThat(listener.doubts()).isEmpty();
    }

    /** G1: one more than allowed is refused, and told what to do; a closed one makes room. */
    @Test
    void aFiftyFirstSubscriberIsRefused() {
        RedisBus bus = (RedisBus) nodes.at(REDIS.uri()).bus();
        List<Subscription> all = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            all.add(new Listening(bus, SPACE + i).subscription());
        }

        assertThatIllegalStateException()
                .isThrownBy(() -> new Listening(bus, SPACE))
                .withMessageContaining("50")
                .withMessageContaining("maximumSubscribers");
        all.get(0).close();
        all.get(0).close();
        assertThat(new Listening(bus, SPACE).subscription().isActive()).isTrue();
        assertThat(bus.state(SPACE + "0"))
                .as("forgotten with its last listener")
                .isNull();
    }

    @Test
    void aListenerThatThrowsIsToldOfDoubtAndHarmsNobody() {
        RedisBus bus = Nodes.bus(nodes.at(REDIS.uri()));
        ThrowingListener throwing = new ThrowingListener();
        bus.subscribe(SPACE, throwing);
        Listening listener = new Listening(bus, SPACE).untilLive();

        publish(bus, "1");
        publish(bus, "2");

        soon().until(() -> listener.keys().equals(List.of("1", "2")));
        assertThat(throwing.doubts()).containsExactly("the listener failed", "the listener failed");
        assertThat(listener.doubts()).isEmpty();
    }

    /** An ordinary listener hears later than a direct one, and is not called proven before it has heard. */
    @Test
    void aQueuedListenerIsLiveOnlyForWhatItHasHeard() {
        RedisBus bus = Nodes.bus(nodes.at(REDIS.uri(), builder -> builder.bound(Duration.ofMillis(300))));
        BlockedListener blocked = new BlockedListener();
        Subscription subscription = bus.subscribe(SPACE, blocked);
        Listening direct = new Listening(bus, SPACE).untilLive();
        soon().until(() -> isLive(subscription));

        publish(bus, "1");
        blocked.awaitBlocked();

        soon().until(() -> !isLive(subscription));
        soon().until(direct::isLive);
        blocked.goOn();
        soon().until(() -> isLive(subscription));
    }

    @Test
    void aLargeMessageIsSentInParts() {
        RedisBus bus = Nodes.bus(nodes.at(REDIS.uri()));
        Listening listener = new Listening(bus, SPACE).untilLive();
        Set<String> keys =
                IntStream.range(0, 3_000).mapToObj(i -> i + "k".repeat(1_000)).collect(Collectors.toSet());

        answer(bus.publish(Invalidation.ofKeys("node", SPACE, Kind.REMOVE, keys, 0)));

        soon().until(() -> listener.keys().size() == keys.size());
        assertThat(listener.messages()).hasSizeGreaterThan(1);
        assertThat(listener.doubts()).isEmpty();
    }

    /** BI30: namespaces cost memory in proportion, and no connections. */
    @Test
    void tenThousandNamespacesAreLiveOnOneConnection() {
        Redis redis = nodes.at(
                REDIS.uri(), builder -> builder.maximumSubscribers(10_000).bound(Duration.ofSeconds(20)));
        RedisBus bus = Nodes.bus(redis);
        List<Listening> all = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            all.add(new Listening(bus, SPACE + i));
        }

        soon().until(() -> all.stream().allMatch(Listening::isLive));
        publish(bus, "0", "1");

        soon().until(() -> all.get(0).keys().contains("1"));
        assertThat(all).allSatisfy(one -> assertThat(one.doubts()).isEmpty());
    }

    @Test
    void whileRedisIsAwayPublishingFailsAtOnceAndListeningIsPatient() {
        Redis redis = nodes.at("redis://127.0.0.1:1");
        RedisBus bus = (RedisBus) redis.bus();
        Listening listener = new Listening(bus, SPACE);

        Throwable failure = failure(bus.publish(Invalidation.ofClear("node", SPACE, 1)));

        assertThat(failure).isInstanceOf(StoreException.class);
        assertThat(listener.isLive()).isFalse();
        assertThat(listener.doubts()).isEmpty();
        assertThat(bus.counters().unpublished.sum()).isEqualTo(1);
    }

    /** Who listened while there was no connection yet has missed what was published until there was. */
    @Test
    void whoListensFromTheStartIsToldOfDoubtWithTheFirstConnection() {
        RedisBus bus = (RedisBus) nodes.at(REDIS.uri()).bus();
        Listening early = new Listening(bus, SPACE);

        early.untilLive();

        assertThat(early.doubts()).containsExactly("connected");
        Listening late = new Listening(bus, SPACE).untilLive();
        assertThat(late.doubts()).isEmpty();
    }

    /** FT23: a server without room still counts and publishes. */
    @Test
    void aServerWithoutRoomStillPublishes() {
        var server = REDIS.server();
        RedisBus bus = Nodes.bus(nodes.at(server.uri()));
        Listening listener = new Listening(bus, SPACE).untilLive();
        server.command("CONFIG", "SET", "maxmemory", "1");
        try {
            publish(bus, "1");
            publish(bus, "2");
            Listening late = new Listening(bus, SPACE + "2").untilLive();

            soon().until(() -> listener.keys().equals(List.of("1", "2")));
            assertThat(listener.doubts()).isEmpty();
            assertThat(late.doubts()).isEmpty();
        } finally {
            server.command("CONFIG", "SET", "maxmemory", "0");
        }
    }

    /** G2: how each node is, at an interval. */
    @Test
    void tellsHowItIs() throws Exception {
        var server = REDIS.server();
        try (RespConnection ear = server.connect(Duration.ofSeconds(10))) {
            ear.command("SUBSCRIBE", nodes.healthChannel());
            RedisBus bus = Nodes.bus(nodes.at(server.uri(), builder -> builder.healthInterval(Duration.ofMillis(100))));
            publish(bus, "1");

            JsonNode report = health(ear);
            while (report.get("counters").get("published").asLong() == 0) {
                report = health(ear);
            }

            assertThat(report.get("v").asInt()).isEqualTo(1);
            assertThat(report.get("node").stringValue())
                    .isEqualTo(health(ear).get("node").stringValue());
            assertThat(report.get("version").stringValue()).isNotBlank();
            assertThat(report.get("status").stringValue()).isEqualTo("UP");
            assertThat(report.get("counters").propertyNames())
                    .containsExactly(
                            "published",
                            "unpublished",
                            "heard",
                            "repeated",
                            "foreign",
                            "late",
                            "malformed",
                            "doubts",
                            "connections");
        }
    }

    private static JsonNode health(RespConnection ear) {
        List<?> message = (List<?>) ear.receive();
        return JsonMapper.shared().readTree(String.valueOf(message.get(2)));
    }

    private static boolean isLive(Subscription subscription) {
        return ((Liveness) subscription).liveUntil()
                        - io.cachex.spi.TimeSource.system().nanos()
                > 0;
    }

    private static void publish(RedisBus bus, String key) {
        publish(bus, "", key);
    }

    private static void publish(RedisBus bus, String suffix, String key) {
        answer(bus.publish(Invalidation.ofKeys("node", SPACE + suffix, Kind.REMOVE, Set.of(key), 0)));
    }

    private static String whole(String space, long number, long version, String key) {
        byte[] head = Messages.heads(Invalidation.ofKeys("node", space, Kind.REMOVE, Set.of(key), 0))
                .get(0);
        return new String(Messages.whole(head, number, version, 0), java.nio.charset.StandardCharsets.UTF_8);
    }
}
