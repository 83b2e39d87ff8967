package io.cachex.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.common.hash.BloomFilter;
import com.google.common.hash.Funnels;
import com.google.common.hash.Hashing;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** P10, TH21: the bits are Guava's, and the hash is SipHash. */
class BloomBitsTest {

    private final Random random = new Random(7);

    /** P10: the same keys set the same bits here and in Guava's filter, and both read each other's form. */
    @Test
    void setsTheBitsThatGuavaSets() throws IOException {
        for (double rate : new double[] {0.5, 0.05, 0.01, 0.001}) {
            BloomFilter<Long> guava = BloomFilter.create(Funnels.longFunnel(), 3_000, rate);
            BloomBits bits = BloomBits.sized(3_000, rate);
            for (int i = 0; i < 3_000; i++) {
                long hash = random.nextLong();
                assertThat(bits.add(hash)).isEqualTo(guava.put(hash));
                assertThat(bits.mightContain(hash)).isTrue();
            }

            ByteArrayOutputStream out = new ByteArrayOutputStream();
            guava.writeTo(out);
            assertThat(bits.saved()).isEqualTo(out.toByteArray());
            assertThat(BloomFilter.readFrom(new ByteArrayInputStream(bits.saved()), Funnels.longFunnel()))
                    .isEqualTo(guava);
            assertThat(BloomBits.restored(out.toByteArray()).saved()).isEqualTo(bits.saved());
            assertThat(bits.rate()).isCloseTo(guava.expectedFpp(), within(1e-9));
            assertThat(bits.items()).isBetween(2_850L, 3_150L);
            for (int i = 0; i < 10_000; i++) {
                long unknown = random.nextLong();
                assertThat(bits.mightContain(unknown)).isEqualTo(guava.mightContain(unknown));
            }
        }
    }

    /** TH21: the hash is Guava's SipHash-2-4 of the key's units, for every length. */
    @Test
    @SuppressWarnings("UnstableApiUsage")
    void hashesAsSipHashDoes() {
        for (int length = 0; length < 70; length++) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < length; i++) {
                text.append((char) random.nextInt(1 << 16));
            }
            long k0 = random.nextLong();
            long k1 = random.nextLong();

            assertThat(new KeyHash(k0, k1).of(text.toString()))
                    .as("of %d units", length)
                    .isEqualTo(
                            Hashing.sipHash24(k0, k1).hashUnencodedChars(text).asLong());
        }
    }

    /** TH21: what fills chosen bits of one guard fills no chosen bits of another. */
    @Test
    void anotherSeedHasOtherBits() {
        BloomBits bits = BloomBits.sized(10_000, 0.01);
        long one = new KeyHash(1, 2).of("key");
        long other = new KeyHash(1, 3).of("key");

        assertThat(bits.places(one)).isNotEqualTo(bits.places(other));
        assertThat(new KeyHash(1, 2)).hasToString("sipHash");
    }
}
