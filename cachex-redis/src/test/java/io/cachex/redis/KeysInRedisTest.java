package io.cachex.redis;

import static io.cachex.redis.Outcomes.answerOf;
import static io.cachex.redis.Outcomes.failureOf;
import static io.cachex.redis.Outcomes.text;
import static io.cachex.redis.Outcomes.value;
import static org.assertj.core.api.Assertions.assertThat;

import io.cachex.spi.Counting;
import io.cachex.spi.Leasing;
import io.cachex.spi.Store;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class KeysInRedisTest {

    @RegisterExtension
    static final RedisNodes NODES = new RedisNodes();

    private static final Names NAMES = new Names("cx", "cache:invalidation", "cache:health");

    private Store store;

    @BeforeEach
    void emptyStore() {
        store = NODES.emptyStore();
    }

    /** BI3: the empty key is a key of its own. */
    @Test
    void theEmptyKeyIsApartFromEveryOther() {
        Set<String> others = Set.of("", "%", "%25", "{}", "%7B%7D", " ");

        for (String key : others) {
            answerOf(store.write(Map.of(key, value(key))));
        }

        assertThat(answerOf(store.read(others)))
                .containsOnlyKeys(others)
                .allSatisfy((key, found) -> assertThat(text(found)).isEqualTo(key));
        assertThat(RedisNodes.SERVER.command("DBSIZE")).isEqualTo(6L);
    }

    /** BI4: different broken texts are not the same key; they are refused before anything is sent. */
    @Test
    void refusesLoneSurrogatesEverywhere() {
        for (String key : List.of("u\ud800", "u\udfff", "\udc00\ud800", "\ud800{")) {
            assertThat(List.of(
                            failureOf(store.read(Set.of(key, "good"))),
                            failureOf(store.write(Map.of(key, value("1"), "good", value("1")))),
                            failureOf(store.remove(Set.of(key))),
                            failureOf(store.capability(Counting.class)
                                    .orElseThrow()
                                    .increment(key, 1, Duration.ofHours(1))),
                            failureOf(store.capability(Leasing.class)
                                    .orElseThrow()
                                    .readOrLease(Set.of(key), Duration.ofSeconds(1)))))
                    .allSatisfy(failure -> assertThat(failure)
                            .isInstanceOf(IllegalArgumentException.class)
                            .hasMessageContaining("surrogate"));
            assertThat(store.capability(Leasing.class).orElseThrow().settled(key, Duration.ofHours(1)))
                    .isCompleted();
        }
        assertThat(RedisNodes.SERVER.command("DBSIZE")).isEqualTo(0L);
    }

    /** BI5, TH10: what a key contains is never a command. */
    @Test
    void storesWhatLooksLikeCommandsExactly() {
        RedisNodes.SERVER.command("SET", "canary", "alive");
        List<String> keys = List.of(
                "a\r\nFLUSHALL\r\n",
                "\0",
                "a\0b",
                " ",
                "*",
                "*1\r\n$8\r\nFLUSHALL\r\n",
                "'] redis.call('FLUSHALL') --",
                "\") or redis.call('FLUSHALL') --",
                "$-1",
                "\u007f\u0080\uffff");
        Map<String, String> found = new HashMap<>();

        for (String key : keys) {
            answerOf(store.write(Map.of(key, value(key))));
        }
        answerOf(store.read(new HashSet<>(keys))).forEach((key, value) -> found.put(key, text(value)));

        assertThat(found)
                .hasSameSizeAs(keys)
                .allSatisfy((key, text) -> assertThat(text).isEqualTo(key));
        assertThat(RedisNodes.SERVER.command("DBSIZE")).isEqualTo(keys.size() + 1L);
        answerOf(store.remove(new HashSet<>(keys)));
        assertThat(RedisNodes.SERVER.command("GET", "canary")).isEqualTo("alive");
        assertThat(RedisNodes.SERVER.command("DBSIZE")).isEqualTo(1L);
    }

    /** BI6: the user's braces do not choose the slot, and all that belongs to a key has one. */
    @Test
    void noKeyChoosesItsSlot() {
        for (String key : List.of("{x}", "a:b:c:{tag}1", "}{", "{", "}", "%7Bx%7D", "{}{}", "")) {
            byte[] escaped = KeyText.escaped(key);
            Set<String> slots = new HashSet<>();
            for (byte[] name :
                    List.of(NAMES.value(escaped), NAMES.lease(escaped), NAMES.counter(escaped), NAMES.hold(escaped))) {
                String text = new String(name, StandardCharsets.UTF_8);
                slots.add(text.substring(text.indexOf('{') + 1, text.indexOf('}')));
                assertThat(text).endsWith("}");
                assertThat(text.indexOf('}')).isEqualTo(text.length() - 1);
            }
            assertThat(slots).containsExactly(new String(escaped, StandardCharsets.UTF_8));
            assertThat(slots).doesNotContain("");
        }
    }

    /** TH9: no two pairs of namespace and key share bytes, whatever they look like. */
    @Test
    void differentNamespacesAndKeysAreDifferentBytes() {
        Random random = new Random(42);
        int pairs = Boolean.getBoolean("cachex.soak") ? 1_000_000 : 100_000;
        Map<String, String> owners = new HashMap<>();
        for (int i = 0; i < pairs; i++) {
            String namespace = part(random, "ab.-_") + ':' + part(random, "ab.-_") + ':' + part(random, "ab.-_");
            String key = part(random, "ab:{}%7BD25\u00e4\u20ac");
            String pair = namespace + " | " + key;
            byte[] escaped = KeyText.escaped(namespace + ':' + key);
            for (byte[] name : List.of(
                    NAMES.value(escaped),
                    NAMES.lease(escaped),
                    NAMES.counter(escaped),
                    NAMES.hold(escaped),
                    NAMES.space(namespace + ':' + key))) {
                String kind = (char) name[3] + " ";
                String before = owners.put(new String(name, StandardCharsets.ISO_8859_1), kind + pair);
                assertThat(before).isIn(null, kind + pair);
            }
        }
    }

    private static String part(Random random, String alphabet) {
        StringBuilder part = new StringBuilder();
        for (int i = random.nextInt(3); i >= 0; i--) {
            part.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return part.toString();
    }
}
