package io.cachex;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyRulesTest {

    private final KeyRules rules = new KeyRules(KeyRules.DEFAULT_MAX_KEY_BYTES, false);

    @ParameterizedTest
    @ValueSource(strings = {"a", "user:123", " ", "*", "{tag}", "größe", "日本", "😀", "a~%b", "e\u0301", "\u00a0"})
    void acceptsWhatKeepsTheRules(String key) {
        assertThatCode(() -> rules.check(key)).doesNotThrowAnyException();
    }

    @Test
    void refusesNullAndEmptyByName() { // BI1, BI3
        assertRefused(null, "key must not be null");
        assertRefused("", "key must not be empty");
    }

    @Test
    void refusesControlCharacters() { // BI5, TH28
        assertRefused("a\r\nb", "key must not contain control characters (index 1): \"a\\r\\nb\"");
        assertRefused("a\u0000", "key must not contain control characters (index 1): \"a\\u0000\"");
        assertRefused("a\tb", "key must not contain control characters (index 1): \"a\\tb\"");
        assertRefused("\u007f", "key must not contain control characters (index 0): \"\\u007f\"");
        assertRefused("ü\u0085", "key must not contain control characters (index 1): \"ü\\u0085\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"u\ud800", "u\udfff", "\ud800x", "\udc00\ud800", "\ud800\ud800\udc00"})
    void refusesLoneSurrogates(String key) { // BI4
        assertThatIllegalArgumentException()
                .isThrownBy(() -> rules.check(key))
                .withMessageStartingWith("key must not contain a lone surrogate: \"")
                .withMessageContaining("\\ud");
    }

    @Test
    void measuresKeysInUtf8Bytes() { // BI7
        assertThatCode(() -> rules.check("x".repeat(1024))).doesNotThrowAnyException();
        assertThatCode(() -> rules.check("ü".repeat(512))).doesNotThrowAnyException();
        assertThatCode(() -> rules.check("😀".repeat(256))).doesNotThrowAnyException();
        assertRefused(
                "x".repeat(1025), "key must be at most 1024 UTF-8 bytes: 1025 chars, \"" + "x".repeat(64) + "\"…");
        assertRefused(
                "ü".repeat(512) + "x", "key must be at most 1024 UTF-8 bytes: 513 chars, \"" + "ü".repeat(64) + "\"…");
        assertThatIllegalArgumentException().isThrownBy(() -> rules.check("x".repeat(1 << 20)));
    }

    @Test
    void showsNoKeyWhenItMustNot() { // TH8
        KeyRules silent = new KeyRules(16, true);

        for (String bad : new String[] {"canary\n", "canary\ud800", "canary".repeat(3), "ücanary".repeat(3)}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> silent.check(bad))
                    .withMessageEndingWith("(redacted)")
                    .satisfies(e -> assertThat(e.getMessage()).doesNotContain("canary"));
        }
        assertThat(silent.shown("canary")).isEqualTo("(redacted)");
    }

    @Test
    void escapesWhatWouldSpoilALogLine() {
        assertThat(rules.shown("a\"b\\c\u2028d\u202ee\ud83d\ude00ü"))
                .isEqualTo("\"a\\\"b\\\\c\\u2028d\\u202ee\\ud83d\\ude00ü\"");
    }

    @Test
    void refusesALimitBelowOne() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new KeyRules(0, false))
                .withMessage("maxKeyBytes must be at least 1: 0");
    }

    @Test
    void countsAndWritesUtf8AsTheJdkDoes() {
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            String text = random.ints(random.nextInt(20), 0, 0x11_0000)
                    .map(point -> point >> random.nextInt(14))
                    .filter(point -> point < 0xD800 || point > 0xDFFF)
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString();
            byte[] expected = text.getBytes(StandardCharsets.UTF_8);
            byte[] written = new byte[expected.length];

            assertThat(Utf8.length(text)).isEqualTo(expected.length);
            assertThat(Utf8.write(text, written, 0)).isEqualTo(expected.length);
            assertThat(written).isEqualTo(expected);
            assertThat(Utf8.read(written, 0, written.length)).isEqualTo(text);
        }
    }

    private void assertRefused(String key, String message) {
        assertThatIllegalArgumentException().isThrownBy(() -> rules.check(key)).withMessage(message);
    }
}
