package io.cachex.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.cachex.spi.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class FakeTimeTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private final FakeTime time = new FakeTime();
    private final List<String> ran = new ArrayList<>();

    @Test
    void standsStillUntilAdvanced() {
        long before = time.nanos();
        assertThat(before).isNegative();
        assertThat(time.nanos()).isEqualTo(before);

        time.advance(SECOND);

        assertThat(time.nanos() - before).isEqualTo(SECOND.toNanos());
        assertThat(time.coarseNanos()).isEqualTo(time.nanos());
    }

    @Test
    void startsWhereItIsToldAndWraps() {
        FakeTime late = FakeTime.at(Long.MAX_VALUE - 1);
        assertThat(late.nanos()).isEqualTo(Long.MAX_VALUE - 1);
        late.schedule(SECOND, () -> ran.add("" + late.nanos()));

        late.advance(SECOND);

        assertThat(ran).containsExactly("" + (Long.MIN_VALUE + SECOND.toNanos() - 2));
        assertThat(late.nanos()).isNegative();
    }

    @Test
    void runsTasksInTheOrderOfTimeThenOfScheduling() {
        long start = time.nanos();
        for (int millis : new int[] {30, 10, 20, 10, 40}) {
            int number = time.pending();
            time.schedule(Duration.ofMillis(millis), () -> {
                assertThat(time.nanos() - start).isEqualTo(millis * 1_000_000L);
                ran.add(millis + "#" + number);
            });
        }

        time.advance(Duration.ofMillis(30));

        assertThat(ran).containsExactly("10#1", "10#3", "20#2", "30#0");
        assertThat(time.pending()).isEqualTo(1);
        assertThat(time.untilNext()).contains(Duration.ofMillis(10));
        assertThat(time.failures()).isEmpty();
    }

    @Test
    void runsTasksThatTasksSchedule() {
        time.schedule(SECOND, () -> {
            ran.add("first");
            time.schedule(SECOND, () -> ran.add("second"));
            time.schedule(Duration.ZERO, () -> ran.add("at once"));
            time.schedule(Duration.ofSeconds(5), () -> ran.add("too late"));
        });

        time.advance(Duration.ofSeconds(3));

        assertThat(ran).containsExactly("first", "at once", "second");
    }

    @Test
    void aTaskMayAdvance() {
        long start = time.nanos();
        time.schedule(SECOND, () -> time.advance(Duration.ofSeconds(10)));
        time.schedule(Duration.ofSeconds(3), () -> ran.add("on the way"));

        time.advance(Duration.ofSeconds(2));

        assertThat(time.nanos() - start).isEqualTo(Duration.ofSeconds(11).toNanos());
        assertThat(ran).containsExactly("on the way");
    }

    @Test
    void advancingByNothingRunsWhatIsDue() {
        time.schedule(Duration.ZERO, () -> ran.add("due"));
        time.schedule(Duration.ofSeconds(-5), () -> ran.add("overdue"));
        assertThat(ran).isEmpty();
        assertThat(time.untilNext()).contains(Duration.ZERO);

        time.advance(Duration.ZERO);

        assertThat(ran).containsExactly("due", "overdue");
    }

    @Test
    void cancelledTasksDoNotRun() {
        TimeSource.Scheduled task = time.schedule(SECOND, () -> ran.add("cancelled"));
        TimeSource.Scheduled other = time.schedule(SECOND, () -> ran.add("other"));

        assertThat(task.cancel()).isTrue();
        assertThat(task.cancel()).isFalse();
        time.advance(SECOND);

        assertThat(ran).containsExactly("other");
        assertThat(other.cancel()).isFalse();
    }

    @Test
    void remembersWhatTasksThrow() {
        AssertionError failure = new AssertionError("on purpose");
        time.schedule(SECOND, () -> {
            throw failure;
        });
        time.schedule(SECOND, () -> ran.add("next"));

        time.advance(SECOND);

        assertThat(time.failures()).containsExactly(failure);
        assertThat(ran).containsExactly("next");
    }

    @Test
    void theWallClockMovesWithItAndStepsAlone() {
        Instant start = time.instant();
        long nanos = time.nanos();
        time.advance(SECOND);
        assertThat(time.instant()).isEqualTo(start.plus(SECOND));

        time.stepWallClock(Duration.ofHours(-1));
        assertThat(time.instant()).isEqualTo(start.plus(SECOND).minus(Duration.ofHours(1)));
        assertThat(time.nanos() - nanos).isEqualTo(SECOND.toNanos());
    }

    @Test
    void countsOpenHandles() {
        TimeSource.Handle first = time.open();
        TimeSource.Handle second = time.open();
        assertThat(time.openHandles()).isEqualTo(2);

        first.close();
        first.close();
        assertThat(time.openHandles()).isEqualTo(1);
        second.close();
        assertThat(time.openHandles()).isZero();
    }

    @Test
    void threadsThatAdvanceAddUp() {
        long start = time.nanos();
        Random random = new Random(1);
        for (int i = 0; i < 1_000; i++) {
            time.schedule(Duration.ofMillis(random.nextInt(800)), () -> ran.add("" + time.nanos()));
        }

        Crowd.each(thread -> {
            for (int i = 0; i < 100; i++) {
                time.advance(Duration.ofMillis(1));
            }
        });

        assertThat(time.nanos() - start).isEqualTo(Duration.ofMillis(800).toNanos());
        assertThat(ran).hasSize(1_000);
        assertThat(ran.stream().map(Long::valueOf).toList()).isSorted();
    }

    @Test
    void doesNotGoBackNorTooFar() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> time.advance(Duration.ofNanos(-1)))
                .withMessageContaining("PT-0.000000001S");
        time.advance(Duration.ofDays(36_500));
        assertThatExceptionOfType(ArithmeticException.class).isThrownBy(() -> time.advance(Duration.ofDays(100_000)));
    }

    @Test
    void keepsTasksOfTheLongestDelays() {
        time.schedule(Duration.ofSeconds(Long.MAX_VALUE), () -> ran.add("never"));

        time.advance(Duration.ofDays(36_500));

        assertThat(ran).isEmpty();
        assertThat(time.pending()).isEqualTo(1);
    }
}
