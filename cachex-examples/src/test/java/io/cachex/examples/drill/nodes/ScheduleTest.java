package io.cachex.examples.drill.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScheduleTest {

    @Test
    void theUsualActHasItsPhasesOnWholeSecondsAndTheUsualBound() {
        Schedule schedule = new Schedule(28, 1_500, 1);

        assertThat(Arrays.stream(Trouble.values()).map(schedule::startOf).map(Duration::toMillis))
                .containsExactly(0L, 3_000L, 9_000L, 13_000L, 18_000L, 25_000L);
        assertThat(schedule.bound()).isEqualTo(Duration.ofSeconds(2));
        assertThat(schedule.limit()).isEqualTo(Duration.ofMillis(2_020));
    }

    @ParameterizedTest
    @ValueSource(ints = {6, 7, 28, 600})
    void oneEndsWhenTheNextBeginsAndTroublesOutlastTheBound(int seconds) {
        Schedule schedule = new Schedule(seconds, 1_500, 1);

        Duration sum = Duration.ZERO;
        for (Trouble trouble : Trouble.values()) {
            assertThat(schedule.startOf(trouble)).isEqualTo(sum);
            sum = sum.plus(schedule.lengthOf(trouble));
        }
        assertThat(sum).isEqualTo(Duration.ofSeconds(seconds));
        assertThat(schedule.lengthOf(Trouble.FROZEN))
                .isGreaterThan(schedule.limit().multipliedBy(2));
        assertThat(schedule.lengthOf(Trouble.CUT))
                .isGreaterThan(schedule.limit().multipliedBy(3));
    }

    @Test
    void wrongNumbersAreRefused() {
        assertThatThrownBy(() -> new Schedule(5, 1, 1)).hasMessage("seconds must be at least 6: 5");
        assertThatThrownBy(() -> new Schedule(6, 0, 1)).hasMessage("rate must be at least 1: 0");
    }
}
