package io.cachex.benchmarks.behind;

import static org.assertj.core.api.Assertions.assertThat;

import io.cachex.benchmarks.turns.Plan;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class WriteRatesTest {

    /** P7: the benchmark runs, every contender accepts every write, and the goals are told. */
    @Test
    void everyContenderAcceptsEveryWrite() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        WriteRates.run(Plan.SMOKE, new PrintStream(out, true, StandardCharsets.UTF_8));

        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("CacheX, journal SYNC", "Ehcache", "by hand", "64 threads, SYNC beside one force")
                .doesNotContain("without an answer");
    }
}
