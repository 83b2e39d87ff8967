package io.cachex.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SweepTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private final ManualTime time = new ManualTime();
    private final Deque<Optional<Duration>> answers = new ArrayDeque<>();
    private int runs;
    private boolean isBusy;
    private final Sweep sweep = new Sweep(time, SECOND, () -> {
        runs++;
        if (isBusy) {
            startAgain();
        }
        return answers.remove().orElse(null);
    });

    private void startAgain() {
        sweep.start();
    }

    @Test
    void runsAsLongAsTheTaskAsksForIt() {
        answers.addAll(List.of(Optional.of(Duration.ofMillis(20)), Optional.empty()));
        sweep.start();
        sweep.start();
        assertThat(time.waiting()).isEqualTo(1);

        time.advance(SECOND);
        assertThat(runs).isEqualTo(1);
        time.advance(Duration.ofMillis(20));

        assertThat(runs).isEqualTo(2);
        assertThat(time.waiting()).isZero();
    }

    @Test
    void aStartDuringARunIsNotLostAndNotDoubled() {
        answers.addAll(List.of(Optional.empty(), Optional.of(SECOND)));
        isBusy = true;
        sweep.start();

        time.advance(SECOND);
        assertThat(time.waiting())
                .as("started by the task, which itself asks for no more")
                .isEqualTo(1);
        time.advance(SECOND);
        assertThat(time.waiting())
                .as("started by the task, which itself asks for more")
                .isEqualTo(1);
    }

    @Test
    void nothingRunsAfterTheClosing() {
        sweep.start();
        sweep.close();
        sweep.close();
        sweep.start();
        time.advance(SECOND);
        sweep.start();

        assertThat(time.waiting()).isZero();
        assertThat(runs).isZero();
    }

    @Test
    void whatIsClosedDoesNotStart() {
        sweep.close();
        sweep.start();

        assertThat(time.waiting()).isZero();
    }
}
