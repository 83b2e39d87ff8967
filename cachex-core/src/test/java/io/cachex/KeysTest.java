package io.cachex;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class KeysTest {

    @Test
    void keepsSimplePartsReadable() {
        assertThat(Keys.of("user", 42)).isEqualTo("user:42");
        assertThat(Keys.of("order", "2024", 7)).isEqualTo("order:2024:7");
        assertThat(Keys.of("user", new UUID(1, 2))).isEqualTo("user:00000000-0000-0001-0000-000000000002");
        assertThat(Keys.of("user", "größe 😀 {x} a/b")).isEqualTo("user:größe 😀 {x} a/b");
        assertThat(Keys.of("user", "")).isEqualTo("user:");
    }

    @Test
    void differentPartsMakeDifferentKeys() { // BI8
        assertThat(Keys.of("a", "bc")).isNotEqualTo(Keys.of("ab", "c"));
        assertThat(Keys.of("a:b", "c")).isEqualTo("a%3Ab:c").isNotEqualTo(Keys.of("a", "b:c"));
        assertThat(Keys.of("a", "b", "c")).isNotEqualTo(Keys.of("a", "b:c"));
        assertThat(Keys.of("a", "%3A")).isEqualTo("a:%253A").isNotEqualTo(Keys.of("a", ":"));
        assertThat(Keys.of("a", "", "")).isNotEqualTo(Keys.of("a", ""));
        assertThat(Keys.of("a", "é")).isNotEqualTo(Keys.of("a", "e\u0301")); // BI9
    }

    @Test
    void noTwoListsOfPartsShareAKey() {
        Random random = new Random(11);
        Map<String, List<String>> seen = new HashMap<>();
        for (int i = 0; i < 200_000; i++) {
            String[] parts = new String[2 + random.nextInt(3)];
            Arrays.setAll(parts, part -> (part == 0 ? "e" : "") + "a:%~3A".substring(random.nextInt(6)));
            Object[] more = Arrays.copyOfRange(parts, 2, parts.length);

            List<String> other = seen.putIfAbsent(Keys.of(parts[0], parts[1], more), List.of(parts));

            assertThat(other).isIn(null, List.of(parts));
        }
    }

    @Test
    void makesKeysThatEveryCacheTakes() {
        KeyRules rules = new KeyRules(1024, false);

        assertThat(Keys.of("user", "a\r\n\u0000\u0085")).isEqualTo("user:a%0D%0A%00%C2%85");
        assertThatCode(() -> rules.check(Keys.of("user", "a\r\n\u0000\u0085"))).doesNotThrowAnyException();
    }

    @Test
    void refusesPartsWithoutATextOfTheirOwn() {
        assertRefused(() -> Keys.of("", 1), "entity must not be empty");
        assertRefused(() -> Keys.of(null, 1), "entity must not be null");
        assertRefused(() -> Keys.of("user", null), "id must not be null");
        assertRefused(() -> Keys.of("user", 1, 2, null), "id must not be null");
        assertRefused(() -> Keys.of("user", new byte[1]), "id must have a toString() of its own: byte[]");
        assertRefused(() -> Keys.of("user", new Object()), "id must have a toString() of its own: java.lang.Object");
        assertRefused(() -> Keys.of("user", "\ud800"), "id must not contain a lone surrogate");
    }

    private static void assertRefused(Runnable call, String message) {
        assertThatIllegalArgumentException().isThrownBy(call::run).withMessage(message);
    }
}
