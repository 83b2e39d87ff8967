package io.cachex.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ByteFuzzerTest {

    private static final byte[] SAMPLE = {0, 0, 0, 3, 'a', 'b', 'c'};

    @Test
    void readsTheSamplesFirst() {
        List<byte[]> read = new ArrayList<>();

        long inputs = ByteFuzzer.of(1, SAMPLE, new byte[0]).run(read::add, Duration.ZERO);

        assertThat(inputs).isEqualTo(2);
        assertThat(read).containsExactly(SAMPLE, new byte[0]);
    }

    @Test
    void givesTheSameInputsForTheSameSeed() {
        ByteFuzzer one = ByteFuzzer.of(7, SAMPLE);
        ByteFuzzer other = ByteFuzzer.of(7, SAMPLE);
        Set<String> different = new HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            byte[] input = one.next();

            assertThat(other.next()).isEqualTo(input);
            different.add(Arrays.toString(input));
        }
        assertThat(different).hasSizeGreaterThan(800);
    }

    /** A reader that believes a length is found out. */
    @Test
    void findsAReaderThatBelieves() {
        AtomicInteger calls = new AtomicInteger();

        assertThatThrownBy(() -> ByteFuzzer.of(2, SAMPLE)
                        .run(
                                bytes -> {
                                    calls.incrementAndGet();
                                    if (bytes.length > 3 && bytes[3] > bytes.length - 4) {
                                        throw new ArrayIndexOutOfBoundsException(bytes[3]);
                                    }
                                },
                                Duration.ofMinutes(1)))
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("reading [")
                .hasCauseInstanceOf(ArrayIndexOutOfBoundsException.class);
        assertThat(calls).hasPositiveValue();
    }

    @Test
    void wantsASample() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ByteFuzzer.of(1))
                .withMessage("samples must be at least one: 0");
    }

    @Test
    void takesSecondsUnlessItIsToldOtherwise() {
        assertThat(ByteFuzzer.duration()).isPositive();
    }
}
