package io.cachex.examples.drill.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LatencyRecorderTest {

    private final LatencyRecorder recorder = new LatencyRecorder();

    @Test
    void everyLatencyIsInABucketThatIsAtMostASixteenthTooLarge() {
        for (int shift = 0; shift < 63; shift++) {
            for (long nanos : new long[] {(1L << shift) - 1, 1L << shift, (1L << shift) + 1, 3L << shift >>> 1}) {
                long bound = LatencyRecorder.upperBound(LatencyRecorder.bucket(nanos));
                assertThat(bound).isBetween(nanos, nanos + nanos / 16);
            }
        }
        assertThat(LatencyRecorder.bucket(Long.MAX_VALUE)).isEqualTo(LatencyRecorder.BUCKETS - 1);
    }

    @Test
    void percentilesAreThoseOfTheSortedLatencies() {
        Random random = new Random(1);
        long[] nanos = random.doubles(10_000)
                .mapToLong(x -> (long) (5e6 * Math.exp(3 * x)))
                .toArray();
        Arrays.stream(nanos).forEach(recorder::record);

        Arrays.sort(nanos);
        Latencies latencies = recorder.snapshot();
        for (double percent : new double[] {1, 50, 90, 99, 99.9, 100}) {
            long exact = nanos[(int) Math.ceil(nanos.length * percent / 100) - 1];
            assertThat(latencies.percentile(percent)).isBetween(exact, exact + exact / 16);
        }
    }

    @Test
    void aSingleOutlierIsNotTheMedian() {
        for (int i = 0; i < 99; i++) {
            recorder.record(10);
        }
        recorder.record(1_000_000);

        assertThat(recorder.snapshot().percentile(50)).isEqualTo(10);
        assertThat(recorder.snapshot().percentile(99)).isEqualTo(10);
        assertThat(recorder.snapshot().percentile(100)).isGreaterThanOrEqualTo(1_000_000);
    }

    @Test
    void withoutLatenciesThePercentileIsZero() {
        assertThat(Latencies.NONE.percentile(99)).isZero();
        assertThat(Latencies.NONE.count()).isZero();
    }

    @Test
    void aClockThatStepsBackCountsAsZero() {
        recorder.record(-5);

        assertThat(recorder.snapshot().percentile(100)).isZero();
    }

    @Test
    void whatWasRecordedSinceIsTheDifference() {
        recorder.record(10);
        Latencies earlier = recorder.snapshot();
        recorder.record(20);
        recorder.record(20);

        Latencies since = recorder.snapshot().since(earlier);

        assertThat(since.count()).isEqualTo(2);
        assertThat(since.percentile(1)).isEqualTo(20);
        assertThat(since.plus(earlier).percentile(1)).isEqualTo(10);
    }
}
