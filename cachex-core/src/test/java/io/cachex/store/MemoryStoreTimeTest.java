package io.cachex.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.cachex.spi.StoredValue;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryStoreTimeTest extends MemoryStoreFixture {

    private static final Duration NANO = Duration.ofNanos(1);

    /** At the clock's wrap, at zero, at the extremes. */
    @ParameterizedTest
    @ValueSource(longs = {Long.MAX_VALUE - 1, Long.MAX_VALUE, Long.MIN_VALUE, -1, 0, 1})
    void anEntryEndsAtItsNanosecond(long start) {
        ManualTime wrapping = new ManualTime(start);
        store = MemoryStore.of(10_000, wrapping);
        write("first", 10, NANO);
        write("key", 10, Duration.ofNanos(3));
        write("later", 10, Duration.ofNanos(4));
        assertThat(answer(store.read(Set.of("first", "key", "later")))).hasSize(3);
        write("latest", 10, Duration.ofSeconds(Long.MAX_VALUE, 999_999_999));
        increment("key", 5, Duration.ofNanos(3));

        wrapping.advance(Duration.ofNanos(2));
        assertThat(isThere("first")).isFalse();
        assertThat(answer(store.read(Set.of("key"))).get("key").keepFor()).isEqualTo(NANO);
        assertThat(increment("key", 1, HOUR)).isEqualTo(6);

        wrapping.advance(NANO);
        assertThat(isThere("key")).isFalse();
        assertThat(increment("key", 1, HOUR)).isEqualTo(1);
        assertThat(isThere("later")).isTrue();
        assertThat(isThere("latest")).isTrue();
        Structure.check(store);
    }

    @Test
    void whatRemainsIsNeverMoreThanWhatWasGiven() {
        write("key", 10, Duration.ofMillis(7));
        assertThat(answer(store.read(Set.of("key"))).get("key").keepFor()).isEqualTo(Duration.ofMillis(7));

        time.advance(Duration.ofMillis(3));
        assertThat(answer(store.read(Set.of("key"))).get("key").keepFor()).isEqualTo(Duration.ofMillis(4));
    }

    @Test
    void anExpiredValueIsAbsentForComparedWrites() {
        answer(store.write(Map.of("key", StoredValue.of(new byte[1], NANO, 7))));
        time.advance(NANO);

        assertThat(answer(store.writeIfVersion("key", 7, StoredValue.of(new byte[1], HOUR, 8))))
                .isFalse();
        assertThat(answer(store.writeIfVersion("key", 0, StoredValue.of(new byte[1], HOUR, 1))))
                .isTrue();
    }

    @Test
    void theSweepReclaimsWhatNobodyAsksFor() {
        write("a", 100, Duration.ofMillis(500));
        increment("b", 1, Duration.ofMillis(500));
        write("c", 100, Duration.ofMillis(1_500));

        time.advance(Duration.ofSeconds(1));
        assertThat(store.size()).isEqualTo(1);
        time.advance(Duration.ofSeconds(1));

        assertThat(store.size()).isZero();
        assertThat(store.bytes()).isZero();
        assertThat(store.evictions()).isZero();
    }

    @Test
    void noTimerWaitsWhileThereIsNothingToSweep() {
        assertThat(time.waiting()).isZero();
        write("key", 10, Duration.ofMillis(1));
        write("other", 10, Duration.ofMillis(1));
        assertThat(time.waiting()).isEqualTo(1);

        time.advance(Duration.ofSeconds(1));
        assertThat(time.waiting()).isZero();

        increment("key", 1, HOUR);
        assertThat(time.waiting()).isEqualTo(1);
        store.close();
        assertThat(time.waiting()).isZero();
    }

    @Test
    void aSweepIsBoundedAndTheNextFollowsSoon() {
        store = MemoryStore.of(100 << 20, time);
        answer(store.write(IntStream.range(0, 10_000)
                .boxed()
                .collect(Collectors.toMap(i -> "key:" + i, i -> value(1, Duration.ofMillis(1))))));

        time.advance(Duration.ofSeconds(1));
        assertThat(store.size()).isEqualTo(10_000 - 4_096);
        time.advance(Duration.ofMillis(20));
        assertThat(store.size()).isEqualTo(10_000 - 8_192);
        time.advance(Duration.ofMillis(20));
        assertThat(store.size()).isZero();
        Structure.check(store);
    }

    @Test
    void theClockFollowsMonotonicTimeAndIgnoresTheWallClock() {
        long start = store.clockMicros();
        assertThat(start).isEqualTo(1_700_000_000_000_000L);

        time.stepWallClock(Duration.ofDays(-1));
        assertThat(store.clockMicros()).isEqualTo(start);
        time.advance(Duration.ofMillis(5));
        assertThat(store.clockMicros()).isEqualTo(start + 5_000);
    }
}
