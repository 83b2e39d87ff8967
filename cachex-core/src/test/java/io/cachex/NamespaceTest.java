package io.cachex;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamespaceTest {

    private record Pair(String app, String env, String cache, String key) {
        String storeKey() {
            return Namespace.of(app, env, cache).storeKey(key);
        }

        /** The one reading of a store's key. */
        static Pair parse(String storeKey) {
            String[] parts = storeKey.split(":", 4);
            return new Pair(parts[0], parts[1], parts[2], parts[3]);
        }
    }

    @Test
    void putsThreePartsBeforeTheKey() {
        assertThat(Namespace.of("shop", "prod", "users").storeKey("user:1")).isEqualTo("shop:prod:users:user:1");
        assertThat(Namespace.of("users").storeKey("{x}")).isEqualTo("cachex:default:users:{x}");
        assertThat(Namespace.of("users").name()).isEqualTo("cachex:default:users");
        assertThat(Namespace.of("users")).hasToString("cachex:default:users");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a:b", "a b", "ü", "{a}", "a*", "\n"})
    void refusesPartsThatCouldBeReadOtherwise(String part) { // BI6
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Namespace.of(part, "e", "c"))
                .withMessage("app must be 1 to 64 characters of A-Z a-z 0-9 . _ -: \"" + part + '"');
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Namespace.of("a", part, "c"))
                .withMessageStartingWith("env must be");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Namespace.of(part))
                .withMessageStartingWith("cache must be");
    }

    @Test
    void acceptsPartsUpTo64Characters() {
        assertThat(Namespace.of("aZ0._-".repeat(10) + "abcd").name()).endsWith("abcd");
        assertThatIllegalArgumentException().isThrownBy(() -> Namespace.of("x".repeat(65)));
    }

    @Test
    void isEqualByItsName() {
        assertThat(Namespace.of("users"))
                .isEqualTo(Namespace.of("cachex", "default", "users"))
                .hasSameHashCodeAs(Namespace.of("cachex", "default", "users"))
                .isNotEqualTo(Namespace.of("user"))
                .isNotEqualTo("cachex:default:users");
    }

    @Test
    void noTwoPairsShareAStoreKey() { // TH9, BI6
        Random random = new Random(20_240_602);
        Pair previous = randomPair(random);
        for (int i = 0; i < 1_000_000; i++) {
            Pair pair = randomPair(random);
            String storeKey = pair.storeKey();
            if (!Pair.parse(storeKey).equals(pair) || storeKey.equals(previous.storeKey()) != pair.equals(previous)) {
                throw new AssertionError(pair + " and " + previous);
            }
            previous = pair;
        }
    }

    /** Few letters and short parts, so that a collision that can happen does. */
    private static Pair randomPair(Random random) {
        return new Pair(
                randomText(random, "ab.", 2),
                randomText(random, "ab.", 2),
                randomText(random, "ab.", 2),
                randomText(random, "ab.:{}", 5));
    }

    private static String randomText(Random random, String letters, int longest) {
        StringBuilder text = new StringBuilder();
        for (int length = 1 + random.nextInt(longest); length > 0; length--) {
            text.append(letters.charAt(random.nextInt(letters.length())));
        }
        return text.toString();
    }
}
