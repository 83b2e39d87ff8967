package io.cachex.examples.drill.offline;

import java.time.Duration;
import java.util.List;

/**
 * What the act came to.
 *
 * @param stages phase by phase
 * @param restored entries that came back from the disk
 * @param start how long it took to build all of the service while everything was down
 */
public record OfflineOutcome(List<StageFigures> stages, int restored, Duration start) {

    /** Keeps a copy. */
    public OfflineOutcome {
        stages = List.copyOf(stages);
    }

    /** The figures of a phase; zeros if it was left out. */
    public StageFigures of(Stage stage) {
        return stages.stream()
                .filter(figures -> figures.stage() == stage)
                .findFirst()
                .orElse(new StageFigures(stage, 0, 0, 0, 0, 0, 0));
    }
}
