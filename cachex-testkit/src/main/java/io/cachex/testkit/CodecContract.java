package io.cachex.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.cachex.spi.Codec;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/**
 * What every {@link Codec} must do. Extend it and give the codec and some values.
 *
 * @param <T> the type of the values
 */
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
public abstract class CodecContract<T> {

    /** For subclasses. */
    protected CodecContract() {}

    /** The codec. */
    protected abstract Codec<T> codec();

    /** Values that differ from each other, at least two: the empty, the large and the odd ones. */
    protected abstract List<T> values();

    /** Fails unless the decoded value is as good as the encoded one; by default if they are not equal, arrays by content. */
    protected void assertSame(T decoded, T encoded) {
        assertThat(decoded).usingRecursiveComparison().isEqualTo(encoded);
    }

    @Test
    void decodesWhatItEncoded() {
        assertThat(values()).as("values to test with").hasSizeGreaterThan(1);
        for (T value : values()) {
            assertSame(codec().decode(codec().encode(value)), value);
        }
    }

    @Test
    void decodesAPartOfAnArray() {
        for (T value : values()) {
            byte[] encoded = codec().encode(value);
            byte[] longer = new byte[encoded.length + 5];
            Arrays.fill(longer, (byte) -1);
            System.arraycopy(encoded, 0, longer, 3, encoded.length);

            assertSame(codec().decode(longer, 3, encoded.length), value);
        }
    }

    @Test
    void whatItEncodedBelongsToTheCaller() {
        for (T value : values()) {
            byte[] kept = codec().encode(value);
            byte[] copy = kept.clone();
            values().forEach(other -> codec().encode(other));
            assertThat(kept).as("the bytes of an earlier value").isEqualTo(copy);

            Arrays.fill(kept, (byte) -1);
            assertSame(codec().decode(codec().encode(value)), codec().decode(copy));
        }
    }

    @Test
    void leavesTheBytesAsTheyAre() {
        for (T value : values()) {
            byte[] bytes = codec().encode(value);
            byte[] copy = bytes.clone();

            T decoded = codec().decode(bytes);
            T again = codec().decode(bytes);

            assertThat(bytes).isEqualTo(copy);
            assertSame(decoded, value);
            assertSame(again, value);
        }
    }

    @Test
    void doesNotKeepTheBytes() {
        for (T value : values()) {
            byte[] bytes = codec().encode(value);
            byte[] copy = bytes.clone();

            T decoded = codec().decode(bytes);
            Arrays.fill(bytes, (byte) -1);

            assertSame(decoded, codec().decode(copy));
        }
    }

    @Test
    void refusesTruncatedBytesOrReadsThemAsAValue() {
        for (T value : values()) {
            byte[] bytes = codec().encode(value);
            int step = Math.max(1, bytes.length / 200);
            for (int length = 0; length < bytes.length; length += step) {
                decodeHostile(Arrays.copyOf(bytes, length));
            }
        }
    }

    @Test
    void refusesDamagedBytesOrReadsThemAsAValue() {
        Random random = new Random(20_250_101);
        for (T value : values()) {
            byte[] bytes = codec().encode(value);
            for (int i = 0; i < 300 && bytes.length > 0; i++) {
                byte[] damaged = bytes.clone();
                for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
                    damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
                }
                decodeHostile(damaged);
            }
        }
    }

    @Test
    void refusesForeignBytesOrReadsThemAsAValue() {
        Random random = new Random(20_250_102);
        for (int i = 0; i < 1_000; i++) {
            byte[] foreign = new byte[random.nextInt(64)];
            random.nextBytes(foreign);
            decodeHostile(foreign);
        }
        for (int b = 0; b < 256; b++) {
            byte[] same = new byte[16]; // among them lengths of 2 GiB and of -1
            Arrays.fill(same, (byte) b);
            decodeHostile(same);
            byte[] one = {(byte) b, 127, -1, -1, -1};
            decodeHostile(one);
        }
    }

    @Test
    void survivesDeepNesting() {
        for (String unit : List.of("[", "{\"a\":", "(", "<a>", "\u0081")) {
            decodeHostile(unit.repeat(100_000).getBytes(StandardCharsets.ISO_8859_1));
        }
        byte[] smile = new byte[100_000];
        Arrays.fill(smile, (byte) 0xf8);
        System.arraycopy(new byte[] {':', ')', '\n', 0}, 0, smile, 0, 4);
        decodeHostile(smile);
    }

    @Test
    void manyThreadsMayUseIt() {
        Crowd.each(thread -> {
            for (int i = 0; i < 100; i++) {
                for (T value : values()) {
                    assertSame(codec().decode(codec().encode(value)), value);
                }
            }
        });
    }

    @Test
    void namesItsFormat() {
        assertThat(codec().id()).matches("[a-z0-9.+-]{1,32}").isEqualTo(codec().id());
        assertThat(codec().schemaVersion()).isBetween(0, 65_535).isEqualTo(codec().schemaVersion());
    }

    /** A value or a {@link RuntimeException}; not null, not an {@link Error}. */
    @SuppressWarnings("ConstantValue")
    private void decodeHostile(byte[] bytes) {
        T decoded;
        try {
            decoded = codec().decode(bytes);
        } catch (RuntimeException refused) {
            return;
        } catch (Throwable e) {
            throw new AssertionError("decode must throw nothing but RuntimeException, for " + describe(bytes), e);
        }
        assertThat(decoded).as("decoded from " + describe(bytes)).isNotNull();
    }

    private static String describe(byte[] bytes) {
        return bytes.length + " bytes " + Arrays.toString(Arrays.copyOf(bytes, Math.min(bytes.length, 32)));
    }
}
