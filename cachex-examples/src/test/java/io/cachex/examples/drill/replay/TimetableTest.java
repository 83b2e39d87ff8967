package io.cachex.examples.drill.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimetableTest {

    @Test
    void fortySecondsHaveTheirPhasesOnWholeSeconds() {
        Timetable timetable = new Timetable(1_500, 40);

        assertThat(Arrays.stream(Phase.values()).map(timetable::startOf)).containsExactly(0, 10, 18, 26, 33);
        assertThat(timetable.requests()).isEqualTo(60_000);
        assertThat(timetable.ttl()).isEqualTo(Duration.ofSeconds(3));
    }

    @ParameterizedTest
    @ValueSource(ints = {5, 6, 7, 10, 40, 599, 600})
    void everyPhaseHasItsTimeAndTheOutageOutlivesTheTtl(int seconds) {
        Timetable timetable = new Timetable(10, seconds);

        assertThat(IntStream.range(0, seconds).mapToObj(timetable::phaseAt).distinct())
                .containsExactly(Phase.values());
        Duration outage = Duration.ofSeconds(timetable.startOf(Phase.BACK) - timetable.startOf(Phase.SLOW));
        assertThat(outage).isGreaterThan(timetable.ttl().multipliedBy(3));
    }

    @Test
    void theShortestDrillHasASecondForEachPhase() {
        assertThat(Timetable.SHORTEST).isEqualTo(Phase.values().length);
    }

    @Test
    void requestsAreDueEvenly() {
        Timetable timetable = new Timetable(3, 5);

        assertThat(timetable.dueNanos(0)).isZero();
        assertThat(timetable.dueNanos(1)).isEqualTo(333_333_333);
        assertThat(timetable.dueNanos(3)).isEqualTo(TimeUnit.SECONDS.toNanos(1));
        assertThat(timetable.phaseOf(2)).isEqualTo(Phase.NORMAL);
        assertThat(timetable.phaseOf(3)).isEqualTo(Phase.SLOW);
    }

    @Test
    void wrongNumbersAreRefused() {
        assertThatThrownBy(() -> new Timetable(0, 40)).hasMessage("rate must be at least 1: 0");
        assertThatThrownBy(() -> new Timetable(1, 4)).hasMessage("seconds must be at least 5: 4");
    }
}
