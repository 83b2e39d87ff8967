package io.cachex;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A10: compression is an option of the cache; values that do not shrink are kept plain. */
class CompressionTest {

    private static final int CAP = 1 << 20;

    private static Compression named(String name) {
        return name.equals("zstd") ? Compression.zstd() : Compression.deflate();
    }

    @ParameterizedTest
    @ValueSource(strings = {"deflate", "zstd"})
    void readsBackWhatItWrote(String name) throws UnreadableException {
        Random random = new Random(10);
        for (int size : new int[] {1_025, 5_000, 65_535, 65_536, 65_537, 200_000, CAP}) {
            byte[] plain = letters(random, size);
            Compression compression = named(name);
            byte[] body = compression.compress(plain);

            assertThat(body).hasSizeLessThan(size);
            assertThat(Inflation.of(compression.compressor(), body, 0, CAP)).isEqualTo(plain);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"deflate", "zstd"})
    void everyLevelGivesWhatIsRead(String name) throws UnreadableException {
        byte[] plain = letters(new Random(11), 10_000);
        for (int level = 1; level <= (name.equals("zstd") ? 19 : 9); level++) {
            byte[] body = named(name).level(level).compress(plain);

            assertThat(Inflation.of(named(name).compressor(), body, 0, CAP)).isEqualTo(plain);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"deflate", "zstd"})
    void leavesAloneWhatDoesNotShrink(String name) {
        byte[] noise = new byte[100_000];
        new Random(12).nextBytes(noise);

        assertThat(named(name).above(0).compress(noise)).isNull();
        assertThat(named(name).above(0).compress(new byte[0])).isNull();
        assertThat(named(name).above(0).compress(new byte[] {1, 2, 3})).isNull();
    }

    @Test
    void compressesOnlyAboveItsThreshold() {
        byte[] text = "a".repeat(1_025).getBytes(StandardCharsets.UTF_8);

        assertThat(Compression.zstd().compress(Arrays.copyOf(text, 1_024))).isNull();
        assertThat(Compression.zstd().compress(text)).isNotNull();
        assertThat(Compression.zstd().above(2_000).compress(text)).isNull();
        assertThat(Compression.zstd().above(100).compress(Arrays.copyOf(text, 101)))
                .isNotNull();
    }

    /** Or a reader would take it for a bomb, and it were a miss for ever. */
    @ParameterizedTest
    @ValueSource(strings = {"deflate", "zstd"})
    void leavesAloneWhatShrinksBeyondBelief(String name) throws UnreadableException {
        assertThat(named(name).compress(new byte[1 << 20])).isNull();

        byte[] harmless = named(name).compress(new byte[64 << 10]);

        assertThat(Inflation.of(named(name).compressor(), harmless, 0, CAP)).hasSize(64 << 10);
    }

    @Test
    void refusesSettingsOutOfTheirRange() {
        assertThatThrownBy(() -> Compression.zstd().level(20))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("compression level must be from 1 to 19: 20");
        assertThatThrownBy(() -> Compression.deflate().level(10))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("compression level must be from 1 to 9: 10");
        assertThatThrownBy(() -> Compression.deflate().level(0)).isInstanceOf(ConfigurationException.class);
        assertThatThrownBy(() -> Compression.zstd().above(-1))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("compression above must be at least 0: -1");
    }

    @Test
    void printsItself() {
        assertThat(Compression.zstd()).hasToString("zstd(3, above 1024 B)");
        assertThat(Compression.deflate().level(1).above(0)).hasToString("deflate(1, above 0 B)");
    }

    private static byte[] letters(Random random, int size) {
        byte[] text = new byte[size];
        IntStream.range(0, size).forEach(i -> text[i] = (byte) ('a' + random.nextInt(5)));
        return text;
    }
}
