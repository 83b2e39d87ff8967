package io.cachex.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.cachex.testkit.FakeTime;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ServerClockTest {

    private static final long NOON = 1_700_000_000_000_000L;

    private final FakeTime time = new FakeTime();
    private final AtomicInteger steps = new AtomicInteger();
    private ServerClock clock;

    @BeforeEach
    void create() {
        clock = new ServerClock(time);
        clock.onStep(steps::incrementAndGet);
    }

    @Test
    void isTheWallClockBeforeTheServerWasAsked() {
        long wall = time.instant().toEpochMilli() * 1_000;

        assertThat(clock.micros()).isBetween(wall, wall + 1_000);
        assertThat(clock.isKnown()).isFalse();
    }

    @Test
    void goesOnFromTheMiddleOfTheRoundTrip() {
        observe(NOON, Duration.ofMillis(10));

        assertThat(clock.isKnown()).isTrue();
        assertThat(clock.micros()).isEqualTo(NOON + 5_000);
        time.advance(Duration.ofSeconds(3));
        assertThat(clock.micros()).isEqualTo(NOON + 3_005_000);
    }

    @Test
    void theFirstAnswerIsNoStep() {
        observe(NOON, Duration.ZERO);

        assertThat(steps).hasValue(0);
    }

    /** FT25: 31 s ahead, 1 h back. */
    @Test
    void tellsOfStepsBothWays() {
        observe(NOON, Duration.ZERO);
        time.advance(Duration.ofSeconds(1));

        observe(NOON + 32_000_000, Duration.ZERO);
        assertThat(steps).hasValue(1);
        assertThat(clock.micros()).isEqualTo(NOON + 32_000_000);

        observe(NOON - 3_568_000_000L, Duration.ZERO);
        assertThat(steps).hasValue(2);
        assertThat(clock.micros()).isEqualTo(NOON - 3_568_000_000L);
    }

    @Test
    void allowsForADriftAndForTheRoundTrip() {
        observe(NOON, Duration.ZERO);

        observe(NOON + 250_000, Duration.ZERO);
        assertThat(steps).as("250 ms").hasValue(0);
        observe(NOON + 501_000, Duration.ZERO);
        assertThat(steps).as("251 ms").hasValue(1);

        observe(NOON + 501_000 + 2_200_000, Duration.ofSeconds(2));
        assertThat(steps).as("1200 ms off the middle of a round trip of 2 s").hasValue(1);
    }

    private void observe(long serverMicros, Duration roundTrip) {
        long sent = time.nanos();
        time.advance(roundTrip);
        clock.observe(serverMicros, sent, time.nanos());
    }
}
