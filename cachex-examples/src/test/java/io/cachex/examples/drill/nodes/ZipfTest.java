package io.cachex.examples.drill.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ZipfTest {

    @Test
    void theFirstKeyIsAskedForTwiceAsOftenAsTheSecondAndNoneIsLeftOut() {
        Zipf zipf = new Zipf(10);
        Random random = new Random(1);
        int[] counts = new int[10];

        for (int i = 0; i < 100_000; i++) {
            counts[zipf.next(random)]++;
        }

        assertThat((double) counts[0] / counts[1]).isEqualTo(2, within(0.1));
        assertThat((double) counts[0] / counts[9]).isEqualTo(10, within(0.5));
    }
}
