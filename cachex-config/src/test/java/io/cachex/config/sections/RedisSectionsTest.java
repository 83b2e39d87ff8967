package io.cachex.config.sections;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cachex.Cache;
import io.cachex.CacheBuilder;
import io.cachex.ConfigurationException;
import io.cachex.config.Profiles;
import io.cachex.config.ProfilesBuilder;
import io.cachex.redis.Redis;
import io.cachex.redis.RedisBuilder;
import io.cachex.testkit.redis.FaultProxy;
import io.cachex.testkit.redis.RedisExtension;
import io.cachex.testkit.redis.RespConnection;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** M1, M4: {@code redis}, {@code pubsub} and what a cache has of them, on a real server. */
class RedisSectionsTest {

    @RegisterExtension
    static final RedisExtension REDIS = RedisExtension.create().flushingBeforeEach();

    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    private <T extends AutoCloseable> T kept(T part) {
        open.add(part);
        return part;
    }

    private Profiles open(String text, UnaryOperator<ProfilesBuilder> options) {
        Profiles profiles = kept(options.apply(Profiles.fromText("test.yaml", text)
                        .environment(Map.of("CACHEX_REDIS_URI", REDIS.uri(), "CACHEX_REDIS_HEALTH_INTERVAL", "100ms")))
                .open());
        Redis redis = profiles.find(Redis.class).orElseThrow();
        Scene.until(() -> answers(redis)); // before a breaker has counted that it does not
        return profiles;
    }

    private static boolean answers(Redis redis) {
        return redis.store()
                .read(Set.of("any"))
                .handle((found, failure) -> failure == null)
                .toCompletableFuture()
                .join();
    }

    private Profiles open(String text) {
        return open(text, options -> options);
    }

    private Cache<String> cache(Profiles profiles, UnaryOperator<CacheBuilder<String>> options) {
        return kept(options.apply(profiles.builder("users", String.class)).build());
    }

    private Cache<String> cache(Profiles profiles) {
        return cache(profiles, options -> options);
    }

    private static List<?> list(Object answer) {
        return (List<?>) answer;
    }

    private static URI server() {
        return URI.create(REDIS.uri());
    }

    /** What is published on a channel next. */
    private String nextOn(String channel) {
        try (RespConnection connection = RespConnection.open(server().getHost(), server().getPort(), Scene.PATIENCE)) {
            connection.command("SUBSCRIBE", channel);
            return String.valueOf(list(connection.receive()).get(2));
        }
    }

    /** M1: the production document, unchanged, with an address from the environment: store, bus and locks are Redis'. */
    @Test
    void theProductionDocumentRunsOnRedis() {
        Profiles profiles =
                open(Scene.document("production", "enable_bloom_filter: true", "enable_bloom_filter: false"));
        Cache<String> cache = cache(profiles);
        Scene.until(() -> isListenedTo("cache:invalidation"));

        Scene.until(() -> stored(cache, "a"));

        assertThat(cache.describe()).contains("retry(3) > breaker(5) > timeout(100ms)", "redisBus(2000ms)");
        assertThat(String.valueOf(REDIS.command("KEYS", "cx:v:*"))).contains("cachex:default:users:a");
        assertThat(cache.tryLock("a", Duration.ofSeconds(5))).isPresent();
        assertThat(list(REDIS.command("KEYS", "cx:k:*"))).hasSize(1);
        assertThat(nextOn("cache:health")).contains("\"status\"");
    }

    private static boolean stored(Cache<String> cache, String key) {
        try {
            cache.put(key, "1");
            return true;
        } catch (RuntimeException e) { // not connected yet
            return false;
        }
    }

    private boolean isListenedTo(String channel) {
        return list(REDIS.command("PUBSUB", "CHANNELS", channel)).size() == 1;
    }

    /** M1: the names of the channels are the document's. */
    @Test
    void theChannelsHaveTheNamesOfTheDocument() {
        cache(open(Scene.document(
                "production",
                "enable_bloom_filter: true",
                "enable_bloom_filter: false",
                "cache:invalidation",
                "shop:changes",
                "cache:health",
                "shop:health")));

        Scene.until(() -> isListenedTo("shop:changes"));
        assertThat(isListenedTo("cache:invalidation")).isFalse();
        assertThat(nextOn("shop:health")).contains("\"node\"");
    }

    /** M1, G1: two processes hear of each other, unless the bus is off. */
    @Test
    void nodesHearOfEachOther() {
        String text = "pubsub: {enabled: true}";
        Cache<String> one = cache(open(text));
        Cache<String> other = cache(open(text));
        Scene.until(() -> stored(one, "a"));
        Scene.until(() -> "1".equals(other.getIfPresent("a")));

        one.put("a", "2");

        Scene.until(() -> "2".equals(other.getIfPresent("a")));
    }

    @Test
    void withoutABusNobodyListens() {
        Cache<String> cache = cache(open("pubsub: {enabled: false}"));
        Scene.until(() -> stored(cache, "a"));

        assertThat(cache.describe()).doesNotContain("Bus");
        assertThat(list(REDIS.command("PUBSUB", "CHANNELS", "cache:*"))).isEmpty();
    }

    /** G4, M1: from what age on a message counts as late; it is applied all the same. */
    @Test
    void aMessageIsLateByTheDocumentsTimeout() {
        try (FaultProxy proxy = FaultProxy.inFrontOf(server().getHost(), server().getPort())) {
            String text = Scene.document(
                    "production",
                    "enable_bloom_filter: true",
                    "enable_bloom_filter: false",
                    "message_timeout: \"10s\"",
                    "message_timeout: \"100ms\"");
            Cache<String> behindProxy = cache(open(
                    text,
                    options -> options.environment(Map.of(
                            "CACHEX_REDIS_URI", proxy.uri(),
                            "CACHEX_REDIS_COMMAND_TIMEOUT", "5s",
                            "CACHEX_REDIS_HEALTH_INTERVAL", "100ms",
                            "CACHEX_PUBSUB_HEALTH_CHANNEL", "strict"))));
            Cache<String> direct = cache(
                    open(Scene.document("production", "enable_bloom_filter: true", "enable_bloom_filter: false")));
            Scene.until(() -> stored(behindProxy, "a") && stored(direct, "a"));

            proxy.delay(Duration.ofMillis(400), FaultProxy.Direction.DOWN);

            Scene.until(() -> {
                stored(direct, "b");
                return !nextOn("strict").contains("\"late\":0");
            });
            assertThat(nextOn("cache:health")).contains("\"late\":0");
        }
    }

    /** A cache may be without the store, or the locks. */
    @Test
    void aCacheMayHaveLess() {
        Profiles profiles = open("pubsub: {enabled: false}\ncaches: {users: {redis: {store: false, locks: false}}}");
        Cache<String> cache = cache(profiles);

        cache.put("a", "1");

        assertThat(cache.tryLock("a", Duration.ofSeconds(5))).isPresent();
        assertThat(list(REDIS.command("KEYS", "cx:*"))).isEmpty();
    }

    /** The program may give a Redis, or a builder to go on with. */
    @Test
    void theProgramMayGiveRedis() {
        Profiles begun = kept(Profiles.fromText("test.yaml", Scene.document("production"))
                .environment(Map.of())
                .part(RedisBuilder.class, Redis.builder().uri(REDIS.uri()).prefix("px"))
                .open());
        Scene.until(() -> stored(cache(begun), "a"));
        assertThat(list(REDIS.command("KEYS", "px:v:*"))).hasSize(1);

        try (Redis redis = Redis.connect(REDIS.uri());
                Profiles given = Profiles.fromText("test.yaml", Scene.document("production"))
                        .environment(Map.of())
                        .part(Redis.class, redis)
                        .open();
                Cache<String> cache = given.builder("users", String.class).build()) {
            assertThat(cache.describe()).contains("redisBus");
            assertThatThrownBy(() -> Profiles.fromText("test.yaml", "pubsub: {invalidation_channel: other}")
                            .environment(Map.of())
                            .part(Redis.class, redis)
                            .open())
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("pubsub.invalidationChannel must be as the Redis that was given");
        }
    }

    /** E3: the writes of a cache are kept in Redis. */
    @Test
    void aJournalInRedis() {
        Profiles profiles = open("cache: {write_behind: {redis_journal: {name: orders}}}");
        Scene.until(() -> {
            try {
                cache(profiles, options -> options.writer((key, value) -> {})).put("a", "1");
                return true;
            } catch (RuntimeException e) { // not connected yet
                return false;
            }
        });

        assertThat(String.valueOf(REDIS.command("KEYS", "cx:*"))).contains("orders");
    }
}
