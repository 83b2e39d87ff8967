package io.cachex.benchmarks.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.cachex.benchmarks.turns.Plan;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The benchmarks of the Redis tier run, and everybody in them answers. Times are theirs to tell, on a quiet machine. */
@Timeout(180)
class RedisTierTest {

    @Test
    void everyContenderAnswers() throws Exception {
        String report = smoke("hit", "bulk", "locks", "gone");

        assertThat(report)
                .contains("P2 a hit in the store, 64 threads")
                .contains("P3 100 values from the store, 8 threads")
                .contains("P8 lock and unlock, one for all, 8 threads")
                .contains("P9 the same, while 4 threads change other keys")
                .doesNotContain("without an answer");
    }

    /** P5: one load for all JVMs. */
    @Test
    void oneOfAllCallersOfTwoProcessesLoads() throws Exception {
        String report = smoke("stampede");

        assertThat(report).contains("| P5 2 JVMs, loads | ≤ 1 | 1.00 | kept |").doesNotContain("wrong answers");
    }

    private static String smoke(String... names) throws Exception {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        RedisTier.run(List.of(names), Plan.SMOKE, new PrintStream(text, true, StandardCharsets.UTF_8));
        return text.toString(StandardCharsets.UTF_8);
    }
}
