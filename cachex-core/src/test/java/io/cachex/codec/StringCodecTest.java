package io.cachex.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StringCodecTest {

    private final StringCodec codec = StringCodec.of();

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "größe", "日本", "😀", "\u0000\r\n", "\uFFFD", "?\uFFFD😀", "e\u0301"})
    void readsBackWhatItWrote(String text) {
        assertThat(codec.decode(codec.encode(text))).isEqualTo(text);
    }

    @Test
    void writesUtf8() {
        assertThat(codec.encode("aü😀")).asHexString().isEqualTo("61C3BCF09F9880");
        assertThat(codec.id()).isEqualTo("string");
        assertThat(codec).hasToString("string");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\ud800", "a\udfff", "\ud800x", "\udc00\ud800", "\ud800\ud800\udc00"})
    void refusesLoneSurrogates(String text) {
        assertThatExceptionOfType(CodecException.class)
                .isThrownBy(() -> codec.encode(text))
                .withMessageStartingWith("a string must not contain a lone surrogate (index ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"80", "61c3", "c080", "eda080", "f4908080", "ff", "efbfbd80", "e282"})
    void refusesWhatIsNotUtf8(String hex) {
        assertThatExceptionOfType(CodecException.class)
                .isThrownBy(() -> codec.decode(HexFormat.of().parseHex(hex)))
                .withMessage("the bytes are not UTF-8");
    }

    @Test
    void whatItReadsItWritesBackUnchanged() {
        Random random = new Random(3);
        for (int i = 0; i < 50_000; i++) {
            byte[] bytes = new byte[random.nextInt(8)];
            random.nextBytes(bytes);
            String text;
            try {
                text = codec.decode(bytes);
            } catch (CodecException refused) {
                continue;
            }
            assertThat(codec.encode(text)).isEqualTo(bytes);
        }
    }
}
