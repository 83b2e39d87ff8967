package io.cachex.examples.drill.origin;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class OriginLatencyTest {

    @Test
    void mostAnswersAreNearTheMedianWithALongTail() {
        List<Duration> sorted = latencies(1).sorted().toList();

        assertThat(sorted.get(5_000)).isBetween(Duration.ofMillis(4), Duration.ofMillis(6));
        assertThat(sorted.get(100)).isGreaterThan(Duration.ofMillis(1));
        assertThat(sorted.get(9_900)).isBetween(Duration.ofMillis(9), Duration.ofMillis(14));
    }

    @Test
    void theSeedDecidesTheSequence() {
        assertThat(latencies(7).toList())
                .isEqualTo(latencies(7).toList())
                .isNotEqualTo(latencies(8).toList());
    }

    private static Stream<Duration> latencies(long seed) {
        OriginLatency latency = new OriginLatency(Duration.ofMillis(5), 0.35, seed);
        return Stream.generate(latency::next).limit(10_000);
    }
}
