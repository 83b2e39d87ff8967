package io.cachex.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** D4: the races of the line, step by step. */
class LineTest {

    /** (1) A finds no permit, (2) B gives one back and sees no line, (3) A gets in line. */
    @Test
    void aPermitThatComesBackBeforeOneIsInLineIsNotMissed() {
        Line line = new Line(1, 5);
        List<String> granted = new ArrayList<>();
        line.tryEnter();
        assertThat(line.tryEnter()).isFalse();
        line.leave();

        assertThat(line.queue(() -> granted.add("A"))).isTrue();

        assertThat(granted).containsExactly("A");
        assertThat(line.length()).isZero();
        assertThat(line.available()).isZero();
    }

    @Test
    void whoGivesUpGetsNoPermit() {
        Line line = new Line(1, 5);
        Line.Turn turn = () -> {
            throw new AssertionError("has given up");
        };
        line.tryEnter();
        line.queue(turn);

        assertThat(line.giveUp(turn)).isTrue();
        assertThat(line.giveUp(turn)).isFalse();
        line.leave();

        assertThat(line.available()).isEqualTo(1);
    }

    /** (1) A waits, (2) B gives its permit back, (3) C comes before B has looked at the line. */
    @Test
    void nobodyOvertakesTheLine() {
        Line line = new Line(1, 5);
        List<String> granted = new ArrayList<>();
        AtomicBoolean overtook = new AtomicBoolean();
        line.tryEnter();
        line.queue(() -> granted.add("A"));
        line.permits().getEventPublisher().onCallFinished(event -> overtook.set(line.tryEnter()));

        line.leave();

        assertThat(overtook).isFalse();
        assertThat(granted).containsExactly("A");
    }
}
