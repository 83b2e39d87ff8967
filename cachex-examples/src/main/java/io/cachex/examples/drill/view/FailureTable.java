package io.cachex.examples.drill.view;

import io.cachex.examples.drill.replay.Figures;
import io.cachex.examples.drill.replay.Phase;
import io.cachex.examples.drill.replay.Reading;
import java.util.Locale;
import java.util.Objects;

/** What each cache has let fail so far, by phase: warm keys under the phases, keys new to it in the last column. */
final class FailureTable {

    private static final String LABEL = "%-18s";
    private static final String CELL = "%9s";

    private final Style style;

    FailureTable(Style style) {
        this.style = style;
    }

    String heading() {
        StringBuilder line = new StringBuilder(String.format(Locale.ROOT, LABEL, "warm keys failed"));
        for (Phase phase : Phase.values()) {
            line.append(String.format(Locale.ROOT, CELL, phase));
        }
        return style.faint(
                line.append(String.format(Locale.ROOT, CELL, "new keys")).toString());
    }

    /** The failures of one cache; phases still to come are empty. */
    String row(Reading.OfLane lane, Phase current) {
        StringBuilder line = new StringBuilder(String.format(Locale.ROOT, LABEL, lane.name()));
        for (Phase phase : Phase.values()) {
            long failed = Objects.requireNonNull(lane.phases().get(phase)).warmErrors();
            String cell = String.format(Locale.ROOT, CELL, phase.compareTo(current) > 0 ? "" : Cells.count(failed));
            line.append(failed > 0 ? style.bad(cell) : cell);
        }
        Figures total = lane.total();
        return line.append(String.format(Locale.ROOT, CELL, Cells.count(total.coldErrors())))
                .toString();
    }
}
